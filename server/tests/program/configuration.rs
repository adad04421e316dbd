//! Unusable configuration is reported in one sentence, without passwords.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, process::Command};

use crate::process::WorkingFolder;

const SECRET: &str = "hunter2";

#[test]
fn the_help_shows_no_password_of_the_environment() {
    let environment = [
        ("CHARLA_DATABASE_URL", "postgres://charla:hunter2@db/charla"),
        ("CHARLA_REDIS_URL", "redis://:hunter2@redis:6379"),
        ("CHARLA_PUBLIC_URL", "https://ana:hunter2@chat.example"),
    ];
    for arguments in [&["--help"][..], &["-h"], &["serve", "--help"], &["import", "--help"]] {
        let output = WorkingFolder::new().runs(arguments, &environment);
        let said = String::from_utf8(output.stdout).expect("text");
        assert!(said.contains("CHARLA_DATABASE_URL") && !said.contains(SECRET), "{said}");
    }
}

#[test]
fn an_unusable_url_is_not_repeated() {
    let folder = WorkingFolder::new();
    for (name, url) in [
        ("CHARLA_PUBLIC_URL", "https://ana:hunter2@chat.example"),
        ("CHARLA_PUBLIC_URL", "http://hunter2.example"),
        ("CHARLA_DATABASE_URL", "mysql://charla:hunter2@db/charla"),
        ("CHARLA_DATABASE_URL", "postgres://charla:hunter2@127.0.0.1:port/charla"),
        ("CHARLA_REDIS_URL", "http://:hunter2@redis:6379"),
    ] {
        let said = folder.fails(&[], &[(name, url)]);
        assert!(!said.contains(SECRET), "{name}={url}: {said}");
        assert_eq!(said.lines().filter(|line| line.starts_with("charla: ")).count(), 1, "{said}");
    }
}

#[test]
fn a_number_beyond_its_range_is_refused_with_the_range() {
    let folder = WorkingFolder::new();
    for (name, number, range) in [
        ("CHARLA_SESSION_DAYS", "0", "1..=36500"),
        ("CHARLA_SESSION_DAYS", "4000000", "1..=36500"),
        ("CHARLA_VERSION_DAYS", "0", "1..=36500"),
        ("CHARLA_VERSION_DAYS", "4000000", "1..=36500"),
        ("CHARLA_REGISTRATIONS_PER_HOUR", "0", "1..=1000000"),
        ("CHARLA_MEGABYTES_PER_DAY", "5000", "0..=4095"),
    ] {
        // Without the refusal the program would fail anyway, because this is not a database.
        let said = folder.fails(&[], &[(name, number), ("CHARLA_DATABASE_URL", "sqlite:")]);
        assert!(said.contains(range) && said.contains(name), "{name}={number}: {said}");
    }
}

#[test]
fn an_unusable_listen_address_is_refused_with_an_example() {
    let folder = WorkingFolder::new();
    for address in ["localhost:3000", "127.0.0.1", ":3000"] {
        let said = folder.fails(&["--addr", address], &[]);
        assert!(said.contains("such as 127.0.0.1:3000"), "{address}: {said}");
    }
    let busy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = busy.local_addr().expect("an address").to_string();
    let said = folder.fails(&["--addr", &address], &[]);
    assert!(said.starts_with(&format!("charla: {address} of CHARLA_ADDR cannot be listened on: ")), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_backup_reports_its_path_and_size() {
    let folder = WorkingFolder::new();
    let import = folder.runs(&["import", &crate::process::fixture().display().to_string()], &[]);
    assert!(import.status.success(), "{import:?}");
    let backup = folder.runs(&["backup", "monday.db"], &[]);
    let said = String::from_utf8(backup.stderr).expect("text");
    let (path, bytes) = (folder.path("monday.db"), fs::metadata(folder.path("monday.db")).expect("a copy").len());
    assert_eq!(said, format!("The database is copied to {}: {bytes} bytes.\n", path.display()));
    let again = folder.fails(&["backup", "monday.db"], &[]);
    assert_eq!(again, "charla: monday.db exists already: name a new file\n");
}

#[test]
fn a_url_without_a_database_file_is_refused_and_creates_nothing() {
    let folder = WorkingFolder::new();
    for url in ["sqlite:", "sqlite://", "sqlite::memory:", "charla.db"] {
        let said = folder.fails(&[], &[("CHARLA_DATABASE_URL", url)]);
        assert!(said.contains("such as sqlite:data/charla.db"), "{url}: {said}");
    }
    assert_eq!(fs::read_dir(folder.path("")).expect("a folder").count(), 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_the_user() {
    let folder = WorkingFolder::new();
    folder.write_file("data", "");
    let said = folder.fails(&[], &[]);
    assert!(said.contains("the folder data cannot be made by user "), "{said}");
}

/// Root could write everywhere, so the program gives up these capabilities.
#[test]
fn a_read_only_database_is_refused_at_the_start() {
    for mode_of in ["charla.db", ""] {
        let folder = WorkingFolder::new();
        let import = folder.runs(
            &["import", &crate::process::fixture().display().to_string()],
            &[("CHARLA_DATABASE_URL", "sqlite:charla.db")],
        );
        assert!(import.status.success(), "{import:?}");
        for name in ["charla.db", "charla.db-wal", "charla.db-shm", mode_of] {
            let path = folder.path(name);
            if path.is_file() && !mode_of.is_empty() {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("a mode");
            }
        }
        fs::set_permissions(folder.path(""), fs::Permissions::from_mode(0o555)).expect("a mode");
        let served = Command::new("setpriv")
            .args(["--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all", "--"])
            .arg(env!("CARGO_BIN_EXE_charla"))
            .env("CHARLA_DATABASE_URL", "sqlite:charla.db")
            .env("CHARLA_ADDR", "127.0.0.1:0")
            .current_dir(folder.path(""))
            .output()
            .expect("setpriv");
        fs::set_permissions(folder.path(""), fs::Permissions::from_mode(0o755)).expect("a mode");
        let said = String::from_utf8(served.stderr).expect("text");
        assert!(!served.status.success(), "{said}");
        assert!(said.contains("charla.db cannot be opened by user "), "{said}");
    }
}
