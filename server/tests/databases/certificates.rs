//! A certificate for 127.0.0.1 and its authority, made for a test.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

pub struct Certificates(TempDir);

impl Certificates {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let new_key = |key, rest: &[&str]| {
            let arguments =
                ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key];
            openssl(folder.path(), &[&arguments[..], rest].concat());
        };
        new_key("ca.key", &["-x509", "-days", "2", "-subj", "/CN=Tests of Charla", "-out", "ca.pem"]);
        new_key("server.key", &["-subj", "/CN=127.0.0.1", "-out", "server.csr"]);
        let extensions = "subjectAltName = IP:127.0.0.1\nbasicConstraints = CA:FALSE\n";
        fs::write(folder.path().join("extensions"), extensions).expect("a file");
        let sign = "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions \
                    -out server.pem";
        openssl(folder.path(), &sign.split(' ').collect::<Vec<_>>());
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn authority(&self) -> PathBuf {
        self.path("ca.pem")
    }

    pub fn certificate(&self) -> PathBuf {
        self.path("server.pem")
    }

    pub fn key(&self) -> PathBuf {
        self.path("server.key")
    }

    /// Gives the files to this user if the tests run as root: the servers do not run as root.
    pub fn belong_to(&self, user: &str) {
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        if is_root {
            let given = Command::new("chown").arg("-R").arg(user).arg(self.0.path()).status();
            assert!(given.expect("chown").success());
        }
    }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let made = Command::new("openssl").args(arguments).current_dir(folder).stderr(Stdio::null()).status();
    assert!(made.expect("openssl").success(), "{arguments:?}");
}
