//! A PostgreSQL of the test's own, which can go away and come back with all that it stored.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{PATIENCE, child::Child, server::free_port};
use crate::process;

/// Starts it, as whom it wants to run, and ends it.
const SCRIPT: &str = "build/postgres.sh";

#[derive(Debug)]
pub(super) struct Postgres {
    port: u16,
    folder: PathBuf,
    script: Option<Child>,
    stalled: Vec<u32>,
}

impl Postgres {
    /// With its data in `folder`, where it may be another user that makes them. It takes a moment until it answers.
    pub(super) fn starts(folder: &Path) -> Result<Self, String> {
        if !Path::new(SCRIPT).is_file() {
            return Err(format!("{SCRIPT} is not here: this is run where the Makefile lies"));
        }
        fs::set_permissions(folder, Permissions::from_mode(0o777)).map_err(|error| error.to_string())?;
        let mut postgres =
            Self { port: free_port()?, folder: folder.join("postgres"), script: None, stalled: Vec::new() };
        postgres.comes_back()?;
        Ok(postgres)
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://charla@127.0.0.1:{}/postgres", self.port)
    }

    pub(super) fn comes_back(&mut self) -> Result<(), String> {
        let arguments = [&self.port.to_string(), &*self.folder.to_string_lossy()];
        self.script = Some(Child::starts(SCRIPT, &arguments, "TERM", |_| {})?);
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
