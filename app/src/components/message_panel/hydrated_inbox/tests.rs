use serde_json::{Value, json};

use super::*;

fn user(id: i64) -> Value {
    json!({"id": id, "username": format!("user{id}"), "first_name": "Ana \"A\"", "last_name": "<b>"})
}

fn message(sender: i64, more: &Value) -> Value {
    let mut message = json!({
        "id": 70, "conversation": 5, "sender": sender, "sender_username": format!("user{sender}"),
        "sender_first_name": "Ana \"A\"", "sender_last_name": "<b>", "content": "hola", "is_read": true,
        "created_at": "2026-03-02T10:00:00.000001Z", "seq": 3,
    });
    if let (Some(message), Some(more)) = (message.as_object_mut(), more.as_object()) {
        message.extend(more.clone());
    }
    message
}

fn conversation(participants: &[i64], more: &Value) -> Value {
    let mut conversation = json!({
        "id": 5, "participans": participants.iter().map(|id| user(*id)).collect::<Vec<_>>(),
        "created_at": "2026-03-01T08:00:00Z", "last_message": null, "unread_count": 0,
        "read_cursors": participants.iter().map(|id| json!({"user": id, "read_seq": id})).collect::<Vec<_>>(),
    });
    if let (Some(conversation), Some(more)) = (conversation.as_object_mut(), more.as_object()) {
        conversation.extend(more.clone());
    }
    conversation
}

fn page(conversations: &[Value]) -> InboxPage {
    let page = json!({
        "conversations": conversations, "next": {"activity_at": "2026-03-01T08:00:00Z", "conversation": 5},
        "stats": {"total_conversations": 9, "unread_messages": 4},
    });
    serde_json::from_value(page).expect("a page")
}

#[test]
fn a_page_is_the_same_after_hydration() {
    let messages = [
        Value::Null,
        message(1, &json!({"client_id": "0190a8a4-7c2e-7c3a-9f00-000000000001"})),
        message(2, &json!({})),
        message(2, &json!({"sender_first_name": "a name from before"})),
        message(9, &json!({})),
        message(2, &json!({"content": "", "deleted_at": "2026-03-02T10:01:00Z", "revision": 2})),
        message(2, &json!({"edited_at": "2026-03-02T10:01:00Z", "reactions": [{"emoji": "👍", "users": [1]}]})),
        message(2, &json!({"reply_to": {"seq": 1, "sender": 1, "sender_name": "Ana", "excerpt": "eh"}})),
    ];
    let mut conversations = Vec::new();
    for last_message in messages {
        for participants in [&[1, 2][..], &[1, 2, 3], &[1]] {
            conversations.push(conversation(participants, &json!({"last_message": last_message})));
        }
    }
    conversations.push(conversation(
        &[1, 2],
        &json!({
            "unread_count": 7, "revision": 4,
            "roles": [{"user": 1, "role": "provider"}, {"user": 2, "role": "customer"}, {"user": 2, "role": "provider"}],
            "last_seen": [{"user": 2, "at": "2026-03-02T09:00:00Z"}],
            "standing": {"is_archived": true, "is_muted": true, "is_marked_unread": true, "archived_seq": 3, "revision": 2},
        }),
    ));
    let page = HydratedInbox(page(&conversations));
    let data = serde_json::to_string(&page).expect("data");
    assert_eq!(serde_json::from_str::<HydratedInbox>(&data).expect("a page"), page);
}

#[test]
fn names_are_there_once() {
    let last_message = message(2, &json!({}));
    let conversations = vec![conversation(&[1, 2], &json!({"last_message": last_message})); 50];
    let page = HydratedInbox(page(&conversations));
    let data = serde_json::to_string(&page).expect("data");
    assert_eq!(data.matches("user2").count(), 1);
    assert!(3 * data.len() < serde_json::to_string(&page.0).expect("data").len(), "{data}");
}

#[test]
fn a_user_who_is_not_among_the_people_is_refused() {
    let page = HydratedInbox(page(&[conversation(&[1, 2], &json!({}))]));
    let mut data = serde_json::to_value(&page).expect("data");
    data["people"] = json!([]);
    assert!(serde_json::from_value::<HydratedInbox>(data).is_err());
}
