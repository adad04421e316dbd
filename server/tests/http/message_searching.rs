//! Message search by the API.

use charla::limits::SEARCH_CHARS;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{actor::Actor, marketplace::Marketplace};

const SEARCH: &str = "/api/messages/search/";

impl Actor {
    async fn searches(&self, query: &str) -> Value {
        let answer = self.gets(&format!("{SEARCH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        answer.json()
    }
}

fn contents(found: &Value) -> Vec<&str> {
    found["results"].as_array().into_iter().flatten().filter_map(|hit| hit["content"].as_str()).collect()
}

#[tokio::test]
async fn a_hit_is_a_message_with_its_matches() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    assert_eq!(
        ana.searches("q=DIRECCION").await,
        json!({
            "results": [{
                "id": 4, "conversation": 1, "sender": 4, "sender_username": "luis", "sender_first_name": "Luis",
                "sender_last_name": "Pérez", "content": "¿Dirección?", "is_read": true,
                "created_at": "2025-01-02T09:03:00.000005Z", "seq": 4,
                "participans": [
                    {"id": 1, "username": "ana", "first_name": "Ana", "last_name": "García"},
                    {"id": 4, "username": "luis", "first_name": "Luis", "last_name": "Pérez"},
                ],
                "matches": [[1, 10]],
                "excerpt": [0, 11],
            }],
            "next": null,
        })
    );
}

#[tokio::test]
async fn a_user_pages_through_hits_in_their_own_conversations_only() {
    let marketplace = Marketplace::open().await;
    let (ana, maria) = (marketplace.actor("ana").await, marketplace.actor("maria").await);
    let mut next = Value::Null;
    let mut found = Vec::new();
    loop {
        let before = next.as_i64().map(|next| format!("&before={next}")).unwrap_or_default();
        let page = ana.searches(&format!("q=hola&limit=1{before}")).await;
        found.extend(contents(&page).into_iter().map(str::to_owned));
        next = page["next"].clone();
        if next.is_null() {
            break;
        }
    }
    assert_eq!(found, ["Hola a las dos", "Hola José", "Hola Luis, ¿puedes venir mañana?"]);
    assert_eq!(contents(&ana.searches("q=hola&conversation=2").await), ["Hola José"]);
    assert_eq!(contents(&maria.searches("q=hola").await), ["Hola a las dos"]);
    assert_eq!(contents(&maria.searches("q=privado").await), ["Privado entre José y María"]);
    let stranger = maria.gets(&format!("{SEARCH}?q=hola&conversation=2")).await;
    assert_eq!((stranger.status, stranger.code().as_str()), (StatusCode::NOT_FOUND, "conversation_not_found"));
}

#[tokio::test]
async fn a_sent_message_is_found_at_once() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.sends(1, "下午的会议 a las 3, con 100% de asistencia").await;
    for query in ["会议", "议", "CON%20100%25", "%25", "asístencia", "a+las"] {
        assert_eq!(
            contents(&luis.searches(&format!("q={query}")).await)[0],
            "下午的会议 a las 3, con 100% de asistencia"
        );
    }
}

#[tokio::test]
async fn invalid_searches_are_refused_and_empty_results_are_not() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for query in ["", "q=", "q=%20%09", "q=%00", "q=%ff", "q=_", "q=%2A", "q=%22%20NEAR%20%22", "before=0&q=hola"] {
        assert_eq!(ana.searches(query).await, json!({"results": [], "next": null}), "{query}");
    }
    let long = "x".repeat(SEARCH_CHARS + 1);
    for (query, code) in [
        (format!("q={long}").as_str(), "search_too_long"),
        ("q=a&before=x", "invalid_parameter"),
        ("q=a&before=-1", "invalid_parameter"),
        ("q=a&before=9223372036854775808", "invalid_parameter"),
        ("q=a&conversation=abc", "invalid_parameter"),
        ("q=a&conversation=0", "invalid_parameter"),
        ("q=a&limit=0", "invalid_parameter"),
        ("q=a&limit=101", "invalid_parameter"),
        ("q=a&q=b", "invalid_body"),
    ] {
        let answer = ana.gets(&format!("{SEARCH}?{query}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, code), "{query}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{query}");
    }
}

#[tokio::test]
async fn pages_show_hits_without_scripts() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let panel = ana.gets("/conversations?q=jos%C3%A9").await;
    assert!(panel.text.contains("<mark>José<"), "{}", panel.text);
    assert!(panel.text.contains("href=\"/conversations/2?around=2\""), "{}", panel.text);
    let within = ana.gets("/conversations/1?find=manana").await;
    assert!(within.text.contains("<mark>mañana<"), "{}", within.text);
    assert!(within.text.contains("href=\"/conversations/1?around=1\""), "{}", within.text);
    let stranger = ana.gets("/conversations/3?find=privado").await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(!stranger.text.contains("Privado entre"), "{}", stranger.text);
}
