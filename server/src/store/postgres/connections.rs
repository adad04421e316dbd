//! One pool, for reading and writing.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection as _, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::store::StoreError;

/// How long a request waits for its turn before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Of one process; PostgreSQL allows 100 in all, if nobody says otherwise.
const CONNECTIONS: u32 = 16;

/// A connection that nobody used for so long may be gone.
const FRESH: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub(super) struct Connections {
    pool: PgPool,
}

impl Connections {
    pub(super) async fn open(url: &str) -> Result<Self, StoreError> {
        // A commit is on the disk before the sender hears of it; nothing runs or waits for ever.
        let options = PgConnectOptions::from_str(url)?.application_name("charla").options([
            ("synchronous_commit", "on"),
            ("statement_timeout", "20s"),
            ("lock_timeout", "5s"),
            // Plans are made once and kept, also where the tables were still empty: every query that matters has
            // its index, and is to use it.
            ("enable_seqscan", "off"),
            ("jit", "off"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .before_acquire(|connection, used| {
                Box::pin(async move {
                    if used.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        sqlx::migrate!("../migrations/postgres").run(&pool).await?;
        Ok(Self { pool })
    }

    pub(super) const fn readers(&self) -> &PgPool {
        &self.pool
    }

    /// For a write of one statement.
    pub(super) const fn writer(&self) -> &PgPool {
        &self.pool
    }

    /// For a write of several.
    pub(super) async fn write(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}
