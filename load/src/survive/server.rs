//! A server of the test's own, which it starts and ends as it likes.

use std::{
    fs,
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

    /// Until it does nothing any more, not even what it had asked the system for.
    pub(super) async fn stops(&self) -> Result<(), String> {
        let id = self.0.id().to_string();
        let told = Command::new("kill").args(["-STOP", &id]).status().map_err(|error| format!("kill: {error}"))?;
        if !told.success() {
            return Err("the server is not there any more".into());
        }
        let begun = Instant::now();
        while !self.has_stopped().map_err(|error| error.to_string())? {
            if begun.elapsed() > PATIENCE {
                return Err("the server does not stop".into());
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// Each of its threads.
    fn has_stopped(&self) -> std::io::Result<bool> {
        for thread in fs::read_dir(format!("/proc/{}/task", self.0.id()))? {
            let stat = fs::read_to_string(thread?.path().join("stat"))?;
            // After the name, which stands in parentheses and may have some itself.
            if !stat.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with('T')) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn lives(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|ended| ended.is_none())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// A command that ends by itself, or when nobody waits for it any more.
pub(super) async fn ends_well(command: Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |reason: &str| format!("{program}: {reason}");
    let mut command = tokio::process::Command::from(command);
    let output = command.kill_on_drop(true).output().await.map_err(|error| failed(&error.to_string()))?;
    if output.status.success() { Ok(()) } else { Err(failed(String::from_utf8_lossy(&output.stderr).trim())) }
}

/// A program, a database and an address.
#[derive(Debug, Clone)]
pub(super) struct Server {
    program: PathBuf,
    database: String,
    durability: String,
    address: String,
}

impl Server {
    /// On a port that is free.
    pub(super) fn new(program: &Path, database: String) -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|e| e.to_string())?;
        Ok(Self { program: program.to_owned(), database, durability: "full".into(), address: free.to_string() })
    }

    /// With an SQLite file in this folder.
    pub(super) fn in_folder(program: &Path, folder: &Path) -> Result<Self, String> {
        Self::on_file(program, &folder.join("charla.db"))
    }

    pub(super) fn on_file(program: &Path, file: &Path) -> Result<Self, String> {
        Self::new(program, format!("sqlite:{}", file.display()))
    }

    pub(super) fn with_durability(self, durability: &str) -> Self {
        Self { durability: durability.to_owned(), ..self }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("CHARLA_DATABASE_URL", &self.database)
            .env("CHARLA_DURABILITY", &self.durability)
            .env("CHARLA_ADDR", &self.address)
            .env("RUST_LOG", "error");
        command
    }

    /// A command of the program that ends by itself, and well.
    pub(super) async fn runs(&self, arguments: &[&str]) -> Result<(), String> {
        ends_well(self.command(arguments)).await
    }

    pub(super) async fn starts(&self) -> Result<Running, String> {
        let serve = self.command(&["serve"]).stderr(Stdio::null()).spawn();
        let mut running = Running(serve.map_err(|error| format!("{}: {error}", self.program.display()))?);
        let begun = Instant::now();
        while reqwest::get(format!("{}/readyz", self.url())).await.is_err() {
            if begun.elapsed() > PATIENCE || !running.lives() {
                return Err("the server does not start".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(running)
    }
}
