//! Two servers on one PostgreSQL, connected by Redis.

use server::store::{self, Durability};

use crate::{
    marketplace::{Marketplace, import},
    postgres_server,
    redis_server::Redis,
};

pub struct TwoServers {
    pub first: Marketplace,
    pub second: Marketplace,
    pub redis: Redis,
}

impl TwoServers {
    pub async fn start() -> Self {
        let database = postgres_server::fresh_database().await;
        let store = store::open(&database, Durability::Full).await.expect("a database");
        import(&*store).await;
        let redis = Redis::start().await;
        let first = Marketplace::on(&database, &redis.url()).await;
        let second = Marketplace::on(&database, &redis.url()).await;
        let servers = Self { first, second, redis };
        servers.wait_until_connected(true).await;
        servers
    }

    pub async fn wait_until_connected(&self, connected: bool) {
        self.first.waits_until_connected(connected).await;
        self.second.waits_until_connected(connected).await;
    }
}
