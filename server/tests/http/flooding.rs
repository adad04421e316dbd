//! Users who request too much, or do not read the answers, do not affect others.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use server::config::Rate;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::{actor::Actor, marketplace::Marketplace};

const LONG: usize = 4_000;
const WRONG: &str = "equivocada-77";

fn few(burst: u32) -> Rate {
    Rate { burst, every: Duration::from_secs(600) }
}

impl Marketplace {
    /// Stores messages of Ana to Luis, each of the maximum length.
    async fn stores_long_messages(&self, messages: usize) {
        for _ in 0..messages {
            self.stores_without_publishing(1, 1, &"👋".repeat(LONG)).await;
        }
    }

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

fn next(link: &str) -> Option<String> {
    Some(link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?.to_owned())
}

#[tokio::test]
async fn a_long_answer_is_cut_at_half_a_megabyte_and_links_to_the_next() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    marketplace.stores_long_messages(70).await;
    for start in ["?limit=500", "?limit=500&page=1", "?limit=500&after=0"] {
        let mut path = format!("/api/conversations/1/messages/{start}");
        let mut seen = Vec::new();
        loop {
            let answer = luis.gets(&path).await;
            assert!(answer.text.len() < 600_000, "{path}: {} bytes", answer.text.len());
            let page = answer.json();
            seen.extend(page["results"].as_array().into_iter().flatten().filter_map(|message| message["seq"].as_i64()));
            match next(answer.header("link")) {
                Some(next) => path = next,
                None => break,
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=77).collect::<Vec<_>>(), "{start}: all of them, each once");
    }
    for (function, fields) in [("chat", "id=1&page[from][page]=1&page[limit]=500"), ("changes", "id=1&after=0")] {
        let request = luis.request(reqwest::Method::POST, &format!("/fn/{function}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(fields);
        let answer = luis.sends_request(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(answer.text.len() < 600_000, "{function}: {} bytes", answer.text.len());
    }
}

#[tokio::test]
async fn a_resume_that_exceeds_an_answer_gets_resync() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    marketplace.stores_long_messages(70).await;
    let mut socket = luis.opens_socket().await;
    let resync = [json!({"type": "resync", "conversation": 1})];
    assert_eq!(socket.resumes(json!([{"conversation": 1, "seq": 7}])).await, resync);
    assert_eq!(socket.resumes(json!([{"conversation": 1, "seq": 60}])).await.len(), 17, "less than that is told");
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

#[tokio::test]
async fn every_kind_of_read_is_charged() {
    for path in
        ["/api/conversations/", "/api/conversations/1/messages/", "/conversations/1", "/people", "/settings/data"]
    {
        let marketplace = Marketplace::with(|config| config.rates.reads_by_user = few(7)).await;
        let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
        let mut asked = 0;
        let refused = loop {
            let answer = ana.gets(path).await;
            if answer.status != StatusCode::OK {
                break answer;
            }
            asked += 1;
            assert!(asked < 8, "{path}");
        };
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(!refused.header("retry-after").is_empty(), "{path}");
        for _ in 0..2 {
            ana.posts_form("/fn/people", &[("query", "")]).await;
        }
        let function = ana.posts_form("/fn/people", &[("query", "")]).await;
        assert_eq!(function.status, StatusCode::TOO_MANY_REQUESTS, "by a function neither");
        assert_eq!(luis.gets(path).await.status, StatusCode::OK, "others have their own");
        assert_eq!(ana.gets("/healthz").await.status, StatusCode::OK, "who watches is answered");
    }
}

#[tokio::test]
async fn a_long_answer_is_charged_as_several() {
    let marketplace = Marketplace::with(|config| config.rates.reads_by_user = few(20)).await;
    marketplace.stores_long_messages(40).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let long = "/api/conversations/1/messages/?limit=500";
    assert_eq!(ana.gets(long).await.status, StatusCode::OK);
    assert_eq!(ana.gets(long).await.status, StatusCode::OK, "what is left is enough to ask");
    assert_eq!(ana.gets("/api/conversations/stats/").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(luis.gets(long).await.status, StatusCode::OK, "others have their own");
}

#[tokio::test]
async fn a_rejected_form_is_charged_like_a_page() {
    let marketplace = Marketplace::with(|config| {
        config.proxies = 1;
        config.rates.reads_by_user = few(6);
        config.rates.reads_by_network = few(6);
    })
    .await;
    let ana = marketplace.actor("ana").await;
    let visitor = marketplace.visitor().at("203.0.113.7");
    let posts = async |who: &Actor, path: &str| who.posts_form(path, &[("content", " ")]).await.status;
    for (who, path) in [(&ana, "/conversations/1"), (&visitor, "/login")] {
        let mut rejected = 0;
        while posts(who, path).await != StatusCode::TOO_MANY_REQUESTS {
            rejected += 1;
        }
        assert_eq!(rejected, 2, "{path}");
    }
}

#[tokio::test]
async fn a_long_page_without_a_session_is_charged_as_several() {
    let marketplace = Marketplace::with(|config| {
        config.proxies = 1;
        config.rates.reads_by_network = few(15);
    })
    .await;
    let visitor = marketplace.visitor().at("203.0.113.7");
    let echo = visitor.posts_form("/login", &[("content", &"<".repeat(40_000))]).await;
    assert_eq!(echo.status, StatusCode::OK);
    assert!(echo.text.contains("&lt;&lt;"));
    assert_eq!(visitor.gets("/login").await.status, StatusCode::TOO_MANY_REQUESTS);
    let elsewhere = marketplace.visitor().at("198.51.100.7");
    assert_eq!(elsewhere.gets("/login").await.status, StatusCode::OK, "others have their own");
}

#[tokio::test]
async fn messages_missed_by_the_original_socket_are_charged() {
    let marketplace = Marketplace::with(|config| config.rates.reads_by_user = few(20)).await;
    marketplace.stores_long_messages(25).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut room = ana.connects("/ws/chat/1/?after=7").await;
    for _ in 0..25 {
        room.receives().await;
    }
    for _ in 0..10 {
        ana.gets("/api/conversations/stats/").await;
    }
    assert_eq!(ana.gets("/api/conversations/stats/").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(luis.gets("/api/conversations/stats/").await.status, StatusCode::OK, "others have their own");
}

#[tokio::test]
async fn reads_without_a_session_are_limited_by_network() {
    // The sign-in of Ana counts.
    let marketplace = Marketplace::with(|config| config.rates.reads_by_network = few(1 + 7)).await;
    let ana = marketplace.actor("ana").await;
    let visitor = marketplace.visitor();
    for _ in 0..2 {
        assert_eq!(visitor.gets("/login").await.status, StatusCode::OK);
    }
    assert_eq!(visitor.gets("/login").await.status, StatusCode::TOO_MANY_REQUESTS);
    let signs_in = async || visitor.posts("/api/auth/login/", json!({"username": "luis", "password": WRONG})).await;
    assert_eq!(signs_in().await.status, StatusCode::UNAUTHORIZED, "a refused page takes nothing");
    assert_eq!(signs_in().await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ana.gets("/conversations").await.status, StatusCode::OK, "who is signed in has their own");
}

#[tokio::test]
async fn bytes_written_in_a_day_are_limited() {
    let marketplace = Marketplace::with(|config| config.rates.bytes_by_user = few(40 * 1_024)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let long = "👋".repeat(LONG);
    ana.sends(1, &long).await;
    let seq = ana.sends(1, "corto").await["seq"].as_i64().expect("a place");
    assert_eq!(ana.edits(1, seq, &long).await.status, StatusCode::OK);
    let refused = ana.posts("/api/conversations/1/messages/", json!({"content": long})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(ana.edits(1, seq, &long.replace('👋', "👍")).await.status, StatusCode::TOO_MANY_REQUESTS);
    ana.sends(1, "lo corto cabe").await;
    luis.sends(1, &long).await;
}

#[tokio::test]
async fn short_messages_count_as_long_as_they_are() {
    let marketplace = Marketplace::with(|config| config.rates.bytes_by_user = few(1_024)).await;
    let ana = marketplace.actor("ana").await;
    for _ in 0..20 {
        ana.sends(1, "corto").await;
    }
}

#[tokio::test]
async fn a_declared_body_of_ten_gigabytes_is_refused_at_once() {
    let marketplace = Marketplace::open().await;
    for path in ["/api/auth/login/", "/login", "/fn/send", "/nothing"] {
        let mut connection = marketplace.connects().await;
        let request = format!("POST {path} HTTP/1.1\r\nhost: charla\r\ncontent-length: 10000000000\r\n\r\n{{");
        connection.write_all(request.as_bytes()).await.expect("it is sent");
        let mut begun = [0; 12];
        let read = timeout(Duration::from_secs(10), connection.read_exact(&mut begun)).await;
        read.expect("at once").expect("an answer");
        assert_eq!(&begun, b"HTTP/1.1 413", "{path}");
    }
}
