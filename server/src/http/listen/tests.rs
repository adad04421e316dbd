use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
};

use axum::{extract::Path, routing::get};
use charla::limits::ANSWER_BYTES;

use super::*;
use crate::config::Rates;

const REQUESTS: usize = 20;

/// Single-threaded, so that the order of the answers depends on nothing but the scheduler.
#[tokio::test]
async fn connections_with_pipelined_requests_take_turns() {
    let answered = Arc::new(Mutex::new(String::new()));
    let router = Router::new().route(
        "/{connection}",
        get({
            let answered = answered.clone();
            async move |Path(connection): Path<char>| answered.lock().expect("no panic").push(connection)
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let address = listener.local_addr().expect("an address");
    // Blocking writes: all requests have arrived before the server runs.
    let mut connections = ["a", "b"].map(|connection| {
        let mut stream = std::net::TcpStream::connect(address).expect("a connection");
        let last = format!("GET /{connection} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let requests = format!("GET /{connection} HTTP/1.1\r\nhost: x\r\n\r\n").repeat(REQUESTS - 1) + &last;
        stream.write_all(requests.as_bytes()).expect("they are sent");
        stream
    });
    let (ending, tracker) = (CancellationToken::new(), TaskTracker::new());
    let answers = Arc::new(UnreadAnswers::new(8 * ANSWER_BYTES));
    let bytes = SocketBytes::new(&Rates::default());
    let listening = listen(listener, router, ConnectionLimits::of(16), answers, bytes, ending.clone(), &tracker);
    let all_answered = async {
        while answered.lock().expect("no panic").len() < 2 * REQUESTS {
            tokio::task::yield_now().await;
        }
        ending.cancel();
    };
    tokio::join!(listening, all_answered);
    tracker.close();
    tracker.wait().await;

    for stream in &mut connections {
        let mut answers = String::new();
        stream.read_to_string(&mut answers).expect("answers");
        assert_eq!(answers.matches("HTTP/1.1 200").count(), REQUESTS);
    }
    let order = answered.lock().expect("no panic").clone();
    assert!(!order.contains("aaa") && !order.contains("bbb"), "{order}");
}
