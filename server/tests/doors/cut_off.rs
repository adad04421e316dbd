//! One of two servers is cut off from Redis, which the other hears all the time.

use serde_json::json;
use server::store::{self, Durability};

use crate::{
    cable::Cable,
    marketplace::{Marketplace, import},
    postgres_server,
    redis_server::Redis,
};

#[tokio::test]
async fn what_happened_where_nobody_could_be_told_is_heard_once_it_is_back() {
    let database = postgres_server::fresh_database().await;
    import(&*store::open(&database, Durability::Full).await.expect("a database")).await;
    let redis = Redis::start().await;
    let cable = Cable::to(redis.port()).await;
    let (cut_off, other) =
        (Marketplace::on(&database, &cable.url()).await, Marketplace::on(&database, &redis.url()).await);
    cut_off.is_whole(true).await;
    other.is_whole(true).await;
    let (ana, luis) = (cut_off.actor("ana").await, other.actor("luis").await);
    let (mut anas, mut hears) = (ana.listens().await, luis.listens().await);

    cable.is_cut();
    cut_off.is_whole(false).await;
    // The other has looked for what a neighbour may have left, and looks no more.
    hears.hears_of("ready").await;
    ana.sends(1, "sin cable").await;
    luis.sends(1, "¿sigues ahí?").await;
    for heard in ["sin cable", "¿sigues ahí?"] {
        assert_eq!(anas.hears_of("message").await["message"]["content"], heard, "the database is asked meanwhile");
    }
    assert_eq!(hears.hears_of("message").await["message"]["content"], "¿sigues ahí?", "this one nobody told");

    cable.is_mended();
    assert_eq!(hears.hears_of("message").await["message"]["content"], "sin cable");
    hears.says(json!({"type": "resume", "cursors": [{"conversation": 1, "seq": 7}]})).await;
    for seq in [8, 9] {
        assert_eq!(hears.hears_of("message").await["message"]["seq"], seq, "and nothing is missing");
    }
}
