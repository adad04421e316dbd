//! Who is here is told to those with whom they have conversations.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{task::yield_now, time::timeout};

use crate::{marketplace::Marketplace, socket::Socket};

const ANA: i64 = 1;
const LUIS: i64 = 4;

/// As it is told to one who resumes.
async fn present(socket: &mut Socket) -> Vec<Value> {
    socket.says(json!({"type": "resume", "cursors": []})).await;
    socket.hears_of("present").await["users"].as_array().cloned().expect("users")
}

fn presence(user: i64, is_here: bool) -> Value {
    json!({"type": "presence", "user": user, "is_here": is_here})
}

#[tokio::test]
async fn many_tabs_are_one_presence_which_ends_a_while_after_the_last() {
    let marketplace = Marketplace::with(|config| config.presence_grace = Duration::from_millis(300)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sees = luis.listens().await;
    assert_eq!(present(&mut sees).await, [] as [Value; 0]);

    let (first, second) = (ana.listens().await, ana.joins(1).await);
    assert_eq!(sees.hears_of("presence").await, presence(ANA, true));
    assert_eq!(present(&mut sees).await, [ANA]);

    first.leaves().await;
    second.leaves().await;
    let back = ana.listens().await;
    back.leaves().await;
    assert_eq!(sees.hears_of("presence").await, presence(ANA, false), "for all of them");
    assert_eq!(present(&mut sees).await, [] as [Value; 0]);
    assert_eq!(sees.everything_so_far().await, [] as [Value; 0], "and once");
}

#[tokio::test]
async fn who_left_was_last_seen_when_the_last_tab_closed() {
    let marketplace = Marketplace::with(|config| config.presence_grace = Duration::ZERO).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let seen = async || {
        let list = ana.gets("/api/conversations/").await.json();
        let theirs = list.as_array().and_then(|list| list.iter().find(|one| one["id"] == 1)).cloned();
        theirs.expect("their conversation")["last_seen"].clone()
    };
    assert_eq!(seen().await, Value::Null, "nobody was ever here");
    let mut sees = ana.listens().await;
    luis.listens().await.leaves().await;
    sees.hears_of("presence").await;
    assert_eq!(sees.hears_of("presence").await, presence(LUIS, false));
    let told = timeout(Duration::from_secs(20), async {
        loop {
            match seen().await {
                Value::Null => yield_now().await,
                told => return told,
            }
        }
    });
    let told = told.await.expect("it is kept");
    assert_eq!((&told[0]["user"], told.as_array().map(Vec::len)), (&json!(LUIS), Some(1)));
    let stranger = marketplace.actor("sinperfil").await;
    assert!(!stranger.gets("/conversations").await.text.contains("last_seen"), "and nobody else learns of it");
}

#[tokio::test]
async fn a_stranger_does_not_learn_who_is_here() {
    let marketplace = Marketplace::with(|config| config.presence_grace = Duration::ZERO).await;
    let mut stranger = marketplace.actor("sinperfil").await.listens().await;
    let mut knows = marketplace.actor("luis").await.listens().await;
    let ana = marketplace.actor("ana").await.listens().await;
    assert_eq!(knows.hears_of("presence").await, presence(ANA, true));
    assert_eq!(present(&mut stranger).await, [] as [Value; 0]);
    ana.leaves().await;
    assert_eq!(knows.hears_of("presence").await, presence(ANA, false));
    let heard = stranger.everything_so_far().await;
    assert!(heard.iter().all(|frame| frame["type"] != "presence"), "{heard:?}");
}

#[tokio::test]
async fn who_comes_later_learns_who_is_here() {
    let marketplace = Marketplace::open().await;
    let _luis = marketplace.actor("luis").await.listens().await;
    let ana = marketplace.actor("ana").await;
    let (mut tab, mut other) = (ana.listens().await, ana.listens().await);
    assert_eq!(present(&mut tab).await, [LUIS]);
    let heard = other.everything_so_far().await;
    assert!(heard.iter().all(|frame| frame["type"] != "present"), "and no other tab of hers: {heard:?}");
}
