//! PostgreSQL plans once, at times while the tables are empty: how much it looks at must not grow with them.

use charla::MessageSearch;
use sqlx::{Connection, PgConnection};

use crate::{
    actor::{Actor, client_id},
    postgres_server,
    test_database::{TestDatabase, postgres_at},
};

/// Of the table of messages, by all that was done with it.
async fn rows_looked_at(url: &str) -> i64 {
    let mut database = PgConnection::connect(url).await.expect("a database");
    let looked_at = "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        from pg_stat_user_tables where relname = 'messages'";
    sqlx::query_scalar(looked_at).fetch_one(&mut database).await.expect("statistics")
}

#[tokio::test]
async fn a_send_is_no_more_work_where_there_are_many_messages() {
    const SENDS: u32 = 300;
    let url = postgres_server::fresh_database().await;
    let mut database = TestDatabase::new(postgres_at(url.clone())).await;
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 0..SENDS {
        ana.tries_to_send(conversation, "hola", Some(client_id(n.into()))).await.expect("a stored message");
    }
    // What it counted is told at the latest now.
    database.store.close().await;
    let rows = rows_looked_at(&url).await;
    assert!(rows <= i64::from(4 * SENDS), "{rows} rows for {SENDS} sends");
}

#[tokio::test]
async fn a_search_looks_at_ones_own_messages_however_many_others_there_are() {
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
    let rows = rows_looked_at(&url).await;
    assert!(rows <= i64::from(4 * SENDS + 2 * 5 * SEARCHES), "{rows} rows for {SEARCHES} searches");
}
