//! The program with a low limit of open files: it raises the soft limit, and copes with the hard one.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{net::TcpStream, time::timeout};

struct Program {
    child: Child,
    url: String,
    logged: String,
    _folder: TempDir,
}

impl Program {
    /// Starts the program. `limits` is a shell command.
    fn starts(limits: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("target/site");
        fs::create_dir_all(site.join("pkg")).expect("a folder");
        fs::write(site.join("pkg/charla.ghi.css"), "a {}").expect("a file");
        fs::write(site.join("hash.txt"), "js: abc\nwasm: def\ncss: ghi\n").expect("a file");
        let mut child = Command::new("sh")
            .args(["-c", &format!("{limits} && exec \"$0\" serve"), env!("CARGO_BIN_EXE_charla")])
            .env("CHARLA_ADDR", "127.0.0.1:0")
            .env("CHARLA_DATABASE_URL", format!("sqlite:{}", folder.path().join("charla.db").display()))
            .env("RUST_LOG", "info")
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let mut logged = String::new();
        let url = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it serves: {logged}")).expect("text");
            logged.push_str(&line);
            if let Some((_, address)) = line.split_once("serving ") {
                break address.split(' ').next().expect("an address").to_owned();
            }
        };
        // Later lines are not needed, but a full pipe would block the program.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, logged, _folder: folder }
    }
}

impl Program {
    /// Prevents the program from opening more files. Open ones stay open.
    fn can_open_no_file(&self) {
        let process = self.child.id().to_string();
        let limited = Command::new("prlimit").args(["--pid", &process, "--nofile=3:"]).status();
        assert!(limited.expect("prlimit").success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_soft_limit_is_raised_to_the_hard_one() {
    let program = Program::starts("ulimit -Sn 100 && ulimit -Hn 1024");
    assert!(program.logged.contains("raised from 100 to 1024"), "{}", program.logged);
}

#[tokio::test]
async fn more_idle_connections_than_open_files_do_not_block_others() {
    let program = Program::starts("ulimit -n 160");
    let address = program.url.trim_start_matches("http://");
    let mut idle = Vec::new();
    for _ in 0..400 {
        idle.push(TcpStream::connect(address).await.expect("a connection"));
    }
    for path in ["/healthz", "/readyz", "/login"] {
        // Shorter than the timeout of idle connections.
        let answer = timeout(Duration::from_secs(10), reqwest::get(format!("{}{path}", program.url)));
        let answer = answer.await.expect("in time").expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_page_opens_no_file() {
    let program = Program::starts("ulimit -n 1024");
    // The client reuses its connection for the second request.
    let client = reqwest::Client::new();
    let page = async || {
        let answer = client.get(format!("{}/login", program.url)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text").contains("/pkg/charla.abc.js"))
    };
    assert_eq!(page().await, (200, true));
    program.can_open_no_file();
    assert_eq!(page().await, (200, true));
    let file = client.get(format!("{}/pkg/charla.ghi.css", program.url)).send().await.expect("an answer");
    assert_eq!(file.status(), 500, "it is there");
}
