//! A server of the test's own, which it starts and ends as it likes.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::PATIENCE;

/// Killed at the latest when it is dropped.
pub(super) struct Running(Child);

impl Running {
    pub(super) fn is_killed(&mut self) {
        // It may have ended by itself, which the next start shows.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// A program, a database and an address.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) program: PathBuf,
    pub(super) database: String,
    address: String,
}

impl Server {
    /// On a port that is free, with an SQLite file in `folder` unless it is told another database.
    pub(super) fn new(program: PathBuf, database: Option<String>, folder: &Path) -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|e| e.to_string())?;
        let database = database.unwrap_or_else(|| format!("sqlite:{}/charla.db", folder.display()));
        Ok(Self { program, database, address: free.to_string() })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Result<Child, String> {
        Command::new(&self.program)
            .args(arguments)
            .env("CHARLA_DATABASE_URL", &self.database)
            .env("CHARLA_ADDR", &self.address)
            .env("RUST_LOG", "error")
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.program.display()))
    }

    pub(super) async fn starts(&self) -> Result<Running, String> {
        let running = Running(self.run(&["serve"])?);
        let begun = Instant::now();
        while reqwest::get(format!("{}/readyz", self.url())).await.is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("the server does not start".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(running)
    }
}
