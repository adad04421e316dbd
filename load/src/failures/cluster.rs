//! Two servers on one PostgreSQL, with one Redis between them.

use super::{
    folder::Folder,
    postgres::Postgres,
    redis::Redis,
    server::{Environment, Program, Running, Server},
};
use crate::{crowd, person::Person};

/// Dropped in the order of the fields.
pub(super) struct Cluster {
    pub(super) running: [Running; 2],
    pub(super) servers: [Server; 2],
    pub(super) redis: Redis,
    _postgres: Postgres,
}

impl Cluster {
    /// Starts two servers with users for this many conversations. Each server has its own environment variables.
    pub(super) async fn starts(
        program: &Program,
        folder: &Folder,
        conversations: u32,
        environments: [Environment; 2],
    ) -> Result<Self, String> {
        let postgres = Postgres::starts(folder).await?;
        let redis = Redis::starts().await?;
        let server = |mut environment: Environment| {
            environment.push(("CHARLA_REDIS_URL", redis.url()));
            let server = Server::new(program, Some(&postgres.url()), folder.path())?;
            Ok::<_, String>(server.with_environment(environment))
        };
        let [first, second] = environments;
        let servers = [server(first)?, server(second)?];
        servers[0].imports(folder, conversations, 0).await?;
        let running = [servers[0].starts().await?, servers[1].starts().await?];
        Ok(Self { running, servers, redis, _postgres: postgres })
    }

    pub(super) fn urls(&self) -> [String; 2] {
        [self.servers[0].url(), self.servers[1].url()]
    }

    /// Signs in both members of each conversation, the customer at one server, the provider at the other.
    pub(super) async fn pairs(&self, conversations: u32) -> Result<Vec<(Person, Person)>, String> {
        crowd::pairs(&self.urls(), conversations).await
    }
}
