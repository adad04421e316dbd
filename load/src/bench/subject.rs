//! A server that is measured: a build, on SQLite or on PostgreSQL; the bare program of `ceiling`; a peer.

use std::path::{Path, PathBuf};

use tokio::{sync::OnceCell, time::Instant};

use super::{
    build::{Build, Peer},
    dataset, depth,
    stage::{Stage, Started},
};
use crate::{
    failures::{
        folder::Folder,
        postgres::Postgres,
        server::{Program, Server},
    },
    process,
    wire::Wire,
};

/// The name of the ceiling in the table.
pub(super) const CEILING: &str = "ceiling";

const FILE: &str = "charla.db";

/// The imported database, and the copy of it that a round has.
const IMPORTED: &str = "imported";
const COPY: &str = "round";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Build,
    OnPostgres,
    Ceiling,
    Peer,
}

pub(super) struct Subject {
    pub(super) name: String,
    pub(super) kind: Kind,
    source: Source,
    /// The database of `depth`, which is imported at its first use.
    long_history: OnceCell<Folder>,
}

enum Source {
    Sqlite { program: Program, site: PathBuf, folder: Folder },
    Postgres { program: Program, site: PathBuf, postgres: Box<Postgres>, _folder: Folder },
    Running(Peer),
}

impl Subject {
    fn new(name: String, kind: Kind, source: Source) -> Self {
        Self { name, kind, source, long_history: OnceCell::new() }
    }

    pub(super) async fn of_build(build: &Build) -> Result<Self, String> {
        let source = imported(&build.program, build.site.clone()).await?;
        Ok(Self::new(build.name.clone(), Kind::Build, source))
    }

    pub(super) async fn on_postgres(build: &Build) -> Result<Self, String> {
        let folder = Folder::new()?;
        let postgres = Box::new(Postgres::starts(&folder).await?);
        postgres.creates(IMPORTED, None).await?;
        import(&Server::new(&build.program, Some(&postgres.database(IMPORTED)), folder.path())?, folder.path()).await?;
        let (program, site) = (build.program.clone(), build.site.clone());
        let source = Source::Postgres { program, site, postgres, _folder: folder };
        Ok(Self::new(format!("{}, PostgreSQL", build.name), Kind::OnPostgres, source))
    }

    pub(super) async fn ceiling() -> Result<Self, String> {
        let source = imported(&Program::own("ceiling")?, PathBuf::new()).await?;
        Ok(Self::new(CEILING.into(), Kind::Ceiling, source))
    }

    pub(super) fn peer(peer: &Peer) -> Self {
        Self::new(peer.name.clone(), Kind::Peer, Source::Running(peer.clone()))
    }

    /// Starts the server on a copy of the database, and signs the readers in. A peer runs already.
    pub(super) async fn starts(&self) -> Result<Stage, String> {
        match &self.source {
            Source::Sqlite { program, site, folder } => {
                let copy = Folder::new()?;
                let (from, to) = (folder.path().join(FILE), copy.path().join(FILE));
                std::fs::copy(from, to).map_err(|error| error.to_string())?;
                start(Server::new(program, None, copy.path())?, site, copy, None).await
            }
            Source::Postgres { program, site, postgres, .. } => {
                postgres.drops(COPY).await?;
                postgres.creates(COPY, Some(IMPORTED)).await?;
                let folder = Folder::new()?;
                let server = Server::new(program, Some(&postgres.database(COPY)), folder.path())?;
                start(server, site, folder, Some(postgres.postmaster()?)).await
            }
            Source::Running(peer) => Stage::new(peer.url.clone(), Wire::Origin, peer.pids.clone(), None).await,
        }
    }

    /// Returns its program on the database of [`depth`].
    pub(super) async fn with_long_history(&self) -> Result<Server, String> {
        let Source::Sqlite { program, .. } = &self.source else { return Err("it does not run on SQLite".into()) };
        let folder = self.long_history.get_or_try_init(|| depth::import(program)).await?;
        Server::new(program, None, folder.path())
    }
}

async fn imported(program: &Program, site: PathBuf) -> Result<Source, String> {
    let folder = Folder::new()?;
    import(&Server::new(program, None, folder.path())?, folder.path()).await?;
    Ok(Source::Sqlite { program: program.clone(), site, folder })
}

async fn import(server: &Server, folder: &Path) -> Result<(), String> {
    let file = folder.join("dataset.json");
    std::fs::write(&file, dataset::json().to_string()).map_err(|error| error.to_string())?;
    // Otherwise each page would lead to the choice of a new password.
    server.runs(&["import", "--keep-password", &file.to_string_lossy()]).await
}

async fn start(server: Server, site: &Path, folder: Folder, postmaster: Option<u32>) -> Result<Stage, String> {
    let environment = vec![("CHARLA_SITE_ROOT", site.display().to_string()), ("CHARLA_READS_PER_MINUTE", "0".into())];
    let server = server.with_environment(environment);
    let begun = Instant::now();
    let running = server.starts().await?;
    let pid = running.pid();
    let started = Started {
        after: running.since - begun,
        memory_at_rest: process::occupied(pid),
        site: site.to_owned(),
        _running: running,
        _folder: folder,
    };
    let pids = [pid].into_iter().chain(postmaster).collect();
    Stage::new(server.url(), Wire::Charla, pids, Some(started)).await
}
