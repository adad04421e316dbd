//! Signals that end the server, or must not end it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::process::WorkingFolder;

/// Sends an incomplete request. The server waits for its end after the first signal.
fn half_a_request(url: &str) -> TcpStream {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").expect("a request");
    let mut answer = [0; 15];
    stream.read_exact(&mut answer).expect("an answer");
    let whole =
        b"POST /api/auth/login/ HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{";
    stream.write_all(whole).expect("half a request");
    stream
}

#[test]
fn the_second_signal_ends_the_server_at_once() {
    let folder = WorkingFolder::new();
    let mut server = folder.serves(&[]);
    let _waiting = half_a_request(&server.url);
    server.send_signal("-TERM");
    server.wait_for_log("ending");
    server.send_signal("-TERM");
    assert!(server.ends() < Duration::from_secs(4), "{}", server.log());
}

#[test]
fn a_closed_terminal_does_not_end_the_server() {
    let folder = WorkingFolder::new();
    let mut server = folder.serves(&[]);
    server.send_signal("-HUP");
    server.wait_for_log("SIGHUP is ignored");
    half_a_request(&server.url);
    server.send_signal("-INT");
    server.ends();
    assert!(server.log().contains("ended"), "{}", server.log());
}
