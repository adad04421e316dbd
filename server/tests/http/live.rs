//! Read cursors, and the events about them.

use serde_json::json;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn all_members_get_a_read_cursor_and_only_the_reader_gets_the_unread_count() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut tabs = [ana.opens_socket().await, ana.opens_socket().await];
    let mut other = luis.opens_socket().await;

    tabs[0].sends(json!({"type": "read", "conversation": 1, "up_to": 6})).await;

    for tab in &mut tabs {
        let read = tab.receives_event("read").await;
        assert_eq!((&read["user"], &read["read_seq"]), (&json!(1), &json!(6)));
        assert_eq!(read["unread"], json!({"count": 1, "last_seq": 7}));
    }
    let read = other.receives_event("read").await;
    assert_eq!((&read["read_seq"], read.get("unread")), (&json!(6), None));

    tabs[0].sends(json!({"type": "read", "conversation": 1, "up_to": 2})).await;
    for tab in &mut tabs {
        tab.receives_nothing().await;
    }
    ana.posts("/api/conversations/1/mark-read/", json!({"up_to": 9_999_999})).await;
    assert_eq!(tabs[1].receives_event("read").await["read_seq"], 7, "not beyond the newest");
    assert_eq!(ana.gets("/api/conversations/stats/").await.json()["unread_messages"], 3);
    assert_eq!(luis.gets("/api/conversations/stats/").await.json()["unread_messages"], 2, "his count is his own");
}

#[tokio::test]
async fn a_stranger_cannot_detect_a_conversation_by_a_handshake() {
    let marketplace = Marketplace::open().await;
    let maria = marketplace.actor("maria").await;
    for id in ["1", "999", "abc", "-1", "0", "1x", "99999999999999999999"] {
        assert_eq!(maria.tries_handshake(&format!("/ws/chat/{id}/"), None).await.err(), Some(404), "{id}");
    }
    assert_eq!(maria.tries_handshake("/ws/chat/5/?after=x", None).await.err(), Some(400));
    assert_eq!(marketplace.visitor().tries_handshake("/ws/", None).await.err(), Some(403));
    assert!(maria.tries_handshake("/ws/chat/5", None).await.is_ok(), "without the slash, too");
    assert!(maria.tries_handshake("/ws", None).await.is_ok());
}
