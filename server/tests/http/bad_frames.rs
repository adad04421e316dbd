//! Bad frames are answered with a frame that says what is wrong. The socket stays open, or closes with a reason.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::{bad_input::deep, marketplace::Marketplace};

#[tokio::test]
async fn invalid_frames_are_refused_and_the_socket_stays_open() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let id = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";
    let mut socket = ana.opens_socket().await;
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
        socket.sends_frame(Message::text(frame)).await;
        let answer = socket.receives().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{place}: {answer}");
        assert_eq!(answer["client_id"] == id, told, "{place}: the sender learns which send it was");
    }
    socket.sends_frame(Message::binary(vec![0, 159, 146, 150])).await;
    assert_eq!(socket.receives().await["code"], "invalid_body");
    socket.sends(json!({"type": "resume", "cursors": vec![json!({"conversation": 1, "seq": 1}); 101]})).await;
    assert_eq!(socket.receives().await["code"], "invalid_parameter");
    socket.sends(json!({"type": "send", "conversation": 1, "content": "sigo aquí", "client_id": id})).await;
    assert_eq!(socket.receives_event("ack").await["message"]["content"], "sigo aquí");
}

#[tokio::test]
async fn invalid_frames_are_refused_on_the_original_socket_too() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.opens_chat_socket(1).await;
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
        socket.sends_frame(Message::text(frame)).await;
        let answer = socket.receives().await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{frame}: {answer}");
        assert!(answer["detail"].is_string());
    }
    socket.sends(json!({"message": "sigo aquí"})).await;
    assert_eq!(socket.receives().await["message"], "sigo aquí");
}

#[tokio::test]
async fn a_frame_over_the_size_limit_closes_the_socket_with_a_reason() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut socket = ana.opens_socket().await;
    socket.offers(Message::text("x".repeat(200_000))).await;
    assert_eq!(socket.receives().await["code"], "too_large");
    assert_eq!(socket.closes().await, 1009);

    let mut other = ana.opens_socket().await;
    other.sends(json!({"type": "resume", "cursors": []})).await;
    assert_eq!(other.receives().await["type"], "resumed", "the server goes on");
}

/// Frames that no WebSocket library would send.
#[tokio::test]
async fn bytes_that_break_the_protocol_close_the_socket_with_a_reason() {
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
        let mut stream = ana.opens_socket().await.into_stream();
        stream.write_all(&bytes).await.expect("an open connection");
        let mut heard = Vec::new();
        // The server closes its side. A reset after the close frame is acceptable.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), stream.read_to_end(&mut heard)).await;
        let said = heard.windows(2).any(|pair| pair == code.to_be_bytes());
        assert!(said, "{what}: {:?}", String::from_utf8_lossy(&heard));
    }
}
