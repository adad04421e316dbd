//! A PostgreSQL of the test's own, which can go away and come back with all that it stored.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{PATIENCE, child::Child, folder::Folder, server::free_port, tool::ends_well};
use crate::process;

/// Starts it, as whom it wants to run, and ends it.
const SCRIPT: &str = "build/postgres.sh";

/// Where Debian keeps one folder a version.
const VERSIONS: &str = "/usr/lib/postgresql";

#[derive(Debug)]
pub(super) struct Postgres {
    port: u16,
    folder: PathBuf,
    script: Option<Child>,
    stalled: Vec<u32>,
}

impl Postgres {
    /// With its data in `folder`, where it may be another user that makes them. It answers by then.
    pub(super) async fn starts(folder: &Folder) -> Result<Self, String> {
        if !Path::new(SCRIPT).is_file() {
            return Err(format!("{SCRIPT} is not here: this is run where the Makefile lies"));
        }
        let folder = folder.path();
        fs::set_permissions(folder, Permissions::from_mode(0o777)).map_err(|error| error.to_string())?;
        let mut postgres =
            Self { port: free_port()?, folder: folder.join("postgres"), script: None, stalled: Vec::new() };
        postgres.comes_back()?;
        let begun = Instant::now();
        while let Err(reason) = postgres.is_ready().await {
            if begun.elapsed() > PATIENCE {
                return Err(reason);
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(postgres)
    }

    async fn is_ready(&self) -> Result<(), String> {
        let mut asks = client("pg_isready");
        asks.args(["--host", "127.0.0.1", "--port", &self.port.to_string()]);
        ends_well(asks).await
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://charla@127.0.0.1:{}/postgres", self.port)
    }

    /// It takes a moment until it answers.
    pub(super) fn comes_back(&mut self) -> Result<(), String> {
        let mut command = Command::new(SCRIPT);
        command.arg(self.port.to_string()).arg(&self.folder);
        self.script = Some(Child::starts(&command, "TERM")?);
        Ok(())
    }

    /// At once, as at a crash: it finishes nothing.
    pub(super) async fn goes_away(&mut self) -> Result<(), String> {
        process::signal(self.postmaster()?, "QUIT")?;
        if let Some(mut script) = self.script.take() {
            // It tells the status of what was made to end.
            let _ = script.ends_within(PATIENCE).await;
        }
        Ok(())
    }

    /// All its processes are there, and do nothing.
    pub(super) fn stalls(&mut self) -> Result<(), String> {
        let postmaster = self.postmaster()?;
        self.stalled.push(postmaster);
        process::signal(postmaster, "STOP")?;
        for child in process::children(postmaster) {
            // It may be ending at this moment.
            if process::signal(child, "STOP").is_ok() {
                self.stalled.push(child);
            }
        }
        Ok(())
    }

    pub(super) fn goes_on(&mut self) {
        for pid in self.stalled.drain(..) {
            let _ = process::signal(pid, "CONT");
        }
    }

    /// Its first process, which starts the others.
    fn postmaster(&self) -> Result<u32, String> {
        let file = fs::read_to_string(self.folder.join("postmaster.pid")).map_err(|error| error.to_string())?;
        file.lines().next().and_then(|line| line.trim().parse().ok()).ok_or_else(|| "no pid of PostgreSQL".into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.goes_on();
        if let Some(script) = &mut self.script {
            script.is_ended();
        }
    }
}

/// One of the programs that come with it, of the newest version, or what is found by its name.
pub(super) fn client(name: &str) -> Command {
    let versions =
        fs::read_dir(VERSIONS).into_iter().flatten().filter_map(|version| version.ok()?.file_name().into_string().ok());
    let newest = versions.filter_map(|version| version.parse::<u32>().ok()).max();
    let path = newest.map(|version| PathBuf::from(format!("{VERSIONS}/{version}/bin/{name}")));
    Command::new(path.unwrap_or_else(|| name.into()))
}
