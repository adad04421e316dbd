//! The data set: readers who each have 50 conversations, one of them with 50 messages; and pairs who write to each other.

use serde_json::{Value, json};

use crate::dataset::{self, PASSWORD};

/// Readers at once. Pages of one reader are rendered one after the other.
pub(super) const READERS: u32 = 8;

/// Conversations of a reader, and messages of the first of them.
pub(super) const CONVERSATIONS: u32 = 50;
pub(super) const MESSAGES: u32 = 50;

/// Conversations of two people each who write.
pub(super) const PAIRS: u32 = 500;

/// Sentences as people write them, of 17 to 137 characters.
const SENTENCES: [&str; 5] = [
    "Hola, buenos días",
    "¿Podría venir mañana por la tarde? El grifo de la cocina vuelve a gotear.",
    "Sí, entre las cinco y las seis estoy por el barrio. ¿Le va bien? 👍",
    "El presupuesto es de 180 € con los materiales: https://example.com/presupuesto/2026/1184",
    "Perfecto. La dirección es calle Mayor 14, segundo izquierda; el timbre no funciona, así que llame por favor al llegar, y dejo el portal abierto.",
];

/// A word of some messages: a result of a search for it must contain it.
pub(super) const SEARCHED: &str = "presupuesto";

/// Members of the conversation with many members: the first of each of so many pairs.
pub(super) const GROUP: u32 = 26;

pub(super) const GROUP_CONVERSATION: u32 = PAIRS + READERS * CONVERSATIONS + 1;

/// The last message of the first conversation of a reader: a page without it is wrong.
pub(super) const LAST: &str = "Hasta luego, y gracias por todo.";

/// Returns the user name of reader `n`, from 1.
pub(super) fn reader(n: u32) -> String {
    format!("reader_{n}")
}

/// Returns the id of the conversation of reader `n` that has many messages.
pub(super) const fn conversation(n: u32) -> u32 {
    PAIRS + (n - 1) * CONVERSATIONS + 1
}

pub(super) fn json() -> Value {
    let mut all = dataset::json(PAIRS);
    let first_partner = 2 * PAIRS + READERS;
    let user = |id: u32, username: String, first: &str, last: String| json!({"id": id, "username": username, "first_name": first, "last_name": last, "email": null});
    let mut add = |name: &str, values: Vec<Value>| {
        if let Some(list) = all[name].as_array_mut() {
            list.extend(values);
        }
    };
    let readers = || 1..=READERS;
    let partners = || 1..=CONVERSATIONS;
    add("users", readers().map(|n| user(2 * PAIRS + n, reader(n), "Lucía", format!("Romero {n}"))).collect());
    add(
        "users",
        partners().map(|n| user(first_partner + n, format!("partner_{n}"), "Andrés", format!("Vidal {n}"))).collect(),
    );
    add("customers", readers().map(|n| json!({"id_customer": 2 * PAIRS + n, "user": 2 * PAIRS + n})).collect());
    add(
        "providers",
        partners().map(|n| json!({"id_provider": first_partner + n, "user": first_partner + n})).collect(),
    );
    let members: Vec<_> = (1..=GROUP).map(|n| 2 * n - 1).collect();
    add(
        "conversations",
        vec![json!({"id": GROUP_CONVERSATION, "participans": members, "created_at": "2026-01-01T00:00:00Z"})],
    );
    let mut messages = Vec::new();
    for n in readers() {
        for partner in partners() {
            let (id, me, other) = (conversation(n) + partner - 1, 2 * PAIRS + n, first_partner + partner);
            add(
                "conversations",
                vec![json!({"id": id, "participans": [me, other], "created_at": "2026-01-01T00:00:00Z"})],
            );
            let count = if partner == 1 { MESSAGES } else { 1 };
            for message in 1..=count {
                let content = if message == count { LAST } else { SENTENCES[(message as usize + 1) % SENTENCES.len()] };
                let sender = if message % 3 == 0 { me } else { other };
                // The conversation with many messages is the newest.
                let day = if partner == 1 { 2 } else { 1 };
                messages.push(json!({
                    "id": messages.len() + 1, "conversation": id, "sender": sender, "content": content, "is_read": true,
                    "created_at": format!("2026-02-{day:02}T{:02}:{:02}:00Z", partner % 24, message),
                }));
            }
        }
    }
    all["messages"] = messages.into();
    all["password"] = PASSWORD.into();
    all
}
