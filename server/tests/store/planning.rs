//! PostgreSQL may plan a statement while the tables are still empty. The number of rows it reads must not grow with them.

use charla::MessageSearch;
use sqlx::{Connection, PgConnection};

use crate::{
    actor::{Actor, client_id},
    postgres_server,
    test_database::{TestDatabase, postgres_at},
};

/// Returns the number of rows of `messages` that all statements so far have read.
async fn rows_read(url: &str) -> i64 {
    let mut database = PgConnection::connect(url).await.expect("a database");
    let looked_at = "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        from pg_stat_user_tables where relname = 'messages'";
    sqlx::query_scalar(looked_at).fetch_one(&mut database).await.expect("statistics")
}

#[tokio::test]
async fn a_send_reads_no_more_rows_when_there_are_many_messages() {
    const SENDS: u32 = 300;
    let url = postgres_server::fresh_database().await;
    let mut database = TestDatabase::new(postgres_at(url.clone())).await;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 0..SENDS {
        ana.tries_to_send(conversation, "hola", Some(client_id(n.into()))).await.expect("a stored message");
    }
    // PostgreSQL reports a connection's statistics at the latest when it is closed.
    database.store.close().await;
    let rows = rows_read(&url).await;
    assert!(rows <= i64::from(4 * SENDS), "{rows} rows for {SENDS} sends");
}

#[tokio::test]
async fn a_search_reads_only_rows_of_the_users_conversations() {
    const SENDS: u32 = 300;
    const SEARCHES: u32 = 40;
    let url = postgres_server::fresh_database().await;
    let mut database = TestDatabase::new(postgres_at(url.clone())).await;
    let [ana, luis, eva] = database.enters(["Ana", "Luis", "Eva"]).await;
    let (theirs, hers) = (ana.opens(&luis).await, eva.opens(&luis).await);
    eva.sends(hers, "hola").await;
    let searches = async |who: &Actor| {
        for n in 0..SEARCHES {
            let conversation = (n % 2 == 0).then_some(hers);
            let search = MessageSearch::new("hola", conversation, None).expect("a search");
            let hits = who.store.search_messages(who.id, &search).await.expect("an answer");
            assert_eq!(hits.results.len(), 1);
        }
    };
    searches(&eva).await;
    for n in 0..SENDS {
        ana.tries_to_send(theirs, "hola", Some(client_id(n.into()))).await.expect("a stored message");
    }
    searches(&eva).await;
    database.store.close().await;
    let rows = rows_read(&url).await;
    assert!(rows <= i64::from(4 * SENDS + 2 * 5 * SEARCHES), "{rows} rows for {SEARCHES} searches");
}
