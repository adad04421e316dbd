//! A PostgreSQL server for a test, which can be stopped and started again with its data.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{TIMEOUT, child::Child, folder::Folder, server::free_port, tool::ends_well};
use crate::process;

/// Starts PostgreSQL as the right user, and ends it.
const SCRIPT: &str = "build/postgres.sh";

const USER: &str = "charla";

/// Folder in which Debian installs each version.
const VERSIONS: &str = "/usr/lib/postgresql";

#[derive(Debug)]
pub(crate) struct Postgres {
    port: u16,
    folder: PathBuf,
    script: Option<Child>,
    stalled: Vec<u32>,
}

impl Postgres {
    /// Starts a server with its data in `folder`, which may belong to another user, and waits until it answers.
    pub(crate) async fn starts(folder: &Folder) -> Result<Self, String> {
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
            if begun.elapsed() > TIMEOUT {
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
        self.database("postgres")
    }

    /// Returns the URL of this database.
    pub(crate) fn database(&self, name: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{name}", self.port)
    }

    /// Creates a database, empty or as a copy of another one.
    pub(crate) async fn creates(&self, name: &str, copy_of: Option<&str>) -> Result<(), String> {
        let template = copy_of.map(|other| format!("--template={other}"));
        self.runs("createdb", template.iter().map(String::as_str).chain([name])).await
    }

    /// Deletes a database, if it is there.
    pub(crate) async fn drops(&self, name: &str) -> Result<(), String> {
        self.runs("dropdb", ["--if-exists", "--force", name]).await
    }

    async fn runs(&self, program: &str, arguments: impl IntoIterator<Item = &str>) -> Result<(), String> {
        let mut command = client(program);
        command.args(["--host", "127.0.0.1", "--port", &self.port.to_string(), "--username", USER]);
        command.args(arguments);
        ends_well(command).await
    }

    /// Starts the server again. It answers after a moment.
    pub(super) fn comes_back(&mut self) -> Result<(), String> {
        let mut command = Command::new(SCRIPT);
        command.arg(self.port.to_string()).arg(&self.folder);
        self.script = Some(Child::starts(&command, "TERM")?);
        Ok(())
    }

    /// Ends the server at once, as a crash does.
    pub(super) async fn goes_away(&mut self) -> Result<(), String> {
        process::signal(self.postmaster()?, "QUIT")?;
        if let Some(mut script) = self.script.take() {
            // Its status is that of a process that was made to end.
            let _ = script.ends_within(TIMEOUT).await;
        }
        Ok(())
    }

    /// Stops all its processes.
    pub(super) fn stalls(&mut self) -> Result<(), String> {
        let postmaster = self.postmaster()?;
        self.stalled.push(postmaster);
        process::signal(postmaster, "STOP")?;
        for child in process::children(postmaster) {
            // A child may be ending at this moment.
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

    /// Returns the pid of the first process, which starts the others.
    pub(crate) fn postmaster(&self) -> Result<u32, String> {
        let file = fs::read_to_string(self.folder.join("postmaster.pid")).map_err(|error| error.to_string())?;
        file.lines().next().and_then(|line| line.trim().parse().ok()).ok_or_else(|| "no pid of PostgreSQL".into())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.goes_on();
        if let Some(script) = &mut self.script {
            script.terminate();
        }
    }
}

/// Returns one of the client programs of the newest installed version, or of the `PATH`.
pub(super) fn client(name: &str) -> Command {
    let versions =
        fs::read_dir(VERSIONS).into_iter().flatten().filter_map(|version| version.ok()?.file_name().into_string().ok());
    let newest = versions.filter_map(|version| version.parse::<u32>().ok()).max();
    let path = newest.map(|version| PathBuf::from(format!("{VERSIONS}/{version}/bin/{name}")));
    Command::new(path.unwrap_or_else(|| name.into()))
}
