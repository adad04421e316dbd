//! Users who do not read the answers to their requests do not affect others.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::{actor::Actor, marketplace::Marketplace};

impl Marketplace {
    async fn connects(&self) -> TcpStream {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        let address = self.url.trim_start_matches("http://").parse().expect("an address");
        socket.connect(address).await.expect("a connection")
    }

    /// Sends one request of a signed-in user, and reads nothing.
    async fn requests_and_reads_nothing(&self, who: &Actor, path: &str) -> TcpStream {
        let mut connection = self.connects().await;
        let cookie = who.cookie().expect("a session");
        let from = who.address().unwrap_or_default();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: charla\r\ncookie: {cookie}\r\nx-forwarded-for: {from}\r\n\r\n");
        connection.write_all(request.as_bytes()).await.expect("it is sent");
        connection
    }

    /// Posts a form, and reads nothing.
    async fn posts_and_reads_nothing(&self, who: &Actor, path: &str, form: &str) -> TcpStream {
        let mut connection = self.connects().await;
        let (from, length) = (who.address().unwrap_or_default(), form.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: charla\r\nx-forwarded-for: {from}\r\ncontent-length: {length}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n"
        );
        connection.write_all((head + form).as_bytes()).await.expect("it is sent");
        connection
    }
}

#[tokio::test]
async fn a_user_with_unread_answers_waits_and_others_do_not() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    marketplace.stores_long_messages(40).await;
    let mut unread = Vec::new();
    for _ in 0..8 {
        unread.push(marketplace.requests_and_reads_nothing(&ana, "/api/conversations/1/messages/?limit=500").await);
    }
    let stats = "/api/conversations/stats/";
    let is_answered = async || timeout(Duration::from_millis(500), ana.gets(stats)).await.is_ok();
    let filled = async { while is_answered().await {} };
    timeout(Duration::from_secs(60), filled).await.expect("all eight are taken");
    assert_eq!(luis.gets(stats).await.status, StatusCode::OK);
    drop(unread);
    assert_eq!(ana.gets(stats).await.status, StatusCode::OK, "who hangs up makes room");
}

/// Two users in one network request long answers and do not read them. Users elsewhere can read and write meanwhile, and
/// users in the same network can write.
#[tokio::test]
async fn a_network_with_unread_answers_leaves_room_for_others() {
    let marketplace = Marketplace::with(|config| {
        config.proxies = 1;
        config.answer_bytes = 6 * 1_024 * 1_024;
    })
    .await;
    marketplace.stores_long_messages(40).await;
    let signed_in = async |name: &str, address: &str| {
        let actor = marketplace.visitor().at(address);
        actor.signs_in(name).await;
        actor
    };
    let (ana, luis) = (signed_in("ana", "198.51.100.1").await, signed_in("luis", "198.51.100.2").await);
    let elsewhere = signed_in("luis", "203.0.113.1").await;
    let long = "/api/conversations/1/messages/?limit=500";
    let mut unread = Vec::new();
    for who in [&ana, &luis] {
        for _ in 0..7 {
            unread.push(marketplace.requests_and_reads_nothing(who, long).await);
        }
    }
    let is_answered = async || timeout(Duration::from_millis(300), ana.gets(long)).await.is_ok();
    let filled = async { while is_answered().await {} };
    timeout(Duration::from_secs(20), filled).await.expect("the network has what it may have");

    let at_once = Duration::from_secs(2);
    let writes = timeout(at_once, ana.sends(1, "cabe")).await;
    writes.expect("who writes does not wait for those who read");
    let stats = timeout(at_once, elsewhere.gets("/api/conversations/stats/")).await;
    assert_eq!(stats.expect("short answers do not wait").status, StatusCode::OK);
    let carmen = signed_in("carmen", "203.0.113.1").await;
    let reads = timeout(at_once, carmen.gets("/api/conversations/")).await;
    assert_eq!(reads.expect("others have their own share").status, StatusCode::OK);
}

/// The page of a rejected form repeats the typed text, so it is not a short answer.
#[tokio::test]
async fn rejected_forms_that_nobody_reads_leave_room_for_writes() {
    let marketplace = Marketplace::with(|config| {
        config.proxies = 1;
        config.answer_bytes = 6 * 1_024 * 1_024;
    })
    .await;
    let luis = marketplace.actor("luis").await;
    let form = format!("content={}", "<".repeat(100_000));
    let mut unread = Vec::new();
    for n in 0..12 {
        let abuser = marketplace.visitor().at(&format!("198.51.100.{n}"));
        unread.push(marketplace.posts_and_reads_nothing(&abuser, "/login", &form).await);
    }
    for answer in &unread {
        timeout(Duration::from_secs(20), answer.readable()).await.expect("in time").expect("an answer has begun");
    }
    let sends = timeout(Duration::from_secs(2), luis.sends(1, "cabe")).await;
    sends.expect("who writes does not wait for the pages of rejected forms");
}
