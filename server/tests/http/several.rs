//! Two servers on one PostgreSQL, connected by Redis: for users they are one.

use std::time::Duration;

use serde_json::json;
use server::store::{self, Claim, Durability, OpeningError, StoreError};

use crate::{marketplace::PASSWORD, postgres_server, two_servers::TwoServers};

#[tokio::test]
async fn events_at_one_server_reach_users_at_the_other() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let (mut live, mut room) = (luis.opens_socket().await, luis.opens_chat_socket(1).await);

    ana.sends(1, "desde el otro servidor").await;
    assert_eq!(live.receives_event("message").await["message"]["content"], "desde el otro servidor");
    assert_eq!(room.receives().await["message"], "desde el otro servidor");

    let mut elsewhere = ana.opens_socket().await;
    luis.posts("/api/conversations/1/mark-read/", json!({})).await;
    let read = elsewhere.receives_event("read").await;
    let reader = luis.gets("/api/auth/me/").await.json()["id"].clone();
    assert_eq!((&read["user"], &read["unread"]), (&reader, &json!(null)));

    two.first
        .actor("pedro")
        .await
        .posts("/api/conversations/", json!({"participant_id": 103, "participant_kind": "provider"}))
        .await;
    live.receives_event("conversation").await;
}

#[tokio::test]
async fn concurrent_changes_at_both_servers_have_different_revisions_and_reach_both() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    ana.sends(1, "¿quién viene?").await;
    let (mut anas, mut luiss) = (ana.opens_socket().await, luis.opens_socket().await);
    let (edited, reacted) = tokio::join!(ana.edits(1, 8, "¿quién viene mañana?"), luis.reacts(1, 8, "👍"));
    assert_eq!((edited.status.as_u16(), reacted.status.as_u16()), (200, 200));
    for socket in [&mut anas, &mut luiss] {
        let mut heard = [socket.receives_event("changed").await, socket.receives_event("changed").await];
        heard.sort_by_key(|event| event["after"].as_i64());
        assert_eq!((&heard[0]["after"], &heard[1]["after"]), (&json!(0), &json!(1)));
        let message = &heard[1]["message"];
        assert_eq!((&message["content"], &message["revision"]), (&json!("¿quién viene mañana?"), &json!(2)));
        assert_eq!(message["reactions"][0]["emoji"], "👍");
    }

    let mut elsewhere = two.second.actor("ana").await.opens_socket().await;
    let muted = ana.request(reqwest::Method::PATCH, "/api/conversations/1/standing/").json(&json!({"is_muted": true}));
    ana.sends_request(muted).await;
    assert_eq!(elsewhere.receives_event("standing").await["standing"]["is_muted"], true);
}

#[tokio::test]
async fn a_new_password_and_signing_out_devices_close_sockets_at_the_other_server() {
    let two = TwoServers::start().await;
    let (first, second) = (two.first.actor("ana").await, two.second.actor("ana").await);
    let mut socket = second.opens_socket().await;
    first.posts_form("/settings/devices", &[("device", "others")]).await;
    assert_eq!(socket.closes().await, 1008);

    let second = two.second.actor("ana").await;
    let mut socket = second.opens_socket().await;
    let fields = [("current_password", PASSWORD), ("password", "otra frase larga")];
    assert_eq!(first.posts_form("/settings/password", &fields).await.status, 303);
    assert_eq!(socket.closes().await, 1008);
}

#[tokio::test]
async fn presence_and_typing_indicators_reach_users_at_the_other_server() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let mut sees = luis.opens_socket().await;
    let presence = |is_here: bool| json!({"type": "presence", "user": 1, "is_here": is_here});

    let mut writes = ana.opens_socket().await;
    assert_eq!(sees.receives_event("presence").await, presence(true));
    writes.sends(json!({"type": "typing", "conversation": 1})).await;
    assert_eq!(sees.receives_event("typing").await["user"], 1);
    sees.sends(json!({"type": "resume", "cursors": []})).await;
    assert_eq!(sees.receives_event("present").await["users"], json!([1]));

    // A tab at each server, closed one after the other: the user is online until the last one is closed.
    let tab = two.second.visitor();
    tab.sets_cookie(&ana.cookie().expect("a session"));
    let tab = tab.opens_socket().await;
    assert_eq!(sees.receives_event("presence").await, presence(true));
    writes.leaves().await;
    sees.stays_quiet_for(Duration::from_secs(1)).await;
    tab.leaves().await;
    let left = sees.receives_event("presence").await;
    assert_eq!((&left["user"], &left["is_here"]), (&json!(1), &json!(false)));
    assert!(left["last_seen"].is_string(), "{left}");
}

#[tokio::test]
async fn after_a_server_is_killed_its_users_are_offline_and_no_message_is_missing() {
    let mut two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let _tab = ana.opens_socket().await;
    let mut sees = luis.opens_socket().await;
    sees.sends(json!({"type": "resume", "cursors": []})).await;
    assert_eq!(sees.receives_event("present").await["users"], json!([1]));
    // As if the server had been killed after the commit: nothing was published.
    two.first.stores_without_publishing(1, 1, "lo último").await;
    assert!(two.first.ends().await);
    assert_eq!(sees.receives_event("message").await["message"]["content"], "lo último");
    sees.receives_event("ready").await;
    sees.sends(json!({"type": "resume", "cursors": []})).await;
    assert_eq!(sees.receives_event("present").await["users"], json!([]));
}

#[tokio::test]
async fn an_unpublished_message_is_published_by_the_server_that_gets_the_retry() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let mut socket = luis.opens_socket().await;
    let id = two.first.stores_without_publishing(1, 1, "¿me oyes?").await;
    let again = ana.posts("/api/conversations/1/messages/", json!({"content": "¿me oyes?", "client_id": id})).await;
    assert_eq!(again.status.as_u16(), 200);
    assert_eq!(socket.receives_event("message").await["message"]["content"], "¿me oyes?");
}

#[tokio::test]
async fn signing_out_at_one_server_closes_sockets_at_the_other() {
    let two = TwoServers::start().await;
    let ana = two.first.actor("ana").await;
    let second = two.second.visitor();
    second.sets_cookie(&ana.cookie().expect("a session"));
    let mut socket = second.opens_socket().await;
    ana.signs_out().await;
    assert_eq!(socket.closes().await, 1008);
}

#[tokio::test]
async fn a_retry_at_the_other_server_is_not_stored_twice() {
    let two = TwoServers::start().await;
    let first = two.first.actor("ana").await;
    let second = two.second.visitor();
    second.sets_cookie(&first.cookie().expect("a session"));
    let before = first.reads(1).await.len();
    let path = "/api/conversations/1/messages/";
    let id = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";
    let tries = (0..100).map(|n| {
        let server = if n % 2 == 0 { &first } else { &second };
        server.posts(path, json!({"content": "una vez", "client_id": id}))
    });
    let answers = futures::future::join_all(tries).await;
    let new = answers.iter().filter(|answer| answer.status.as_u16() == 201).count();
    assert_eq!(new, 1, "the others find it");
    let first = &answers[0].json()["seq"];
    for answer in &answers {
        assert!(answer.status.is_success() && answer.json()["seq"] == *first, "{}", answer.text);
    }
    let other = second.posts(path, json!({"content": "otra", "client_id": id})).await;
    assert_eq!(other.status.as_u16(), 409);
    assert_eq!(second.reads(1).await.len(), before + 1);
}

#[tokio::test]
async fn members_at_both_servers_get_messages_in_one_order() {
    const EACH: i64 = 150;
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let (mut at_first, mut at_second) = (ana.opens_chat_socket(1).await, luis.opens_chat_socket(1).await);
    let from = ana.reads(1).await[0]["seq"].as_i64().expect("a number");
    let sending = async {
        let ana = async {
            for n in 0..EACH {
                ana.sends(1, &format!("ana {n}")).await;
            }
        };
        let luis = async {
            for n in 0..EACH {
                luis.sends(1, &format!("luis {n}")).await;
            }
        };
        tokio::join!(ana, luis)
    };
    let hearing = async {
        for socket in [&mut at_first, &mut at_second] {
            for seq in from + 1..=from + 2 * EACH {
                assert_eq!(socket.receives().await["seq"], seq);
            }
        }
    };
    tokio::join!(sending, hearing);
}

#[tokio::test]
async fn servers_without_redis_cannot_share_a_database() {
    let database = postgres_server::fresh_database().await;
    let open = |claim| store::open_claimed(&database, Durability::Full, claim);
    let first = open(Claim::Shared).await.expect("a database");
    let second = open(Claim::Shared).await.expect("a database");
    assert!(open(Claim::Exclusive).await.is_err());
    drop((first, second));
    let file = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", file.path().join("charla.db").display());
    let shared = store::open_claimed(&url, Durability::Full, Claim::Shared).await.map(drop);
    assert!(matches!(shared, Err(StoreError::Opening(OpeningError::NotShared))), "a file is not shared: {shared:?}");
}
