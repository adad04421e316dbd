//! Frames are read at a limited rate, so that many frames do not affect others.

use std::time::{Duration, Instant};

use serde_json::json;
use server::config::{Rate, Rates};
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

fn piece(first: u8) -> [u8; 6] {
    [first, 0x80, 0, 0, 0, 0]
}

/// Empty fragments of a frame are not counted by limits on frames or their size.
#[tokio::test]
async fn empty_fragments_of_a_frame_are_read_slowly() {
    const PIECES: usize = 300_000;
    let frames = Rates::default().frames_by_socket;
    let marketplace = Marketplace::with(|config| config.rates.frames_by_socket = frames).await;
    let mut stream = marketplace.actor("ana").await.opens_socket().await.into_stream();
    let begun = Instant::now();
    stream.write_all(&piece(0x01)).await.expect("an open connection");
    stream.write_all(&piece(0x00).repeat(PIECES)).await.expect("an open connection");
    stream.write_all(&piece(0x80)).await.expect("an open connection");
    let mut heard = [0; 2];
    stream.read_exact(&mut heard).await.expect("an answer");
    assert!(begun.elapsed() > Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn empty_fragments_on_all_sockets_of_a_user_are_read_slowly() {
    const PIECES: usize = 30_000;
    let frames = Rate { burst: 1, every: Duration::from_millis(100) };
    let marketplace = Marketplace::with(|config| config.rates.frames_by_user = frames).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut other = luis.opens_socket().await;
    let mut streams = [ana.opens_socket().await.into_stream(), ana.opens_socket().await.into_stream()];
    let begun = Instant::now();
    for stream in &mut streams {
        let whole = [piece(0x01).to_vec(), piece(0x00).repeat(PIECES), piece(0x80).to_vec()].concat();
        stream.write_all(&whole).await.expect("an open connection");
    }
    other.sends(json!({"type": "ping"})).await;
    assert_eq!(other.receives_event("pong").await["type"], "pong");
    assert!(begun.elapsed() < Duration::from_secs(1), "others have their own");
    for stream in &mut streams {
        let mut heard = [0; 2];
        stream.read_exact(&mut heard).await.expect("an answer");
    }
    assert!(begun.elapsed() > Duration::from_secs(1), "{:?}", begun.elapsed());
}
