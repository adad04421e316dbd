//! The store's guarantees hold behind PgBouncer, too.

use server::store::{self, Durability, StoreError};
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
        let store = store::open(&url, Durability::Full).await.expect(pool_mode);
        assert!(store.claim(false).await.expect("an answer"), "{pool_mode}");
        store.write_check().await.expect(pool_mode);
        store.close().await;
    }
}

#[tokio::test]
async fn servers_exclude_each_other_with_and_without_pgbouncer() {
    let (pooled, direct) = pgbouncer::fresh_database("transaction").await;
    let open = async |url: &str| store::open(url, Durability::Full).await.expect("a database");
    let (first, second, third) = (open(&pooled).await, open(&direct).await, open(&pooled).await);
    assert!(first.claim(true).await.expect("an answer"));
    assert!(second.claim(true).await.expect("an answer"));
    assert!(!third.claim(false).await.expect("an answer"));
    drop(third);
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
