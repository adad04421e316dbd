//! `charla` as a process, in a folder of its own.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Far more than anything takes.
const TIMEOUT: Duration = Duration::from_secs(60);

pub struct WorkingFolder {
    folder: TempDir,
}

impl WorkingFolder {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write_file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_charla"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("CHARLA_ADDR", "127.0.0.1:0").env_remove("RUST_LOG").envs(environment.iter().copied());
        command
    }

    pub fn runs(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.command(arguments, environment).output().expect("charla")
    }

    /// Runs the program, which must fail. Returns its output.
    pub fn fails(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = self.runs(arguments, environment);
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(!output.status.success(), "{arguments:?} {environment:?}: {said}");
        said
    }

    /// Starts a server, and waits until it listens.
    pub fn serves(&self, environment: &[(&str, &str)]) -> Server {
        let log = self.path("log");
        let mut command = self.command(&["serve"], environment);
        let process = command.stdout(Stdio::null()).stderr(File::create(&log).expect("a file")).spawn();
        let mut server = Server { process: process.expect("charla"), log, url: String::new() };
        let said = server.wait_for_log("serving ");
        let address = said.rsplit_once(" on ").expect("an address").1;
        server.url = format!("http://{}", address.trim());
        server
    }
}

pub struct Server {
    process: Child,
    log: PathBuf,
    pub url: String,
}

impl Server {
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }

    /// Waits for a line in the log that contains this, and returns it.
    pub fn wait_for_log(&mut self, part: &str) -> String {
        let begun = Instant::now();
        loop {
            let log = self.log();
            if let Some(line) = log.lines().find(|line| line.contains(part)) {
                return line.to_owned();
            }
            let ended = self.process.try_wait().expect("a process");
            assert!(ended.is_none() && begun.elapsed() < TIMEOUT, "{part} is not in {log}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn send_signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
    }

    /// Waits until the server has ended. Returns how long that took.
    pub fn ends(&mut self) -> Duration {
        let begun = Instant::now();
        while self.process.try_wait().expect("a process").is_none() {
            assert!(begun.elapsed() < TIMEOUT, "{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
        begun.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dataset.json")
}
