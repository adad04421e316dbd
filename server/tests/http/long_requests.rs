//! Slow requests hold memory, so a network may have only a few of them.

use std::{net::Ipv4Addr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::marketplace::Marketplace;

const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 66, 0, 1);
const ACCOMPLICE: Ipv4Addr = Ipv4Addr::new(127, 66, 0, 3);
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 66, 0, 2);
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 77, 0, 1);

const LONG: usize = 100_000;
const SHORT: usize = 100;

/// Long bodies that one address may send at once.
const AT_ONCE: usize = 16;

/// Long bodies that the network around it may send at once.
const NETWORK_AT_ONCE: usize = 32;

impl Marketplace {
    /// Sends the head of a form with this length, and a part of its body.
    async fn begins_form(&self, from: Ipv4Addr, length: usize, sent: usize) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((from, 0).into()).expect("an address of this machine");
        let to = self.url.trim_start_matches("http://").parse().expect("an address");
        let mut stream = socket.connect(to).await.expect("a connection");
        let head = format!(
            "POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("it is sent");
        stream.write_all("a".repeat(sent).as_bytes()).await.expect("it is sent");
        stream
    }

    async fn answers(&self, from: Ipv4Addr, length: usize) -> bool {
        let mut stream = self.begins_form(from, length, length).await;
        let mut status = [0; 12];
        timeout(Duration::from_secs(1), stream.read_exact(&mut status)).await.is_ok_and(|read| read.is_ok())
    }
}

#[tokio::test]
async fn long_bodies_of_one_network_wait_only_for_each_other() {
    let marketplace = Marketplace::open().await;
    let mut slow = Vec::new();
    for _ in 0..AT_ONCE {
        slow.push(marketplace.begins_form(ATTACKER, LONG, LONG / 2).await);
    }
    let are_read = async { while marketplace.answers(ATTACKER, LONG).await {} };
    timeout(Duration::from_secs(20), are_read).await.expect("all of them are being read");
    assert!(marketplace.answers(NEIGHBOUR, LONG).await, "one address has half of what its network may hold");
    for _ in AT_ONCE..NETWORK_AT_ONCE {
        slow.push(marketplace.begins_form(ACCOMPLICE, LONG, LONG / 2).await);
    }
    let are_read = async { while marketplace.answers(NEIGHBOUR, LONG).await {} };
    timeout(Duration::from_secs(20), are_read).await.expect("all of them are being read");
    for from in [ATTACKER, NEIGHBOUR] {
        assert!(!marketplace.answers(from, LONG).await, "{from}: its network holds as much as it may");
        assert!(marketplace.answers(from, SHORT).await, "{from}: what is short needs no place");
    }
    assert!(marketplace.answers(ELSEWHERE, LONG).await);
    drop(slow);
    assert!(marketplace.answers(ATTACKER, LONG).await);
}

#[tokio::test]
async fn headers_are_limited_to_sixteen_kilobytes() {
    let marketplace = Marketplace::open().await;
    let address = marketplace.url.trim_start_matches("http://");
    for (bytes, status) in [(12_000, "200"), (20_000, "431")] {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "a".repeat(bytes));
        stream.write_all(head.as_bytes()).await.expect("it is sent");
        let mut begun = [0; 12];
        stream.read_exact(&mut begun).await.expect("an answer");
        assert_eq!(String::from_utf8_lossy(&begun[9..]), status, "{bytes}");
    }
}

#[tokio::test]
async fn a_declared_body_of_ten_gigabytes_is_refused_at_once() {
    let marketplace = Marketplace::open().await;
    for path in ["/api/auth/login/", "/login", "/fn/send", "/nothing"] {
        let address = marketplace.url.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address).await.expect("a connection");
        let request = format!("POST {path} HTTP/1.1\r\nhost: charla\r\ncontent-length: 10000000000\r\n\r\n{{");
        connection.write_all(request.as_bytes()).await.expect("it is sent");
        let mut begun = [0; 12];
        let read = timeout(Duration::from_secs(10), connection.read_exact(&mut begun)).await;
        read.expect("at once").expect("an answer");
        assert_eq!(&begun, b"HTTP/1.1 413", "{path}");
    }
}
