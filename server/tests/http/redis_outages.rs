//! Two servers while Redis is away, stalls, or closes connections: users miss nothing.

use serde_json::json;

use crate::two_servers::TwoServers;

#[tokio::test]
async fn signing_out_while_redis_is_away_closes_sockets_at_the_other_server() {
    let mut two = TwoServers::start().await;
    let ana = two.first.actor("ana").await;
    let second = two.second.visitor();
    second.sets_cookie(&ana.cookie().expect("a session"));
    let mut socket = second.opens_socket().await;
    two.redis.goes_away();
    ana.signs_out().await;
    assert_eq!(socket.closes().await, 1008);
}

#[tokio::test]
async fn nothing_is_lost_while_redis_is_away() {
    let mut two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let (mut live, mut room) = (luis.opens_socket().await, luis.opens_chat_socket(1).await);

    two.redis.goes_away();
    for n in 0..20 {
        ana.sends(1, &format!("sin Redis {n}")).await;
    }
    for n in 0..20 {
        assert_eq!(live.receives_event("message").await["message"]["content"], format!("sin Redis {n}"));
        assert_eq!(room.receives().await["message"], format!("sin Redis {n}"));
    }
    two.wait_until_connected(false).await;
    let ready = ana.gets("/readyz").await;
    assert_eq!(
        (ready.status.as_u16(), &ready.json()["redis"]),
        (200, &json!("away")),
        "people are served all the same"
    );
    // Read cursors have no log: the client asks for them when Redis is back.
    luis.posts("/api/conversations/1/mark-read/", json!({})).await;
    let mut elsewhere = ana.opens_socket().await;
    luis.sends(1, "tampoco así").await;
    assert_eq!(elsewhere.receives_event("message").await["message"]["content"], "tampoco así");

    two.redis.comes_back().await;
    two.wait_until_connected(true).await;
    assert_eq!(elsewhere.receives_event("ready").await["user"], ana.gets("/api/auth/me/").await.json()["id"]);
    elsewhere.sends(json!({"type": "resume", "cursors": [{"conversation": 1, "seq": 28, "reading": 0}]})).await;
    let read = [elsewhere.receives_event("read").await, elsewhere.receives_event("read").await];
    assert!(read.iter().all(|read| read["read_seq"].as_i64() > Some(0)), "{read:?}");
    assert_eq!(elsewhere.receives_event("resumed").await["stats"]["unread_messages"], ana.unread().await);
    ana.sends(1, "otra vez").await;
    assert_eq!(live.receives_event("message").await["message"]["content"], "tampoco así");
    assert_eq!(live.receives_event("message").await["message"]["content"], "otra vez");
}

#[tokio::test]
async fn a_message_arrives_after_redis_closed_the_publishing_connection() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let mut live = luis.opens_socket().await;
    for n in 0..5 {
        two.redis.disconnects_publishers().await;
        ana.sends(1, &format!("tras colgar {n}")).await;
        assert_eq!(live.receives_event("message").await["message"]["content"], format!("tras colgar {n}"));
    }
}

#[tokio::test]
async fn live_delivery_goes_on_while_redis_stalls() {
    let two = TwoServers::start().await;
    let (ana, luis) = (two.first.actor("ana").await, two.second.actor("luis").await);
    let mut room = luis.opens_chat_socket(1).await;
    two.redis.stalls();
    ana.sends(1, "mientras tanto").await;
    assert_eq!(room.receives().await["message"], "mientras tanto");
    two.wait_until_connected(false).await;
    two.redis.goes_on();
    two.wait_until_connected(true).await;
    ana.sends(1, "después").await;
    assert_eq!(room.receives().await["message"], "después", "and what came late is not told twice");
}
