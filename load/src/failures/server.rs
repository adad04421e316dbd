//! A server for a test, which starts and ends it.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use clap::Args;
use serde_json::Value;
use tokio::{
    net::TcpStream,
    time::{Instant, sleep},
};

use super::{TIMEOUT, child::Child, folder::Folder, tool};
use crate::{crowd, dataset, person::Person};

/// Pause between two checks whether the server is ready.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Args)]
pub(crate) struct Program {
    /// Path of the server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
    /// A program within this one, which is started in the same way.
    #[arg(skip)]
    part: Option<&'static str>,
}

impl Program {
    pub(crate) const fn at(program: PathBuf) -> Self {
        Self { program, part: None }
    }

    /// A part of this program: its subcommand has the same commands as the server.
    pub(crate) fn own(part: &'static str) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        Ok(Self { program, part: Some(part) })
    }
}

/// Environment variables of the server.
pub(crate) type Environment = Vec<(&'static str, String)>;

/// A program, a database and an address. Does not run yet.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    program: Program,
    database: String,
    address: String,
    environment: Environment,
    /// Soft and hard limit of open files, if they differ from those of this process.
    open_files: Option<(u32, u32)>,
}

/// A running server, which is killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    /// When it first accepted a connection.
    pub(crate) since: Instant,
}

impl Server {
    /// Returns a server on a free port, with the given database, or an SQLite file in `folder`.
    pub(crate) fn new(program: &Program, database: Option<&str>, folder: &Path) -> Result<Self, String> {
        let database = database.map_or_else(|| sqlite(&folder.join("charla.db")), str::to_owned);
        let address = format!("127.0.0.1:{}", free_port()?);
        Ok(Self { program: program.clone(), database, address, environment: Vec::new(), open_files: None })
    }

    pub(crate) fn with_environment(self, environment: Environment) -> Self {
        Self { environment, ..self }
    }

    pub(crate) fn with_open_files(self, soft: u32, hard: u32) -> Self {
        Self { open_files: Some((soft, hard)), ..self }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Imports conversations of two users, and one more with `messages` messages, if any. The server must not run.
    pub(crate) async fn imports(&self, folder: &Folder, conversations: u32, messages: u32) -> Result<(), String> {
        let file = folder.path().join("dataset.json");
        let dataset = dataset::with_history(conversations, messages).to_string();
        std::fs::write(&file, dataset).map_err(|error| format!("{}: {error}", file.display()))?;
        self.imports_file(&file).await
    }

    /// Imports a data set. The server must not run.
    pub(crate) async fn imports_file(&self, file: &Path) -> Result<(), String> {
        self.runs(&["import", &file.to_string_lossy()]).await
    }

    /// Signs in both members of each conversation.
    pub(crate) async fn pairs(&self, conversations: u32) -> Result<Vec<(Person, Person)>, String> {
        crowd::pairs(&[self.url()], conversations).await
    }

    /// Runs a command of the program that ends by itself. An error if it fails.
    pub(crate) async fn runs(&self, arguments: &[&str]) -> Result<(), String> {
        tool::ends_well(self.command(arguments)).await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = &self.program.program;
        let mut command = match self.open_files {
            Some((soft, hard)) => {
                let mut limited = Command::new("prlimit");
                limited.arg(format!("--nofile={soft}:{hard}")).arg(program);
                limited
            }
            None => Command::new(program),
        };
        command
            .args(self.program.part)
            .args(arguments)
            .env("CHARLA_DATABASE_URL", &self.database)
            .env("CHARLA_ADDR", &self.address);
        // Test users write faster, and more, than people type.
        command.env("CHARLA_SENDS_PER_MINUTE", "0").env("CHARLA_MEGABYTES_PER_DAY", "0");
        command.env("RUST_LOG", "error").envs(self.environment.iter().cloned());
        command
    }

    /// Starts the server, and waits until it is ready and connected to Redis, if it has one.
    pub(crate) async fn starts(&self) -> Result<Running, String> {
        let mut running = Running { child: Child::starts(&self.command(&["serve"]), "KILL")?, since: Instant::now() };
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
            if running.has_ended() || begun.elapsed() > TIMEOUT {
                return Err("the server does not start".into());
            }
            sleep(POLL_INTERVAL).await;
        }
    }

    /// Imports so many conversations of two people each, and one more for `messages` if there are any; starts the server,
    /// and signs the people in. Returns the two of each conversation.
    pub(crate) async fn starts_with_people(
        &self,
        folder: &Folder,
        conversations: u32,
        messages: u32,
    ) -> Result<(Running, Vec<(Person, Person)>), String> {
        self.imports(folder, conversations, messages).await?;
        let running = self.starts().await?;
        Ok((running, self.pairs(conversations).await?))
    }

    async fn is_ready(&self) -> bool {
        let Ok(answer) = reqwest::get(format!("{}/readyz", self.url())).await else { return false };
        let is_ready = answer.status().is_success();
        is_ready && answer.json::<Value>().await.is_ok_and(|readiness| readiness["redis"] != "away")
    }
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.pid()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.has_ended()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill();
    }

    /// Stops the process, and waits until it is stopped.
    pub(crate) async fn stops(&self) -> Result<(), String> {
        self.child.stops().await
    }

    /// Ends the server with TERM, as an operator does. Returns how long that took.
    pub(crate) async fn ends(&mut self, limit: Duration) -> Result<Duration, String> {
        self.child.send_signal("TERM")?;
        self.child.ends_within(limit).await
    }
}

pub(crate) fn sqlite(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

pub(crate) fn free_port() -> Result<u16, String> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|e| e.to_string())?;
    Ok(free.port())
}
