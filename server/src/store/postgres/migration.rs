//! The tables are brought up to date. A migration may rewrite a whole table, and takes as long as it takes: it has a
//! connection of its own, without the limits of those that answer requests.

use sqlx::{AssertSqlSafe, Executor as _, PgPool, migrate::Migrator};

use super::{pooling::Pooling, settings};
use crate::store::{Durability, StoreError, opening_error};

/// `pool` is closed then.
pub(super) async fn migrate(pool: PgPool, pooling: Pooling, durability: Durability) -> Result<(), StoreError> {
    let mut migrator = sqlx::migrate!("../migrations/postgres");
    let migrated = match pooling {
        Pooling::Sessions => in_session(&pool, &migrator, durability).await,
        Pooling::Transactions => {
            // Its own lock is one of the session.
            migrator.set_locking(false);
            in_transaction(&pool, &migrator, durability).await
        }
    };
    pool.close().await;
    migrated
}

async fn in_session(pool: &PgPool, migrator: &Migrator, durability: Durability) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    connection.execute(AssertSqlSafe(settings::of_migrating_session(durability))).await?;
    // `run` takes no connection in a future that is `Send`.
    migrator
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(|error| opening_error::of_migration(migrator, error))
}

async fn in_transaction(pool: &PgPool, migrator: &Migrator, durability: Durability) -> Result<(), StoreError> {
    let mut write = pool.begin_with(AssertSqlSafe(settings::of_migrating_transaction(durability))).await?;
    write.execute(settings::LOCK_FOR_MIGRATION).await?;
    let migrated = migrator.run_direct(None, &mut *write, false).await;
    // The migrations before the one that failed need not be done again.
    write.commit().await?;
    migrated.map_err(|error| opening_error::of_migration(migrator, error))
}
