//! Idle connections, and many from one address, leave room for others.

use std::net::Ipv4Addr;

use reqwest::StatusCode;
use server::config::ConnectionLimits;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::marketplace::{Marketplace, PASSWORD};

const LOCALHOST: Ipv4Addr = Ipv4Addr::LOCALHOST;
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);

async fn with(total: usize, by_address: Option<usize>) -> Marketplace {
    Marketplace::with(|config| config.connections = ConnectionLimits { total, by_address }).await
}

async fn connects(url: &str, from: Ipv4Addr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((from, 0).into()).expect("an address of this machine");
    let to = url.trim_start_matches("http://").parse().expect("an address");
    socket.connect(to).await.expect("a connection")
}

/// Sends a request on a new connection. Returns the status of the answer; 0 if there is none.
async fn asks(url: &str, from: Ipv4Addr, path: &str) -> u16 {
    let mut stream = connects(url, from).await;
    let _ = stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await;
    status(&mut stream).await
}

async fn status(stream: &mut TcpStream) -> u16 {
    let mut head = [0; 12];
    match stream.read_exact(&mut head).await {
        Ok(_) => String::from_utf8_lossy(&head[9..]).parse().expect("a status"),
        Err(_) => 0,
    }
}

#[tokio::test]
async fn connections_without_a_complete_request_are_closed_to_make_room() {
    let marketplace = with(20, Some(20)).await;
    for said in ["", "GET / HTTP/1.1\r\nhost:", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"] {
        let mut idle = Vec::new();
        for _ in 0..60 {
            let mut stream = connects(&marketplace.url, LOCALHOST).await;
            stream.write_all(said.as_bytes()).await.expect("an open connection");
            if said.ends_with("\r\n\r\n") {
                assert_eq!(status(&mut stream).await, 200);
            }
            idle.push(stream);
        }
        marketplace.actor("luis").await.sends(1, "hay sitio").await;
        assert_eq!(asks(&marketplace.url, ELSEWHERE, "/login").await, 200, "{said:?}");
    }
}

#[tokio::test]
async fn a_request_under_way_is_not_closed_to_make_room() {
    let marketplace = with(20, Some(20)).await;
    let mut begun = connects(&marketplace.url, LOCALHOST).await;
    let body = format!(r#"{{"username": "ana", "password": "{PASSWORD}"}}"#);
    let head = format!(
        "POST /api/auth/login/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{{",
        body.len()
    );
    begun.write_all(head.as_bytes()).await.expect("an open connection");
    assert_eq!(asks(&marketplace.url, ELSEWHERE, "/healthz").await, 200, "it was accepted before");
    let mut idle = Vec::new();
    for _ in 0..60 {
        idle.push(connects(&marketplace.url, LOCALHOST).await);
    }
    assert_eq!(asks(&marketplace.url, ELSEWHERE, "/healthz").await, 200);
    begun.write_all(&body.as_bytes()[1..]).await.expect("an open connection");
    assert_eq!(status(&mut begun).await, 200);
}

#[tokio::test]
async fn requests_without_their_body_are_closed_to_make_room() {
    let marketplace = with(20, Some(20)).await;
    let mut slow = Vec::new();
    for _ in 0..60 {
        let mut stream = connects(&marketplace.url, LOCALHOST).await;
        let head = "POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 8000\r\n\r\nx";
        stream.write_all(head.as_bytes()).await.expect("an open connection");
        slow.push(stream);
    }
    assert_eq!(asks(&marketplace.url, ELSEWHERE, "/login").await, 200);
    marketplace.actor("luis").await.sends(1, "hay sitio").await;
}

#[tokio::test]
async fn at_the_connection_limit_health_checks_are_answered_and_others_get_503() {
    let marketplace = Marketplace::with(|config| {
        config.connections = ConnectionLimits { total: 8, by_address: Some(2) };
        config.proxies = 1;
    })
    .await;
    let ana = marketplace.actor("ana").await;
    let mut sockets = Vec::new();
    for _ in 0..8 {
        sockets.push(ana.opens_socket().await);
    }
    for _ in 0..30 {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(asks(&marketplace.url, LOCALHOST, path).await, 200);
        }
        assert_eq!(asks(&marketplace.url, LOCALHOST, "/login").await, 503);
    }
    assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(503));
    let answer = marketplace.visitor().gets("/api/auth/me/").await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "overloaded"));
    assert_eq!(answer.header("retry-after"), "5");
    sockets.pop().expect("a socket").leaves().await;
    while asks(&marketplace.url, LOCALHOST, "/login").await != 200 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_address_has_a_limit_of_connections() {
    let marketplace = with(100, Some(4)).await;
    let ana = marketplace.actor("ana").await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        sockets.push(ana.opens_socket().await);
    }
    assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(503));
    assert_eq!(asks(&marketplace.url, LOCALHOST, "/healthz").await, 200);
    assert_eq!(asks(&marketplace.url, ELSEWHERE, "/login").await, 200);
}
