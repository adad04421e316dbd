//! A message is stored once, and every member gets it once, in one order, whichever way it was sent.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::marketplace::Marketplace;

const ID: &str = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";

#[tokio::test]
async fn an_unsent_message_is_not_sent_by_another_user_who_signs_in() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    let writer = marketplace.actor("ana").await.gets("/api/auth/me/").await.json()["id"].to_string();
    let fields = |writer| [("id", "1"), ("content", "de Ana"), ("client_id", ID), ("writer", writer)];
    let refused = luis.posts_form("/fn/send", &fields(&writer)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_ne!(luis.reads(1).await[0]["content"], "de Ana");
    let own = luis.gets("/api/auth/me/").await.json()["id"].to_string();
    assert_eq!(luis.posts_form("/fn/send", &fields(&own)).await.status, StatusCode::OK);
    assert_eq!(luis.reads(1).await[0]["sender_username"], "luis");
}

#[tokio::test]
async fn a_message_reaches_every_socket_of_both_members_however_it_was_sent() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut tabs = [ana.opens_socket().await, ana.opens_socket().await, luis.opens_socket().await];
    let mut rooms = [ana.opens_chat_socket(1).await, luis.opens_chat_socket(1).await];
    let mut elsewhere = ana.opens_chat_socket(2).await;
    let maria = marketplace.actor("maria").await;
    let mut stranger = maria.opens_socket().await;

    ana.sends(1, "por la API").await;
    let by_form = luis.posts_form("/conversations/1", &[("content", "por el formulario")]).await;
    assert_eq!(by_form.status, StatusCode::SEE_OTHER);
    rooms[0].sends(json!({"message": "por el socket del origen"})).await;
    for room in &mut rooms {
        for text in ["por la API", "por el formulario", "por el socket del origen"] {
            assert_eq!(room.receives().await["message"], text);
        }
    }
    tabs[0].sends(json!({"type": "send", "conversation": 1, "content": "por el nuestro", "client_id": ID})).await;

    for (tab, own) in tabs.iter_mut().zip([true, true, false]) {
        let heard: Vec<Value> = vec![
            tab.receives_event("message").await,
            tab.receives_event("message").await,
            tab.receives_event("message").await,
            tab.receives_event("message").await,
        ];
        let seqs: Vec<_> = heard.iter().map(|event| event["message"]["seq"].as_i64()).collect();
        assert_eq!(seqs, [Some(8), Some(9), Some(10), Some(11)]);
        assert_eq!(heard[3]["message"]["client_id"] == ID, own, "only its sender knows its client_id");
    }
    assert_eq!(tabs[0].receives().await["type"], "ack", "after the message itself");
    for room in &mut rooms {
        assert_eq!(room.receives().await["message"], "por el nuestro");
        room.receives_nothing().await;
    }
    elsewhere.receives_nothing().await;
    stranger.receives_nothing().await;
}

#[tokio::test]
async fn a_repeated_send_is_not_stored_twice_however_it_was_sent() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (mut tab, mut room) = (ana.opens_socket().await, ana.opens_chat_socket(1).await);
    let mut other = luis.opens_socket().await;
    let path = "/api/conversations/1/messages/";
    let body = json!({"content": "una vez", "client_id": ID});

    let first = ana.posts(path, body.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = ana.posts(path, body).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let form = [("content", "una vez"), ("client_id", ID)];
    assert_eq!(ana.posts_form("/conversations/1", &form).await.status, StatusCode::SEE_OTHER);
    tab.sends(json!({"type": "send", "conversation": 1, "content": "una vez", "client_id": ID})).await;
    assert_eq!(tab.receives_event("ack").await["message"]["id"], first.json()["id"]);
    assert_eq!(room.receives().await["message"], "una vez");
    room.sends(json!({"message": "una vez", "client_id": ID})).await;
    assert_eq!(room.receives().await["message_id"], first.json()["id"], "who sends again is answered alone");

    assert_eq!(ana.reads(1).await.len(), 8);
    other.receives_event("message").await;
    other.receives_nothing().await;
    let changed = ana.posts(path, json!({"content": "otra cosa", "client_id": ID})).await;
    assert_eq!((changed.status, changed.code().as_str()), (StatusCode::CONFLICT, "client_id_reused"));
    tab.sends(json!({"type": "send", "conversation": 1, "content": "otra cosa", "client_id": ID})).await;
    assert_eq!(tab.receives_event("error").await["client_id"], ID);
    let same_id = luis.posts(path, json!({"content": "es mío", "client_id": ID})).await;
    assert_eq!(same_id.status, StatusCode::CREATED, "ids are each sender's own");
}

#[tokio::test]
async fn concurrent_messages_reach_all_members_in_one_order() {
    const EACH: usize = 60;
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sockets =
        [ana.opens_chat_socket(1).await, luis.opens_chat_socket(1).await, luis.opens_chat_socket(1).await];
    let write = |actor, prefix: &'static str| async move {
        let actor: &crate::actor::Actor = actor;
        let sends = (0..EACH).map(|n| async move { actor.sends(1, &format!("{prefix} {n}")).await });
        futures::future::join_all(sends).await;
    };
    tokio::join!(write(&ana, "ana"), write(&luis, "luis"));

    let expected: Vec<i64> = (8..8 + 2 * i64::try_from(EACH).expect("small")).collect();
    for socket in &mut sockets {
        let mut heard = Vec::new();
        for _ in &expected {
            heard.push(socket.receives().await["seq"].as_i64().expect("a seq"));
        }
        assert_eq!(heard, expected);
    }
}

#[tokio::test]
async fn a_conversation_opened_by_both_at_once_exists_once_and_both_get_an_event() {
    let marketplace = Marketplace::open().await;
    let (ana, taller) = (marketplace.actor("ana").await, marketplace.actor("taller_sol").await);
    let (mut hers, mut theirs) = (ana.opens_socket().await, taller.opens_socket().await);
    let path = "/api/conversations/";
    let (one, other) = tokio::join!(
        ana.posts(path, json!({"participant_id": 105, "participant_kind": "provider"})),
        taller.posts(path, json!({"participant_id": "101"}))
    );
    assert_eq!(one.json()["id"], other.json()["id"]);
    for socket in [&mut hers, &mut theirs] {
        let event = socket.receives_event("conversation").await;
        assert_eq!(event["conversation"]["id"], one.json()["id"]);
        assert!(!event.to_string().contains("@example.test"), "no addresses: {event}");
        socket.receives_nothing().await;
    }
}
