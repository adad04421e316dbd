//! A build of the server, and a running one.

use std::{path::PathBuf, str::FromStr, time::Duration};

use tokio::time::Instant;

use super::dataset;
use crate::{
    failures::{
        folder::Folder,
        server::{Program, Running, Server},
    },
    person::Person,
};

/// A program with its site.
#[derive(Debug, Clone)]
pub(super) struct Build {
    name: String,
    program: Program,
    site: PathBuf,
}

/// A running server with readers who are signed in.
pub(super) struct Stage {
    pub(super) server: Server,
    pub(super) running: Running,
    pub(super) readers: Vec<Person>,
    /// From the start of the process to the first connection.
    pub(super) started_after: Duration,
    pub(super) site: PathBuf,
    pairs: Vec<(Person, Person)>,
    _folder: Folder,
}

impl FromStr for Build {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, files) = text.split_once('=').ok_or("NAME=PROGRAM or NAME=PROGRAM,SITE")?;
        let (program, site) = files.split_once(',').unwrap_or((files, "target/site"));
        Ok(Self { name: name.to_owned(), program: Program::at(program.into()), site: site.into() })
    }
}

/// Imports the data set for each build, whose tables may differ. Returns the folders of the databases.
pub(super) async fn databases(builds: &[Build]) -> Result<Vec<Folder>, String> {
    let mut folders = Vec::new();
    for build in builds {
        let folder = Folder::new()?;
        let file = folder.path().join("dataset.json");
        std::fs::write(&file, dataset::json().to_string()).map_err(|error| error.to_string())?;
        let server = Server::new(&build.program, None, folder.path())?;
        // Otherwise each page would lead to the choice of a new password.
        server.runs(&["import", "--keep-password", &file.to_string_lossy()]).await?;
        folders.push(folder);
    }
    Ok(folders)
}

impl Build {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Starts the server on a copy of the database, and signs the readers in.
    pub(super) async fn starts(&self, database: &Folder) -> Result<Stage, String> {
        let folder = Folder::new()?;
        let file = "charla.db";
        std::fs::copy(database.path().join(file), folder.path().join(file)).map_err(|error| error.to_string())?;
        let site = self.site.clone();
        let environment =
            vec![("CHARLA_SITE_ROOT", site.display().to_string()), ("CHARLA_READS_PER_MINUTE", "0".into())];
        let server = Server::new(&self.program, None, folder.path())?.with_environment(environment);
        let begun = Instant::now();
        let running = server.starts().await?;
        let started_after = running.since - begun;
        let mut readers = Vec::new();
        for n in 1..=dataset::READERS {
            // The numbers before are those of the pairs: an address may sign in a limited number of users.
            let number = 2 * dataset::PAIRS + 1 + n;
            readers.push(Person::signs_in(&server.url(), &dataset::reader(n), number).await?);
        }
        Ok(Stage { server, running, readers, started_after, site, pairs: Vec::new(), _folder: folder })
    }
}

impl Stage {
    /// Returns the pairs who write to each other, who sign in at the first call.
    pub(super) async fn pairs(&mut self) -> Result<&[(Person, Person)], String> {
        if self.pairs.is_empty() {
            self.pairs = self.server.pairs(dataset::PAIRS).await?;
        }
        Ok(&self.pairs)
    }
}
