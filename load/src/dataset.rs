//! Users for load tests: a customer and a provider for each conversation.

use std::io::{Write, stdout};

use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "charla-load";

/// Characters of an imported message.
const HISTORY_LENGTH: usize = 200;

/// Returns the user name of the customer of conversation `n`, from 1.
pub(crate) fn customer(n: u32) -> String {
    format!("load_customer_{n}")
}

pub(crate) fn provider(n: u32) -> String {
    format!("load_provider_{n}")
}

pub(crate) fn write(conversations: u32) -> Result<(), String> {
    writeln!(stdout(), "{}", json(conversations)).map_err(|error| error.to_string())
}

pub(crate) fn json(conversations: u32) -> Value {
    with_history(conversations, 0)
}

/// Returns a data set with one more conversation, which has this many messages.
pub(crate) fn with_history(conversations: u32, messages: u32) -> Value {
    let (busy, conversations) = (conversations + 1, conversations + u32::from(messages > 0));
    let content = "x".repeat(HISTORY_LENGTH);
    let message = |id: u32| json!({"id": id, "conversation": busy, "sender": 2 * busy - 1, "content": content, "is_read": true, "created_at": "2026-01-01T00:00:00Z"});
    let user = |id: u32, username: String| json!({"id": id, "username": username, "first_name": "Load", "last_name": id.to_string(), "email": null});
    let numbers = || 1..=conversations;
    let users: Vec<_> = numbers().flat_map(|n| [user(2 * n - 1, customer(n)), user(2 * n, provider(n))]).collect();
    json!({
        "password": PASSWORD,
        "users": users,
        "customers": numbers().map(|n| json!({"id_customer": 2 * n - 1, "user": 2 * n - 1})).collect::<Vec<_>>(),
        "providers": numbers().map(|n| json!({"id_provider": 2 * n, "user": 2 * n})).collect::<Vec<_>>(),
        "conversations": numbers()
            .map(|n| json!({"id": n, "participans": [2 * n - 1, 2 * n], "created_at": "2026-01-01T00:00:00Z"}))
            .collect::<Vec<_>>(),
        "messages": (1..=messages).map(message).collect::<Vec<_>>(),
    })
}
