//! Bad requests are answered with the right status and a body that says what is wrong, never with an internal error.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::{
    actor::{Actor, Answer},
    marketplace::Marketplace,
};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MESSAGES: &str = "/api/conversations/1/messages/";
const CONVERSATIONS: &str = "/api/conversations/";

/// Media type, body, expected status and code.
type Case = (&'static str, String, u16, &'static str);

async fn posts(actor: &Actor, path: &str, (kind, body, ..): &Case) -> Answer {
    actor.sends_request(actor.request(Method::POST, path).header(CONTENT_TYPE, *kind).body(body.clone())).await
}

fn is_refused(place: &str, answer: &Answer, status: u16, code: &str) {
    let body = answer.json();
    assert_eq!(answer.status.as_u16(), status, "{place}: {}", answer.text);
    assert_eq!(body["code"], code, "{place}: {}", answer.text);
    assert!(body["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{place}: {}", answer.text);
}

/// Returns JSON that is nested too deeply for any parser.
pub fn deep() -> String {
    format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))
}

#[tokio::test]
async fn a_control_character_is_refused_with_its_position() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (text, character, position) in
        [("uno\u{b}dos", "U+000B", 4), (" ñ\0", "U+0000", 3), ("\u{1b}[31m", "U+001B", 1)]
    {
        let answer = ana.posts(MESSAGES, json!({ "content": text })).await;
        is_refused(text, &answer, 400, "content_control_character");
        let body = answer.json();
        assert_eq!((&body["character"], &body["position"]), (&json!(character), &json!(position)), "{}", answer.text);
        let detail = body["detail"].as_str().expect("a text");
        assert!(detail.contains(character) && detail.contains(&position.to_string()), "{detail}");
        let edited = ana.edits(1, 6, text).await;
        assert_eq!(edited.json()["position"], position, "{}", edited.text);
    }
}

#[tokio::test]
async fn invalid_message_bodies_are_refused() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let content = |content: &str| json!({ "content": content }).to_string();
    let cases: Vec<Case> = vec![
        (JSON, "{".into(), 400, "invalid_body"),
        (JSON, String::new(), 400, "invalid_body"),
        (JSON, "null".into(), 400, "invalid_body"),
        (JSON, "[]".into(), 400, "invalid_body"),
        (JSON, r#"["hola", null]"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": 5}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": ["hola"]}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": "a"} {"content": "b"}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": "a", "content": "b"}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": "\ud800"}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": "hola", "client_id": "no uuid"}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": "hola", "client_id": 7}"#.into(), 400, "invalid_body"),
        (JSON, format!(r#"{{"content": {}}}"#, deep()), 400, "invalid_body"),
        (JSON, r#"{"content": NaN}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"content": 1e400}"#.into(), 400, "invalid_body"),
        (JSON, "{}".into(), 400, "content_empty"),
        (JSON, content(""), 400, "content_empty"),
        (JSON, content(" \n\t "), 400, "content_empty"),
        (JSON, content("\u{200b}\u{200d}"), 400, "content_empty"),
        (JSON, content("a\0b"), 400, "content_control_character"),
        (JSON, content(&"ñ".repeat(4_001)), 400, "content_too_long"),
        (JSON, content(&"x".repeat(60_000)), 413, "too_large"),
        ("text/plain", content("hola"), 415, "unsupported_media_type"),
        (FORM, "content=hola".into(), 415, "unsupported_media_type"),
    ];
    for case in &cases {
        let answer = posts(&ana, MESSAGES, case).await;
        is_refused(&case.1.chars().take(60).collect::<String>(), &answer, case.2, case.3);
    }
    let raw = ana.request(Method::POST, MESSAGES).header(CONTENT_TYPE, JSON).body(b"{\"content\": \"\xff\"}".to_vec());
    is_refused("not UTF-8", &ana.sends_request(raw).await, 400, "invalid_body");
    assert_eq!(ana.reads(1).await.len(), 7, "none of them was stored");

    for fits in ["x".repeat(4_000), "👍".repeat(4_000), "<script>alert(1)</script>\u{202e}".into()] {
        assert_eq!(ana.sends(1, &fits).await["content"], fits.as_str());
    }
}

#[tokio::test]
async fn invalid_participants_are_refused() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let id = |id: Value| json!({ "participant_id": id }).to_string();
    let cases: Vec<Case> = vec![
        (JSON, "{}".into(), 400, "participant_required"),
        (JSON, id(Value::Null), 400, "participant_required"),
        (JSON, id(json!("")), 400, "participant_required"),
        (JSON, id(json!("  ")), 400, "participant_required"),
        (JSON, id(json!(0)), 400, "participant_required"),
        (JSON, id(json!(false)), 400, "participant_required"),
        (JSON, id(json!(true)), 400, "invalid_body"),
        (JSON, id(json!(1.5)), 400, "invalid_body"),
        (JSON, id(json!([102])), 400, "invalid_body"),
        (JSON, id(json!({"id": 102})), 400, "invalid_body"),
        (JSON, format!(r#"{{"participant_id": {}}}"#, deep()), 400, "invalid_body"),
        (JSON, r#"{"participant_id": 1e400}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"participant_id": 102, "participant_kind": "pirate"}"#.into(), 400, "invalid_body"),
        (JSON, r#"{"participant_id": 102, "participant_kind": "provider"}"#.into(), 404, "participant_not_found"),
        (JSON, id(json!(-1)), 404, "participant_not_found"),
        (JSON, id(json!(18_446_744_073_709_551_615_u64)), 404, "participant_not_found"),
        (JSON, id(json!("x".repeat(65))), 404, "participant_not_found"),
        (JSON, id(json!("a\0b")), 404, "participant_not_found"),
        (JSON, id(json!("102'; drop table users; --")), 404, "participant_not_found"),
        (JSON, id(json!(101)), 400, "participant_is_self"),
        ("text/plain", "102".into(), 415, "unsupported_media_type"),
    ];
    for case in &cases {
        is_refused(
            &case.1.chars().take(60).collect::<String>(),
            &posts(&ana, CONVERSATIONS, case).await,
            case.2,
            case.3,
        );
    }
}

#[tokio::test]
async fn invalid_query_parameters_and_ids_are_refused() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for query in [
        "page=0",
        "page=-1",
        "page=1.5",
        "page=abc",
        "page=99999999999999999999",
        "limit=0",
        "limit=abc",
        "limit=1000000",
        "limit=-5",
        "before=-1",
        "before=x",
        "after=9223372036854775808",
        "page=1%00",
    ] {
        let answer = ana.gets(&format!("{MESSAGES}?{query}")).await;
        is_refused(query, &answer, 400, "invalid_parameter");
    }
    is_refused("twice", &ana.gets(&format!("{MESSAGES}?page=1&page=2")).await, 400, "invalid_body");
    for query in
        ["page=0", "limit=0", "limit=501", "cursor=abc", "cursor=1", "cursor=a.b", "cursor=9223372036854775808.1"]
    {
        let answer = ana.gets(&format!("{CONVERSATIONS}?{query}")).await;
        is_refused(query, &answer, 400, "invalid_parameter");
    }
    let cursor = ana.gets(&format!("{CONVERSATIONS}?cursor=abc")).await;
    assert!(cursor.text.contains("como 1735689600000000.12"), "{}", cursor.text);
    for id in ["0", "-1", "abc", "1.0", "99999999999999999999", "1%00", "1;2"] {
        let answer = ana.gets(&format!("/api/conversations/{id}/messages/")).await;
        is_refused(id, &answer, 404, "conversation_not_found");
    }
    for query in ["q=%00", "q=%ff", "q=%25", "q=_", "q=", "", "q=%F0%9F%91%8D"] {
        let answer = ana.gets(&format!("/api/conversations/search/?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!([])), "{query}");
    }
    let beyond = ana.gets(&format!("{MESSAGES}?page=4294967295&limit=500")).await;
    assert_eq!((beyond.status.as_u16(), &beyond.json()["results"]), (200, &json!([])));
    for cursor in ["9223372036854775807.9223372036854775807", "-9223372036854775808.-1"] {
        let answer = ana.gets(&format!("{CONVERSATIONS}?cursor={cursor}")).await;
        assert!(answer.status.is_success(), "{cursor}: {}", answer.text);
    }
}

#[tokio::test]
async fn unknown_methods_and_paths_are_refused_in_the_language_of_the_reader() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (method, path, status, code) in [
        (Method::DELETE, CONVERSATIONS, 405, "method_not_allowed"),
        (Method::PUT, MESSAGES, 405, "method_not_allowed"),
        (Method::GET, "/api/auth/login/", 405, "method_not_allowed"),
        (Method::GET, "/fn/inbox", 405, "method_not_allowed"),
        (Method::GET, "/api/nothing", 404, "not_found"),
        (Method::POST, "/api", 404, "not_found"),
    ] {
        let answer = ana.sends_request(ana.request(method.clone(), path)).await;
        is_refused(path, &answer, status, code);
    }
    let spanish = ana.gets("/api/nothing").await;
    assert_eq!(spanish.json()["detail"], "No hay nada en esta dirección");
    let english = ana.sends_request(ana.request(Method::GET, "/api/nothing").header("accept-language", "en-GB")).await;
    assert_eq!(english.json()["detail"], "There is nothing at this address");
    assert!(!english.header("x-request-id").is_empty());
}

#[tokio::test]
async fn invalid_file_names_are_not_found() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    for path in ["/pkg/a%00.js", "/pkg/..%2f..%2fcharla.db", "/fonts/%2e%2e/x.woff2", "/pkg/x.js/y.js", "/hash.txt"] {
        assert_eq!(visitor.gets(path).await.status.as_u16(), 404, "{path}");
    }
    for folder in ["", "/pkg", "/fonts"] {
        let answer = visitor.gets(&format!("{folder}/{}.js", "x".repeat(5_000))).await;
        assert_eq!(answer.status.as_u16(), 404, "a long one in {folder:?}");
    }
}

#[tokio::test]
async fn invalid_arguments_of_server_functions_are_refused() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (kind, body) in [(FORM, "id=abc".to_owned()), (FORM, String::new()), (JSON, "{}".into()), (FORM, deep())] {
        let answer = posts(&ana, "/fn/mark_read", &(kind, body, 0, "")).await;
        is_refused("mark_read", &answer, 400, "invalid_body");
    }
    let large = "x".repeat(60_000);
    is_refused("large", &posts(&ana, "/fn/send", &(FORM, large, 0, "")).await, 413, "too_large");
}
