//! Users see the presence of users who have written to them.

use std::time::Duration;

use charla::Timestamp;
use serde_json::{Value, json};
use server::clock;
use tokio::{task::yield_now, time::timeout};

use crate::{actor::Actor, marketplace::Marketplace, socket::Socket};

const ANA: i64 = 1;
const LUIS: i64 = 4;

/// Returns the online users in the list that a client gets when it resumes.
async fn present(socket: &mut Socket) -> Vec<Value> {
    socket.sends(json!({"type": "resume", "cursors": []})).await;
    socket.receives_event("present").await["users"].as_array().cloned().expect("users")
}

async fn receives_presence(socket: &mut Socket) -> (Value, Value) {
    let told = socket.receives_event("presence").await;
    (told["user"].clone(), told["is_here"].clone())
}

fn presence(user: i64, is_here: bool) -> (Value, Value) {
    (user.into(), is_here.into())
}

#[tokio::test]
async fn several_tabs_are_one_presence_that_ends_after_a_grace_period() {
    let marketplace = Marketplace::with(|config| config.presence_grace = Duration::from_millis(300)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sees = luis.opens_socket().await;
    assert_eq!(present(&mut sees).await, [] as [Value; 0]);

    let (first, second) = (ana.opens_socket().await, ana.opens_chat_socket(1).await);
    assert_eq!(receives_presence(&mut sees).await, presence(ANA, true));
    assert_eq!(present(&mut sees).await, [ANA]);

    first.leaves().await;
    second.leaves().await;
    let back = ana.opens_socket().await;
    back.leaves().await;
    assert_eq!(receives_presence(&mut sees).await, presence(ANA, false), "for all of them");
    assert_eq!(present(&mut sees).await, [] as [Value; 0]);
    assert_eq!(sees.everything_so_far().await, [] as [Value; 0], "and once");
}

/// Waits until the time is stored, and returns it from the list of conversations.
async fn last_seen(actor: &Actor, conversation: i64, user: i64) -> Timestamp {
    let kept = async {
        loop {
            let list = actor.gets("/api/conversations/").await.json();
            let one = list.as_array().and_then(|list| list.iter().find(|one| one["id"] == conversation)).cloned();
            let seen = one.expect("one's own conversation")["last_seen"].clone();
            let found = seen.as_array().and_then(|seen| seen.iter().find(|seen| seen["user"] == user)).cloned();
            match found {
                Some(seen) => return serde_json::from_value(seen["at"].clone()).expect("a time"),
                None => yield_now().await,
            }
        }
    };
    timeout(Duration::from_secs(20), kept).await.expect("it is kept")
}

#[tokio::test]
async fn a_user_was_last_seen_when_their_last_tab_closed() {
    let grace = Duration::from_millis(300);
    let marketplace = Marketplace::with(|config| config.presence_grace = grace).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sees = ana.opens_socket().await;
    let (first, second) = (luis.opens_socket().await, luis.opens_socket().await);
    first.leaves().await;
    let before = clock::now();
    second.leaves().await;
    let after = clock::now();
    let told = loop {
        let told = sees.receives_event("presence").await;
        if told["is_here"] == false {
            break told;
        }
    };
    let seen = last_seen(&ana, 1, LUIS).await;
    assert!(before <= seen && seen.as_millis() <= after.as_millis() + 200, "{before} {seen} {after}");
    assert_eq!(told["last_seen"], json!(seen), "the same is told");
    let maria = marketplace.actor("maria").await.gets("/api/conversations/").await.text;
    assert!(maria.contains("luis") && !maria.contains("last_seen"), "he never wrote to her: {maria}");
}

#[tokio::test]
async fn a_user_who_is_online_when_the_server_ends_was_last_seen_then() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    let _tab = luis.opens_socket().await;
    let marketplace = marketplace.restarts().await;
    last_seen(&marketplace.actor("ana").await, 1, LUIS).await;
}

#[tokio::test]
async fn a_stranger_does_not_learn_who_is_online() {
    let marketplace = Marketplace::with(|config| config.presence_grace = Duration::ZERO).await;
    let mut stranger = marketplace.actor("sinperfil").await.opens_socket().await;
    let mut knows = marketplace.actor("luis").await.opens_socket().await;
    let ana = marketplace.actor("ana").await.opens_socket().await;
    assert_eq!(receives_presence(&mut knows).await, presence(ANA, true));
    assert_eq!(present(&mut stranger).await, [] as [Value; 0]);
    ana.leaves().await;
    assert_eq!(receives_presence(&mut knows).await, presence(ANA, false));
    let heard = stranger.everything_so_far().await;
    assert!(heard.iter().all(|frame| frame["type"] != "presence"), "{heard:?}");
}

#[tokio::test]
async fn a_user_who_only_wrote_does_not_see_the_presence_of_the_other() {
    let marketplace = Marketplace::open().await;
    let maria = marketplace.actor("maria").await;
    let mut waits = maria.opens_socket().await;
    let luis = marketplace.actor("luis").await;
    let _tab = luis.opens_socket().await;
    assert_eq!(present(&mut waits).await, [] as [Value; 0], "she has written to him, and he not to her");
    luis.sends(5, "Hola, María").await;
    assert_eq!(present(&mut waits).await, [LUIS]);
}

#[tokio::test]
async fn a_user_who_connects_later_learns_who_is_online() {
    let marketplace = Marketplace::open().await;
    let _luis = marketplace.actor("luis").await.opens_socket().await;
    let ana = marketplace.actor("ana").await;
    let (mut tab, mut other) = (ana.opens_socket().await, ana.opens_socket().await);
    assert_eq!(present(&mut tab).await, [LUIS]);
    let heard = other.everything_so_far().await;
    assert!(heard.iter().all(|frame| frame["type"] != "present"), "and no other tab of hers: {heard:?}");
}
