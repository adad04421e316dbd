//! A client that does not read is disconnected; others are not affected.

use std::time::Duration;

use serde_json::json;

use crate::marketplace::Marketplace;

/// Long enough for other clients on a busy machine.
const WRITE_TIMEOUT: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_socket_that_reads_nothing_is_closed_and_others_go_on() {
    const MESSAGES: i64 = 350;
    let marketplace = Marketplace::with(|config| config.write_timeout = WRITE_TIMEOUT).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut stuck = luis.opens_socket_with_small_buffers().await;
    let mut reads = luis.opens_socket().await;
    let mut writes = ana.opens_socket().await;
    let text = "👍".repeat(4_000);
    // More than fits into the buffers of the connection.
    for n in 0..MESSAGES {
        let id = uuid::Uuid::now_v7();
        writes.sends(json!({"type": "send", "conversation": 1, "content": text, "client_id": id})).await;
        assert_eq!(writes.receives_event("ack").await["message"]["seq"], 8 + n);
        assert_eq!(reads.receives().await["message"]["seq"], 8 + n);
    }
    // Whether the client gets the close frame depends on the space in the buffers.
    let code = stuck.closes().await;
    assert!([1006, 1013].contains(&code), "{code}");
    let mut back = luis.opens_socket().await;
    back.sends(json!({"type": "resume", "cursors": [{"conversation": 1, "seq": 7 + MESSAGES - 1}]})).await;
    assert_eq!(back.receives().await["message"]["seq"], 7 + MESSAGES, "and nothing is lost to it");
}
