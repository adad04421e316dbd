//! The store's guarantees hold behind PgBouncer, too.

use server::store::{self, Claim, Durability, OpeningError, StoreError};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{pgbouncer, postgres_server};

/// Turns durable commits off in the database, so that only the store's own setting can make them durable.
async fn database_without_durability(direct: &str) {
    let name = direct.rsplit_once('/').expect("a URL").1;
    let mut database = PgConnection::connect(direct).await.expect("a database");
    let sql = format!("alter database {name} set synchronous_commit = off");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.expect("it is set");
}

#[tokio::test]
async fn commits_are_durable_in_every_pool_mode() {
    for pool_mode in ["session", "transaction"] {
        let (url, direct) = pgbouncer::fresh_database(pool_mode).await;
        database_without_durability(&direct).await;
        // Opening fails if commits are not durable.
        let store = store::open_claimed(&url, Durability::Full, Claim::Exclusive).await.expect(pool_mode);
        store.write_check().await.expect(pool_mode);
        store.close().await;
    }
}

#[tokio::test]
async fn servers_exclude_each_other_with_and_without_pgbouncer() {
    let (pooled, direct) = pgbouncer::fresh_database("transaction").await;
    let open = |url, claim| store::open_claimed(url, Durability::Full, claim);
    let first = open(&pooled, Claim::Shared).await.expect("a database");
    let second = open(&direct, Claim::Shared).await.expect("a database");
    let third = open(&pooled, Claim::Exclusive).await.map(drop);
    assert!(matches!(third, Err(StoreError::Opening(OpeningError::InUse))), "{third:?}");
    drop((first, second));
}

#[tokio::test]
async fn statement_pooling_is_refused_with_instructions() {
    let (url, _direct) = pgbouncer::fresh_database("statement").await;
    let said = store::open(&url, Durability::Full).await.map(|_| ()).expect_err("refused").to_string();
    assert!(said.contains("pool_mode = transaction or session"), "{said}");
}

#[tokio::test]
async fn a_read_only_database_is_refused() {
    let url = postgres_server::fresh_database().await;
    store::open(&url, Durability::Full).await.expect("a database").close().await;
    let name = url.rsplit_once('/').expect("a URL").1;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    let sql = format!("alter database {name} set default_transaction_read_only = on");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut database).await.expect("it is set");
    let refused = store::open(&url, Durability::Full).await.map(|_| ());
    assert!(matches!(refused, Err(StoreError::Opening(_) | StoreError::Refused(_))), "{refused:?}");
}
