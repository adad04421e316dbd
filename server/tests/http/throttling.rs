//! Requests beyond a limit are refused with `Retry-After`.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use server::config::Rate;

use crate::marketplace::{Marketplace, PASSWORD, few};

const LOGIN: &str = "/api/auth/login/";

#[tokio::test]
async fn guesses_are_limited_by_user_name() {
    let marketplace = Marketplace::with(|config| config.rates.sign_in_by_username = few(2)).await;
    let visitor = marketplace.visitor();
    for _ in 0..2 {
        let answer = visitor.posts(LOGIN, json!({"username": "ana", "password": "no"})).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = visitor.posts(LOGIN, json!({"username": "Ana ", "password": PASSWORD})).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
    assert_eq!(answer.header("retry-after"), "600");
    for _ in 0..3 {
        visitor.signs_in("luis").await;
    }
}

#[tokio::test]
async fn guesses_from_another_network_do_not_lock_the_owner_out() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_username = few(1);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let signs_in = async |from: &str, password: &str| {
        let request = visitor.request(reqwest::Method::POST, LOGIN).header("x-forwarded-for", from);
        visitor.sends_request(request.json(&json!({"username": "ana", "password": password}))).await.status
    };
    assert_eq!(signs_in("2001:db8:1::6", "no").await, StatusCode::UNAUTHORIZED);
    assert_eq!(signs_in("2001:db8:1::7", "no").await, StatusCode::TOO_MANY_REQUESTS, "of the same network");
    assert_eq!(signs_in("2001:db8:2::7", PASSWORD).await, StatusCode::OK, "Ana, at home");
}

#[tokio::test]
async fn guesses_with_many_names_are_limited_by_address() {
    let marketplace = Marketplace::with(|config| config.rates.sign_in_by_address = few(2)).await;
    let visitor = marketplace.visitor();
    for username in ["ana", "luis"] {
        visitor.posts(LOGIN, json!({"username": username, "password": "no"})).await;
    }
    let request = visitor.request(reqwest::Method::POST, LOGIN).header("x-forwarded-for", "6.6.6.6");
    let answer = visitor.sends_request(request.json(&json!({"username": "maria", "password": "no"}))).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "who says to come from elsewhere is not believed");
    let form = visitor.posts_form("/login", &[("username", "maria"), ("password", "no")]).await;
    assert_eq!(form.status, StatusCode::TOO_MANY_REQUESTS, "by the form neither");
}

#[tokio::test]
async fn messages_are_limited_however_they_are_sent() {
    let marketplace = Marketplace::with(|config| config.rates.sends_by_user = few(1)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.sends(1, "una").await;
    let answer = ana.posts("/api/conversations/1/messages/", json!({"content": "dos"})).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let mut room = ana.opens_chat_socket(1).await;
    room.sends(json!({"message": "tres"})).await;
    let refused = room.receives().await;
    assert_eq!((&refused["code"], &refused["retry_after"]), (&json!("too_many_requests"), &json!(600)));
    let mut socket = ana.opens_socket().await;
    let id = charla::ClientId::generate();
    socket.sends(json!({"type": "send", "conversation": 1, "content": "cuatro", "client_id": id})).await;
    let refused = socket.receives_event("error").await;
    assert_eq!((&refused["client_id"], &refused["retry_after"]), (&json!(id), &json!(600)));
    socket.sends(json!({"type": "send", "conversation": 1, "content": "", "client_id": id})).await;
    assert!(socket.receives_event("error").await.get("retry_after").is_none(), "waiting would not help");
    luis.sends(1, "los demás siguen").await;
    assert_eq!(room.receives().await["message"], "los demás siguen");
}

#[tokio::test]
async fn searches_are_limited_however_they_are_made() {
    let marketplace = Marketplace::with(|config| config.rates.searches_by_user = few(1)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let search = "/api/messages/search/?q=hola";
    assert_eq!(ana.gets(search).await.status, StatusCode::OK);
    let answer = ana.gets(search).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "600"));
    let function = ana.posts_form("/fn/search_messages", &[("query", "hola")]).await;
    assert_eq!(function.status, StatusCode::TOO_MANY_REQUESTS);
    let people = ana.gets("/api/conversations/search/?q=luis").await;
    assert_eq!((people.status, people.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "600"));
    let function = ana.posts_form("/fn/search", &[("query", "luis")]).await;
    assert_eq!(function.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ana.gets("/conversations?q=luis").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ana.gets("/api/conversations/search/?q=").await.status, StatusCode::OK, "no words, no search");
    assert_eq!(luis.gets(search).await.status, StatusCode::OK, "others have their own");
}

#[tokio::test]
async fn sockets_of_one_user_are_limited() {
    let marketplace = Marketplace::with(|config| config.sockets_per_user = 2).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let _open = [ana.opens_socket().await, ana.opens_chat_socket(1).await];
    assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(429));
    luis.opens_socket().await;
}

#[tokio::test]
async fn frequent_resumes_wait_and_are_answered() {
    const INTERVAL: Duration = Duration::from_millis(600);
    let rate = Rate { burst: 1, every: INTERVAL };
    let marketplace = Marketplace::with(|config| config.rates.resumes_by_user = rate).await;
    let ana = marketplace.actor("ana").await;
    let (mut socket, mut other) = (ana.opens_socket().await, ana.opens_socket().await);
    let begun = Instant::now();
    for _ in 0..2 {
        socket.sends(json!({"type": "resume", "cursors": []})).await;
        socket.receives_event("resumed").await;
    }
    other.sends(json!({"type": "resume", "cursors": []})).await;
    other.receives_event("resumed").await;
    assert!(begun.elapsed() >= 2 * INTERVAL, "by another socket neither: {:?}", begun.elapsed());
}

#[tokio::test]
async fn messages_sent_on_resume_are_charged_as_reads() {
    const INTERVAL: Duration = Duration::from_millis(700);
    let rate = Rate { burst: 1, every: INTERVAL };
    let marketplace = Marketplace::with(|config| config.rates.reads_by_user = rate).await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.opens_socket().await;
    let begun = Instant::now();
    let known = json!([{"conversation": 1, "seq": 7}, {"conversation": 2, "seq": 3}]);
    assert_eq!(socket.resumes(known).await, [json!(null); 0]);
    assert!(begun.elapsed() < INTERVAL, "where nothing is new nothing is read");
    let behind = json!([{"conversation": 1, "seq": 5}, {"conversation": 3, "seq": 0}, {"conversation": 6, "seq": 0}]);
    assert_eq!(socket.resumes(behind).await.len(), 5, "four messages, and one of a stranger's is refused");
    assert!(begun.elapsed() >= 2 * INTERVAL, "{:?}", begun.elapsed());
    let answer = ana.gets("/api/conversations/stats/").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "of one bucket");
}

#[tokio::test]
async fn requests_without_a_database_get_503_with_retry_after() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    marketplace.store.close().await;
    let message = json!({"content": "hola"});
    for answer in [ana.gets("/api/conversations/").await, ana.posts("/api/conversations/1/messages/", message).await] {
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "overloaded"));
        assert!(!answer.header("retry-after").is_empty(), "and when");
    }
    assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(503), "at the socket, too");
}
