//! PostgreSQL plans once, at times while the tables are empty: how much it looks at must not grow with them.

use sqlx::{Connection, PgConnection};

use crate::{
    actor::client_id,
    house::{House, postgres_at},
    postgres_server,
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
    let mut house = House::new(postgres_at(url.clone())).await;
    let [ana, luis] = house.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    for n in 0..SENDS {
        ana.tries_to_send(conversation, "hola", Some(client_id(n.into()))).await.expect("a stored message");
    }
    // What it counted is told at the latest now.
    house.store.close().await;
    let rows = rows_looked_at(&url).await;
    assert!(rows <= i64::from(4 * SENDS), "{rows} rows for {SENDS} sends");
}
