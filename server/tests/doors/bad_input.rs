//! Whatever comes in is answered: with the right status and a body that says what is wrong, never
//! with a fault, and a socket stays open.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    actor::{Actor, Answer},
    marketplace::Marketplace,
};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MESSAGES: &str = "/api/conversations/1/messages/";
const CONVERSATIONS: &str = "/api/conversations/";

/// Media type, body, status, code.
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

fn deep() -> String {
    format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))
}

#[tokio::test]
async fn bodies_that_cannot_be_a_message() {
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
async fn participants_that_there_cannot_be() {
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
async fn numbers_and_texts_of_the_address_that_cannot_be() {
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
async fn other_methods_and_addresses_are_answered_in_the_same_shape_and_in_the_readers_language() {
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
async fn arguments_of_server_functions_that_cannot_be() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (kind, body) in [(FORM, "id=abc".to_owned()), (FORM, String::new()), (JSON, "{}".into()), (FORM, deep())] {
        let answer = posts(&ana, "/fn/mark_read", &(kind, body, 0, "")).await;
        is_refused("mark_read", &answer, 400, "invalid_body");
    }
    let large = "x".repeat(60_000);
    is_refused("large", &posts(&ana, "/fn/send", &(FORM, large, 0, "")).await, 413, "too_large");
}

#[tokio::test]
async fn frames_that_cannot_be_are_refused_one_by_one_and_the_socket_stays_open() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let id = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";
    let mut socket = ana.listens().await;
    for (frame, code) in [
        ("{".to_owned(), "invalid_body"),
        (String::new(), "invalid_body"),
        ("[]".into(), "invalid_body"),
        (r#"{"type": "dance"}"#.into(), "invalid_body"),
        (r#"{"type": "send"}"#.into(), "invalid_body"),
        (r#"{"type": "send", "conversation": "1", "content": "a", "client_id": 1}"#.into(), "invalid_body"),
        (r#"{"type": "read", "conversation": 1, "up_to": "x"}"#.into(), "invalid_body"),
        (r#"{"type": "read", "conversation": 1, "type": "read", "up_to": 1}"#.into(), "invalid_body"),
        (deep(), "invalid_body"),
        (r#"{"type": "read", "conversation": 3, "up_to": 1}"#.into(), "conversation_not_found"),
        (r#"{"type": "read", "conversation": 9999999999, "up_to": 1}"#.into(), "conversation_not_found"),
        (json!({"type": "send", "conversation": 1, "content": " ", "client_id": id}).to_string(), "content_empty"),
        (
            json!({"type": "send", "conversation": 3, "content": "a", "client_id": id}).to_string(),
            "conversation_not_found",
        ),
        (
            json!({"type": "send", "conversation": 1, "content": "a\0", "client_id": id}).to_string(),
            "content_control_character",
        ),
        ("x".repeat(60_000), "too_large"),
    ] {
        let place: String = frame.chars().take(80).collect();
        let told = frame.contains(id);
        socket.says_raw(Message::text(frame)).await;
        let answer = socket.hears().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{place}: {answer}");
        assert_eq!(answer["client_id"] == id, told, "{place}: the sender learns which send it was");
    }
    socket.says_raw(Message::binary(vec![0, 159, 146, 150])).await;
    assert_eq!(socket.hears().await["code"], "invalid_body");
    socket.says(json!({"type": "resume", "cursors": vec![json!({"conversation": 1, "seq": 1}); 101]})).await;
    assert_eq!(socket.hears().await["code"], "invalid_parameter");
    socket.says(json!({"type": "send", "conversation": 1, "content": "sigo aquí", "client_id": id})).await;
    assert_eq!(socket.hears_of("ack").await["message"]["content"], "sigo aquí");
}

#[tokio::test]
async fn the_origins_socket_refuses_likewise() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.joins(1).await;
    for (frame, code) in [
        ("{", "invalid_body"),
        ("7", "invalid_body"),
        (r#"["hola"]"#, "invalid_body"),
        ("{}", "invalid_body"),
        (r#"{"message": null}"#, "invalid_body"),
        (r#"{"message": ""}"#, "content_empty"),
        (r#"{"message": {"$gt": ""}}"#, "invalid_body"),
        (r#"{"message": "a", "message": "b"}"#, "invalid_body"),
    ] {
        socket.says_raw(Message::text(frame)).await;
        let answer = socket.hears().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{frame}: {answer}");
        assert!(answer["detail"].is_string());
    }
    socket.says(json!({"message": "sigo aquí"})).await;
    assert_eq!(socket.hears().await["message"], "sigo aquí");
}

#[tokio::test]
async fn a_frame_beyond_all_bounds_ends_its_socket_with_a_reason() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.listens().await;
    socket.offers(Message::text("x".repeat(200_000))).await;
    assert_eq!(socket.hears().await["code"], "too_large");
    assert_eq!(socket.closes().await, 1009);

    let mut other = ana.listens().await;
    other.says(json!({"type": "resume", "cursors": []})).await;
    assert_eq!(other.hears().await["type"], "resumed", "the server goes on");
}

/// Frames that no library would send.
#[tokio::test]
async fn bytes_that_break_the_protocol_end_their_socket_with_a_reason() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let masked = |first: u8, payload: &[u8]| {
        let mut frame = vec![first, 0x80 | u8::try_from(payload.len()).expect("short"), 0, 0, 0, 0];
        frame.extend_from_slice(payload);
        frame
    };
    for (what, bytes, code) in [
        ("unmasked", vec![0x81, 0x01, b'a'], 1002_u16),
        ("a reserved bit", masked(0xc1, b"a"), 1002),
        ("an unknown opcode", masked(0x83, b"a"), 1002),
        ("a continuation of nothing", masked(0x80, b"a"), 1002),
        ("a fragmented ping", masked(0x09, b"a"), 1002),
        ("a ping of 126 bytes", [vec![0x89, 0xfe, 0, 126, 0, 0, 0, 0], vec![b'a'; 126]].concat(), 1002),
        ("no UTF-8", masked(0x81, b"\xff\xfe"), 1007),
        ("2^63 bytes to come", vec![0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009),
    ] {
        let mut stream = ana.listens().await.into_stream();
        stream.write_all(&bytes).await.expect("an open connection");
        let mut heard = Vec::new();
        // The server closes its side; a reset after the farewell is as good.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), stream.read_to_end(&mut heard)).await;
        let said = heard.windows(2).any(|pair| pair == code.to_be_bytes());
        assert!(said, "{what}: {:?}", String::from_utf8_lossy(&heard));
    }
}
