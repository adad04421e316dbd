//! Typing indicators reach the other members of a conversation, and nobody else.

use serde_json::json;
use server::config::Rate;
use std::time::Duration;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn typing_indicators_reach_the_other_members_and_not_the_writer() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut writes = ana.opens_socket().await;
    let mut other_tab = ana.opens_socket().await;
    let mut reads = luis.opens_socket().await;
    let mut room = luis.opens_chat_socket(1).await;
    let mut stranger = marketplace.actor("pedro").await.opens_socket().await;

    writes.sends(json!({"type": "typing", "conversation": 1})).await;

    assert_eq!(reads.receives().await, json!({"type": "typing", "conversation": 1, "user": 1}));
    for socket in [&mut other_tab, &mut room, &mut stranger] {
        socket.receives_nothing().await;
    }
}

#[tokio::test]
async fn a_stranger_cannot_send_typing_indicators() {
    let marketplace = Marketplace::open().await;
    let mut member = marketplace.actor("ana").await.opens_socket().await;
    let mut stranger = marketplace.actor("pedro").await.opens_socket().await;
    for conversation in [1, 999] {
        stranger.sends(json!({"type": "typing", "conversation": conversation})).await;
        assert_eq!(stranger.receives().await["code"], "conversation_not_found");
    }
    member.receives_nothing().await;
}

#[tokio::test]
async fn typing_indicators_are_limited() {
    let marketplace = Marketplace::with(|config| {
        config.rates.typing_by_user = Rate { burst: 2, every: Duration::from_secs(600) };
    })
    .await;
    let mut writes = marketplace.actor("ana").await.opens_socket().await;
    let mut reads = marketplace.actor("luis").await.opens_socket().await;
    for _ in 0..50 {
        writes.sends(json!({"type": "typing", "conversation": 1})).await;
    }
    writes.sends(json!({"type": "ping"})).await;
    assert_eq!(writes.receives().await, json!({"type": "pong"}), "and is not refused for it");
    for _ in 0..2 {
        assert_eq!(reads.receives().await["type"], "typing");
    }
    reads.receives_nothing().await;
}
