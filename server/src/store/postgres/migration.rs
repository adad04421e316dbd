//! Migrates the tables. A migration may rewrite a whole table, so it uses a connection without the timeouts of requests.

use sqlx::{AssertSqlSafe, Executor as _, PgPool, migrate::Migrator};

use super::{pooling::Pooling, settings};
use crate::store::{Durability, StoreError, opening_error};

/// Closes `pool` afterwards.
pub(super) async fn migrate(pool: PgPool, pooling: Pooling, durability: Durability) -> Result<(), StoreError> {
    let mut migrator = sqlx::migrate!("../migrations/postgres");
    let migrated = match pooling {
        Pooling::Sessions => in_session(&pool, &migrator, durability).await,
        Pooling::Transactions => {
            // The lock of `sqlx` is one of the session, which PgBouncer does not keep.
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
    // The future of `run` is not `Send` if it takes a connection.
    migrator
        .run_direct(None, &mut *connection, false)
        .await
        .map_err(|error| opening_error::of_migration(migrator, error))
}

async fn in_transaction(pool: &PgPool, migrator: &Migrator, durability: Durability) -> Result<(), StoreError> {
    let mut write = pool.begin_with(AssertSqlSafe(settings::of_migrating_transaction(durability))).await?;
    write.execute(settings::LOCK_FOR_MIGRATION).await?;
    let migrated = migrator.run_direct(None, &mut *write, false).await;
    // If one fails, those before it are kept.
    write.commit().await?;
    migrated.map_err(|error| opening_error::of_migration(migrator, error))
}
