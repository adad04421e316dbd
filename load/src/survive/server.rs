//! A server of the test's own, which it starts and ends as it likes.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use serde_json::Value;
use tokio::{
    net::TcpStream,
    time::{Instant, sleep},
};

use super::{PATIENCE, child::Child};
use crate::dataset;

/// Between two looks whether it is there.
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Args)]
pub(super) struct Program {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
}

/// A program, a database and an address.
#[derive(Debug, Clone)]
pub(super) struct Server {
    program: Program,
    database: String,
    redis: Option<String>,
    address: String,
    environment: Vec<(&'static str, String)>,
}

/// Killed at the latest when it is dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    /// When it first took a connection.
    pub(super) since: Instant,
}

impl Server {
    /// On a port that is free, with an SQLite file in `folder` unless it is told another database.
    pub(super) fn new(program: &Program, database: Option<String>, folder: &Path) -> Result<Self, String> {
        let database = database.unwrap_or_else(|| format!("sqlite:{}/charla.db", folder.display()));
        let address = format!("127.0.0.1:{}", free_port()?);
        Ok(Self { program: program.clone(), database, redis: None, address, environment: Vec::new() })
    }

    pub(super) fn with_redis(mut self, url: String) -> Self {
        self.redis = Some(url);
        self
    }

    /// For what changes how it sees the world.
    pub(super) fn with_environment(mut self, variables: Vec<(&'static str, String)>) -> Self {
        self.environment = variables;
        self
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// So many conversations of two people. Tried again while the database is still starting.
    pub(super) async fn imports(&self, folder: &Path, conversations: u32) -> Result<(), String> {
        let file = folder.join("dataset.json");
        std::fs::write(&file, dataset::json(conversations).to_string()).map_err(|error| error.to_string())?;
        let begun = Instant::now();
        loop {
            let imported = self.run(&["import", &file.to_string_lossy()])?.ends_within(PATIENCE).await;
            if imported.is_ok() || begun.elapsed() > PATIENCE {
                return imported.map(drop);
            }
            sleep(10 * PAUSE).await;
        }
    }

    fn run(&self, arguments: &[&str]) -> Result<Child, String> {
        let program = self.program.program.to_string_lossy();
        Child::starts(&program, arguments, "KILL", |command| {
            command.env("CHARLA_DATABASE_URL", &self.database).env("CHARLA_ADDR", &self.address);
            command.env("RUST_LOG", "error").envs(self.environment.iter().cloned());
            if let Some(url) = &self.redis {
                command.env("CHARLA_REDIS_URL", url);
            }
        })
    }

    /// Until it is ready, and hears Redis where it has one.
    pub(super) async fn starts(&self) -> Result<Running, String> {
        let mut running = Running { child: self.run(&["serve"])?, since: Instant::now() };
        let begun = Instant::now();
        let mut is_listening = false;
        loop {
            if is_listening {
                if self.is_ready().await {
                    return Ok(running);
                }
            } else if TcpStream::connect(&self.address).await.is_ok() {
                running.since = Instant::now();
                is_listening = true;
                continue;
            }
            if running.child.has_ended() || begun.elapsed() > PATIENCE {
                return Err("the server does not start".into());
            }
            sleep(PAUSE).await;
        }
    }

    async fn is_ready(&self) -> bool {
        let Ok(answer) = reqwest::get(format!("{}/readyz", self.url())).await else { return false };
        let is_ready = answer.status().is_success();
        is_ready && answer.json::<Value>().await.is_ok_and(|readiness| readiness["redis"] != "away")
    }
}

impl Running {
    pub(super) fn pid(&self) -> u32 {
        self.child.pid()
    }

    pub(super) fn is_killed(&mut self) {
        self.child.is_killed();
    }

    /// As an operator ends it; how long that took.
    pub(super) async fn ends(&mut self, limit: Duration) -> Result<Duration, String> {
        self.child.gets("TERM")?;
        self.child.ends_within(limit).await
    }
}

pub(super) fn free_port() -> Result<u16, String> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|e| e.to_string())?;
    Ok(free.port())
}
