//! One pool for reads and writes. If PgBouncer pools transactions, one pool for each.

use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, PgPool, Postgres, Transaction,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{claim, migration::migrate, pooling::Pooling, settings};
use crate::store::{
    Claim, Durability, OpeningError, StoreError,
    database::{Snapshot, WRITE_NOTHING},
};

/// A request waits this long for a connection, and is then refused with a time to retry.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections of one process. The defaults are 100 connections in all (PostgreSQL), and 20 of a user (PgBouncer).
const MAX_CONNECTIONS: u32 = 16;

/// Connections for writes, if writes have a pool of their own.
const MAX_WRITERS: u32 = 4;

/// A connection that was idle for longer may be broken, and is tested before it is used.
const MAX_UNTESTED_IDLE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub struct Connections {
    writers: PgPool,
    readers: PgPool,
    pooling: Pooling,
    /// The statements that begin a write.
    begin: Arc<str>,
}

impl Connections {
    pub(in crate::store) async fn open(
        url: &str,
        durability: Durability,
        claim: Option<Claim>,
    ) -> Result<Self, StoreError> {
        let options = options(url)?;
        let pooling = Pooling::detect(pool(2).connect_with(options.clone()).await?).await?;
        let connections = match pooling {
            Pooling::Sessions => Self::with_sessions(options.clone(), durability).await?,
            Pooling::Transactions => Self::with_transactions(options.clone(), durability).await?,
        };
        // First of all: the tables of a running server must not change.
        let held = match claim {
            Some(claim) => Some(claim::take(&connections, claim).await?),
            None => None,
        };
        let migrating = pool(1).connect_with(options.statement_cache_capacity(0)).await?;
        migrate(migrating, pooling, durability).await?;
        connections.try_writing(durability).await?;
        if let Some(held) = held {
            held.keep(connections.clone());
        }
        Ok(connections)
    }

    /// Settings and prepared statements last as long as their connection.
    async fn with_sessions(options: PgConnectOptions, durability: Durability) -> Result<Self, StoreError> {
        let set: Arc<str> = settings::of_session(durability).into();
        let pool = pool(MAX_CONNECTIONS)
            .after_connect(move |connection, _| Box::pin(run(connection, set.clone())))
            .before_acquire(|connection, used| Box::pin(is_there(connection, used)))
            .connect_with(options)
            .await?;
        Ok(Self { writers: pool.clone(), readers: pool, pooling: Pooling::Sessions, begin: "begin".into() })
    }

    /// Settings last for one transaction only, so each read is a transaction, too. Prepared statements stay on a connection
    /// of PgBouncer, which others use afterwards; so each transaction begins by deallocating all.
    async fn with_transactions(options: PgConnectOptions, durability: Durability) -> Result<Self, StoreError> {
        let options = options.statement_cache_capacity(0);
        let writers = pool(MAX_WRITERS).connect_with(options.clone()).await?;
        let begin_reading: Arc<str> = settings::of_reading_transaction(durability).into();
        let begin_first = begin_reading.clone();
        let readers = pool(MAX_CONNECTIONS - MAX_WRITERS)
            .after_connect(move |connection, _| Box::pin(run(connection, begin_first.clone())))
            .before_acquire(move |connection, _| {
                let begin = begin_reading.clone();
                Box::pin(async move { run(connection, begin).await.map(|()| true) })
            })
            .after_release(|connection, _| Box::pin(async move { connection.execute("rollback").await.map(|_| true) }))
            .connect_with(options)
            .await?;
        let begin = settings::of_writing_transaction(durability).into();
        Ok(Self { writers, readers, pooling: Pooling::Transactions, begin })
    }

    /// Checks that the settings arrived, which a proxy may have dropped, and that the database can be written.
    async fn try_writing(&self, durability: Durability) -> Result<(), StoreError> {
        let mut write = self.write().await?;
        let synchronous: String = sqlx::query_scalar("show synchronous_commit").fetch_one(&mut *write).await?;
        if durability == Durability::Full && synchronous == "off" {
            return Err(OpeningError::NotDurable(synchronous).into());
        }
        sqlx::query(WRITE_NOTHING).execute(&mut *write).await.map_err(|error| match error {
            sqlx::Error::Database(error) => OpeningError::ReadOnly(error.message().to_owned()).into(),
            error => StoreError::from(error),
        })?;
        write.commit().await?;
        Ok(())
    }

    pub(in crate::store) const fn readers(&self) -> &PgPool {
        &self.readers
    }

    pub(in crate::store) async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(match self.pooling {
            Pooling::Sessions => Snapshot::Postgres(self.readers.begin_with(settings::BEGIN_SNAPSHOT).await?),
            Pooling::Transactions => Snapshot::Pooled(self.readers.acquire().await?),
        })
    }

    pub(in crate::store) async fn write(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.writers.begin_with(AssertSqlSafe(self.begin.clone())).await?)
    }

    /// A new connection, detached from its pool.
    pub(super) async fn detached(&self) -> Result<PgConnection, StoreError> {
        Ok(self.writers.acquire().await?.detach())
    }

    pub(super) const fn pooling(&self) -> Pooling {
        self.pooling
    }

    pub(in crate::store) async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

/// Without `extra_float_digits`: PgBouncer refuses start-up parameters that it does not know.
fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    Ok(PgConnectOptions::from_str(url)?.application_name("charla").extra_float_digits(None))
}

fn pool(size: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false)
}

async fn run(connection: &mut PgConnection, sql: Arc<str>) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(sql)).await.map(drop)
}

async fn is_there(connection: &mut PgConnection, used: PoolConnectionMetadata) -> Result<bool, sqlx::Error> {
    if used.idle_for > MAX_UNTESTED_IDLE {
        connection.ping().await?;
    }
    Ok(true)
}
