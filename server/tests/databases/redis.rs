//! A Redis server for a test, which can be stopped and started again.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Limit for the start. Far more than it takes.
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct Redis {
    port: u16,
    settings: Vec<String>,
    server: Option<Child>,
}

impl Redis {
    pub async fn start() -> Self {
        Self::with(|port| vec!["--port".into(), port.to_string()]).await
    }

    /// Starts a server with these settings, which make it listen on the given port.
    pub async fn with(settings: impl FnOnce(u16) -> Vec<String>) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let mut redis = Self { port: free.port(), settings: settings(free.port()), server: None };
        redis.comes_back().await;
        redis
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills the server. Its data is lost.
    pub fn goes_away(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("it runs");
            server.wait().expect("it ended");
        }
    }

    pub async fn comes_back(&mut self) {
        let server = Command::new("redis-server")
            .args(&self.settings)
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        self.server = Some(server.expect("redis-server"));
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            assert!(begun.elapsed() < TIMEOUT, "Redis does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Disconnects all publishers, but no subscribers.
    pub async fn disconnects_publishers(&self) {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).await.expect("Redis");
        connection.write_all(b"CLIENT KILL TYPE normal\r\n").await.expect("Redis");
        let mut answer = [0; 16];
        assert!(connection.read(&mut answer).await.expect("an answer") > 0 && answer[0] == b':', "{answer:?}");
    }

    /// Stops the process, so that it accepts connections and does nothing.
    pub fn stalls(&self) {
        self.signal("-STOP");
    }

    pub fn goes_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.server.as_ref().expect("it runs").id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.goes_away();
    }
}
