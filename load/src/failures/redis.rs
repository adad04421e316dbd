//! A Redis server for a test, which can be stopped and started again.

use std::{process::Command, time::Duration};

use tokio::{
    net::TcpStream,
    time::{Instant, sleep},
};

use super::{TIMEOUT, child::Child, server::free_port};

#[derive(Debug)]
pub(super) struct Redis {
    port: u16,
    server: Option<Child>,
}

impl Redis {
    pub(super) async fn starts() -> Result<Self, String> {
        let mut redis = Self { port: free_port()?, server: None };
        redis.comes_back().await?;
        Ok(redis)
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Stops the process, so that it accepts connections and does nothing.
    pub(super) fn stalls(&self) -> Result<(), String> {
        self.send_signal("STOP")
    }

    pub(super) fn goes_on(&self) -> Result<(), String> {
        self.send_signal("CONT")
    }

    fn send_signal(&self, signal: &str) -> Result<(), String> {
        self.server.as_ref().ok_or("Redis is away")?.send_signal(signal)
    }

    /// Kills it. Its data is lost.
    pub(super) fn goes_away(&mut self) {
        self.server = None;
    }

    pub(super) async fn comes_back(&mut self) -> Result<(), String> {
        let port = self.port.to_string();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let mut server = Child::starts(&command, "KILL")?;
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            if server.has_ended() || begun.elapsed() > TIMEOUT {
                return Err("Redis does not start: is redis-server there?".into());
            }
            sleep(Duration::from_millis(10)).await;
        }
        self.server = Some(server);
        Ok(())
    }
}
