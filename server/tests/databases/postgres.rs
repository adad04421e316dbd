//! A PostgreSQL server for the tests. It starts when the first test needs a database, and ends with the test process.

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Limit for the start. Far more than it takes.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Returns the URL of a new, empty database.
pub async fn fresh_database() -> String {
    let port = tokio::task::spawn_blocking(port).await.expect("a server");
    fresh_database_at(port).await
}

/// Returns the URL of a new, empty database on a server that [`start`] started.
pub async fn fresh_database_at(port: u16) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut server = connect(&url(port, "postgres")).await;
    sqlx::query(AssertSqlSafe(format!("create database {name}"))).execute(&mut server).await.expect("a database");
    url(port, &name)
}

fn url(port: u16, database: &str) -> String {
    format!("postgres://charla@127.0.0.1:{port}/{database}")
}

async fn connect(url: &str) -> PgConnection {
    let begun = Instant::now();
    loop {
        match PgConnection::connect(url).await {
            Ok(connection) => return connection,
            Err(error) => assert!(begun.elapsed() < TIMEOUT, "PostgreSQL does not start: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Returns the port of the server that most tests share.
fn port() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| start(Vec::new()))
}

/// Starts a server with these settings, and returns its port.
pub fn start(settings: Vec<String>) -> u16 {
    let (sender, receiver) = mpsc::channel();
    // The server gets TERM when the thread that started it ends, which is at the end of the process.
    thread::spawn(move || {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../build/postgres.sh");
        let mut server = Command::new("setpriv")
            .args(["--pdeathsig", "TERM"])
            .arg(script)
            .arg(free.port().to_string())
            .args(["-c", "fsync=off"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdin(Stdio::null())
            .spawn()
            .expect("build/postgres.sh");
        sender.send(free.port()).expect("somebody waits");
        server.wait().expect("its end");
    });
    receiver.recv().expect("a port")
}
