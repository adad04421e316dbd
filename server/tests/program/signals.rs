//! How operators, and systems, end it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use crate::process::Place;

/// A request that is not whole yet: the first signal waits for it.
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
fn the_second_signal_ends_it_at_once() {
    let place = Place::new();
    let mut server = place.serves(&[]);
    let _waiting = half_a_request(&server.url);
    server.is_told("-TERM");
    server.says("ending");
    server.is_told("-TERM");
    assert!(server.ends() < Duration::from_secs(4), "{}", server.log());
}

#[test]
fn a_terminal_that_closes_is_none_of_its_business() {
    let place = Place::new();
    let mut server = place.serves(&[]);
    server.is_told("-HUP");
    server.says("SIGHUP is ignored");
    half_a_request(&server.url);
    server.is_told("-INT");
    server.ends();
    assert!(server.log().contains("ended"), "{}", server.log());
}
