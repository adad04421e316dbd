use super::*;
use crate::MessageId;

fn message() -> Message {
    Message {
        client_id: Some(ClientId::generate()),
        edited_at: Some(Timestamp::from_millis(1_000)),
        revision: Revision(2),
        ..Message::plain(MessageId(1), ConversationId(7), Seq(3), UserId(1), "hola")
    }
}

fn conversation() -> Conversation {
    let json = r#"{"id": 7, "participans": [], "created_at": "2024-01-01T00:00:00Z", "last_message": null,
        "unread_count": 0, "read_cursors": [{"user": 1, "read_seq": 2}]}"#;
    serde_json::from_str(json).expect("a conversation")
}

/// Every event, with and without its optional fields.
fn events() -> Vec<ServerEvent> {
    let (conversation_id, user) = (ConversationId(7), UserId(1));
    let at = Some(Timestamp::from_millis(1_500));
    let client_id = ClientId::generate();
    let unread = Unread { count: 2, last_seq: Seq(9), revision: Revision(1) };
    let stats = Stats { total_conversations: 3, unread_messages: 2 };
    let refused = |client_id, retry_after| ServerEvent::Error {
        code: "overloaded".into(),
        detail: "Demasiado".into(),
        client_id,
        retry_after,
    };
    vec![
        ServerEvent::Ready { user, at: None },
        ServerEvent::Ready { user, at },
        ServerEvent::Ack { client_id, message: message() },
        ServerEvent::Message { message: message() },
        ServerEvent::Changed { message: message(), after: Revision(1) },
        ServerEvent::Read { conversation: conversation_id, user, read_seq: Seq(3), unread: None },
        ServerEvent::Read { conversation: conversation_id, user, read_seq: Seq(3), unread: Some(unread) },
        ServerEvent::SettingsChanged { conversation: conversation_id, settings: ConversationSettings::default() },
        ServerEvent::Conversation { conversation: conversation() },
        ServerEvent::Resync { conversation: conversation_id },
        ServerEvent::Resumed { stats },
        ServerEvent::Present { users: vec![user, UserId(4)] },
        ServerEvent::Presence { user, is_online: true, last_seen: None },
        ServerEvent::Presence { user, is_online: false, last_seen: at },
        ServerEvent::Typing { conversation: conversation_id, user },
        ServerEvent::Pong,
        ServerEvent::Reconnect { after_millis: 20 },
        refused(None, None),
        refused(Some(client_id), Some(3)),
    ]
}

#[test]
fn the_client_reads_every_event_as_the_server_sent_it() {
    for event in events() {
        let json = serde_json::to_string(&event).expect("JSON");
        assert_eq!(serde_json::from_str::<ServerEvent>(&json).ok(), Some(event), "{json}");
    }
}

#[test]
fn the_client_ignores_unknown_fields_of_a_later_server() {
    let json = r#"{"type": "pong", "conversation": 7, "of_a_later_server": [1]}"#;
    assert_eq!(serde_json::from_str::<ServerEvent>(json).ok(), Some(ServerEvent::Pong));
}

#[test]
fn the_client_reads_no_event_that_it_does_not_know_or_that_lacks_a_field() {
    for json in [
        r#"{"type": "of_a_later_server"}"#,
        r#"{"conversation": 7}"#,
        r#"{"type": "typing", "user": 1}"#,
        r#"{"type": "typing", "user": 1, "conversation": {}}"#,
        r#"{"type": "conversation", "conversation": 7}"#,
        r#"{"type": "present", "users": null}"#,
        r#"{"type": "resync", "conversation": "7"}"#,
    ] {
        assert!(serde_json::from_str::<ServerEvent>(json).is_err(), "{json}");
    }
}
