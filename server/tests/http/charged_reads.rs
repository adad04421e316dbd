//! Reads are limited by user or by network, and long ones count as several.

use reqwest::StatusCode;
use serde_json::json;

use crate::{
    actor::Actor,
    marketplace::{Marketplace, few},
};

const WRONG: &str = "equivocada-77";

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
