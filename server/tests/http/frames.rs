//! Frames are read at a limited rate, so that many frames do not affect others.

use std::time::{Duration, Instant};

use serde_json::json;
use server::config::Rate;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::marketplace::Marketplace;

#[tokio::test]
async fn frames_of_all_sockets_of_a_user_are_delayed_and_not_refused() {
    const INTERVAL: Duration = Duration::from_millis(300);
    let rate = Rate { burst: 1, every: INTERVAL };
    let marketplace = Marketplace::with(|config| config.rates.frames_by_user = rate).await;
    let ana = marketplace.actor("ana").await;
    let (mut socket, mut room) = (ana.opens_socket().await, ana.opens_chat_socket(1).await);
    let mut luis = marketplace.actor("luis").await.opens_socket().await;
    let begun = Instant::now();
    room.sends(json!({})).await;
    socket.sends(json!({"type": "read", "conversation": 1, "up_to": 1})).await;
    socket.sends(json!({"type": "ping"})).await;
    assert_eq!(room.receives().await["code"], "invalid_body");
    luis.sends(json!({"type": "ping"})).await;
    assert_eq!(luis.receives().await["type"], "pong");
    assert!(begun.elapsed() < 2 * INTERVAL, "others have their own");
    assert_eq!(socket.receives_event("pong").await["type"], "pong");
    assert!(begun.elapsed() >= 2 * INTERVAL, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn opening_sockets_again_and_again_is_refused_for_a_while() {
    let rate = Rate { burst: 2, every: Duration::from_secs(600) };
    let marketplace = Marketplace::with(|config| config.rates.handshakes_by_user = rate).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.opens_socket().await.leaves().await;
    ana.opens_chat_socket(1).await.leaves().await;
    assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(429));
    luis.opens_socket().await;
}

/// Empty fragments of a frame are not counted by limits on frames or their size.
#[tokio::test]
async fn empty_fragments_of_a_frame_are_read_slowly() {
    const PIECES: usize = 270_000;
    let piece = |first: u8| [first, 0x80, 0, 0, 0, 0];
    let marketplace = Marketplace::open().await;
    let mut stream = marketplace.actor("ana").await.opens_socket().await.into_stream();
    let begun = Instant::now();
    stream.write_all(&piece(0x01)).await.expect("an open connection");
    stream.write_all(&piece(0x00).repeat(PIECES)).await.expect("an open connection");
    stream.write_all(&piece(0x80)).await.expect("an open connection");
    let mut heard = [0; 2];
    stream.read_exact(&mut heard).await.expect("an answer");
    assert!(begun.elapsed() > Duration::from_secs(1), "{:?}", begun.elapsed());
}
