//! One pool, for reading and writing.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection as _, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::store::{Durability, StoreError};

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
    pub(super) async fn open(url: &str, durability: Durability) -> Result<Self, StoreError> {
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
            .connect_with(options(url, durability)?)
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

fn options(url: &str, durability: Durability) -> Result<PgConnectOptions, StoreError> {
    let synchronous_commit = match durability {
        Durability::Full => "on",
        Durability::Relaxed => "off",
    };
    Ok(PgConnectOptions::from_str(url)?.application_name("charla").options([
        ("synchronous_commit", synchronous_commit),
        // Nothing runs or waits for ever.
        ("statement_timeout", "20s"),
        ("lock_timeout", "5s"),
        // Plans are made once and kept, also where the tables were still empty: every query that matters has
        // its index, and is to look up in it row by row. The other joins read one of their sides as a whole.
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("jit", "off"),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_durable_unless_the_operator_does_not_ask_for_it() {
        for (durability, setting) in
            [(Durability::Full, "synchronous_commit=on"), (Durability::Relaxed, "synchronous_commit=off")]
        {
            let options = options("postgres://charla@127.0.0.1/charla", durability).expect("a URL");
            assert!(options.get_options().is_some_and(|options| options.contains(setting)), "{setting}");
        }
    }
}
