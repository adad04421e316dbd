//! Two servers on one PostgreSQL, with one Redis between them.

use std::path::Path;

use super::{
    postgres::Postgres,
    redis::Redis,
    server::{Program, Running, Server},
};
use crate::{Target, crowd, person::Person};

/// What is dropped first ends first.
pub(super) struct Cluster {
    pub(super) running: [Running; 2],
    pub(super) servers: [Server; 2],
    pub(super) redis: Redis,
    _postgres: Postgres,
}

impl Cluster {
    /// With people for so many conversations. Each server has variables of its own.
    pub(super) async fn starts(
        program: &Program,
        folder: &Path,
        conversations: u32,
        environments: [Vec<(&'static str, String)>; 2],
    ) -> Result<Self, String> {
        let postgres = Postgres::starts(folder)?;
        let redis = Redis::starts().await?;
        let server = |environment| {
            let server = Server::new(program, Some(postgres.url()), folder)?;
            Ok::<_, String>(server.with_redis(redis.url()).with_environment(environment))
        };
        let [first, second] = environments;
        let servers = [server(first)?, server(second)?];
        servers[0].imports(folder, conversations).await?;
        let running = [servers[0].starts().await?, servers[1].starts().await?];
        Ok(Self { running, servers, redis, _postgres: postgres })
    }

    pub(super) fn urls(&self) -> [String; 2] {
        [self.servers[0].url(), self.servers[1].url()]
    }

    /// The two of each conversation; the customer signs in at one server, the provider at the other.
    pub(super) async fn pairs(&self, conversations: u32) -> Result<Vec<(Person, Person)>, String> {
        let target = Target { urls: self.urls().into(), pids: Vec::new(), origin: false };
        crowd::pairs(&target, conversations).await
    }
}
