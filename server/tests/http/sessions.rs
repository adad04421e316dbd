//! A session begins with a new id, ends for good, and its sockets close with it.

use reqwest::StatusCode;
use serde_json::json;

use crate::marketplace::Marketplace;

const LOGIN: &str = "/api/auth/login/";

#[tokio::test]
async fn a_planted_session_id_is_replaced_at_sign_in() {
    let marketplace = Marketplace::open().await;
    let victim = marketplace.visitor();
    let planted = "session=AAAAAAAAAAAAAAAAAAAAAA";
    victim.sets_cookie(planted);
    victim.signs_in("ana").await;
    let first = victim.cookie().expect("a session");
    assert_ne!(first, planted);

    victim.signs_in("ana").await;
    let second = victim.cookie().expect("a session");
    assert_ne!(second, first, "a new one with each sign-in");
    for old in [planted, &first] {
        let thief = marketplace.visitor();
        thief.sets_cookie(old);
        assert_eq!(thief.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED, "{old}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_sockets_only() {
    let marketplace = Marketplace::open().await;
    let (phone, laptop) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    let mut ended = [phone.opens_socket().await, phone.opens_chat_socket(1).await];
    let mut goes_on = laptop.opens_socket().await;
    let cookie = phone.cookie().expect("a session");

    phone.signs_out().await;

    for socket in &mut ended {
        assert_eq!(socket.closes().await, 1008);
    }
    phone.sets_cookie(&cookie);
    assert_eq!(phone.gets("/api/conversations/").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(phone.tries_handshake("/ws/", None).await.err(), Some(403));
    laptop.sends(1, "sigo").await;
    assert_eq!(goes_on.receives().await["type"], "message");
}

#[tokio::test]
async fn signing_in_as_another_user_ends_the_former_session() {
    let marketplace = Marketplace::open().await;
    let actor = marketplace.actor("ana").await;
    let mut socket = actor.opens_socket().await;
    actor.signs_in("luis").await;
    assert_eq!(socket.closes().await, 1008);
    assert_eq!(actor.gets("/api/auth/me/").await.json()["username"], "luis");
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    let wrong = visitor.posts(LOGIN, json!({"username": "ana", "password": "no"})).await;
    let unknown = visitor.posts(LOGIN, json!({"username": "nadie", "password": "no"})).await;
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.header("set-cookie"), "", "no session for who is not signed in");
}

#[tokio::test]
async fn a_refused_sign_in_leaves_the_session_as_it_is() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    assert_eq!(ana.posts(LOGIN, json!({"username": "luis", "password": "no"})).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ana.gets("/api/auth/me/").await.json()["username"], "ana");
}

#[tokio::test]
async fn a_repeated_sign_in_replaces_its_own_session_and_no_other() {
    let marketplace = Marketplace::open().await;
    let mut others = Vec::new();
    for _ in 1..charla::limits::DEVICES {
        others.push(marketplace.actor("ana").await);
    }
    let last = marketplace.actor("ana").await;
    last.signs_in("ana").await;
    for actor in others.iter().chain([&last]) {
        assert_eq!(actor.gets("/api/auth/me/").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn one_session_too_many_ends_the_oldest_and_its_sockets() {
    let marketplace = Marketplace::open().await;
    let oldest = marketplace.actor("ana").await;
    let mut socket = oldest.opens_socket().await;
    let luis = marketplace.actor("luis").await;
    for _ in 0..charla::limits::DEVICES {
        marketplace.actor("ana").await;
    }
    assert_eq!(socket.closes().await, 1008);
    assert_eq!(oldest.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(luis.gets("/api/auth/me/").await.status, StatusCode::OK);
}
