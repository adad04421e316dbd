//! The initial rows of the database: pairs of users who write to each other, as in [`crate::dataset`], and the abusive
//! users with their messages.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use serde_json::json;

use crate::dataset::{PASSWORD, customer, provider};

/// Pairs of normal users, who have conversations 1 to this.
pub(super) const PAIRS: u32 = 20;

/// Abusive users, in pairs, too. Their conversations follow.
pub(super) const ABUSERS: u32 = 20;

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marketplace {
    /// Users without conversations.
    pub(super) crowd: u32,
    /// Messages in the conversation of the first two abusive users.
    pub(super) messages: u32,
    /// Each message is this text, repeated `times`.
    pub(super) text: &'static str,
    pub(super) times: usize,
}

/// Returns the user name of the `n`-th abusive user, from 0.
pub(super) fn abuser(n: u32) -> String {
    if n.is_multiple_of(2) { customer(PAIRS + 1 + n / 2) } else { provider(PAIRS + 1 + n / 2) }
}

/// Returns the conversation of the `n`-th abusive user.
pub(super) const fn conversation_of(n: u32) -> u32 {
    PAIRS + 1 + n / 2
}

impl Marketplace {
    pub(super) fn write_file(self, path: &Path) -> Result<(), String> {
        self.write(path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Writes row by row, since there may be many.
    fn write(self, path: &Path) -> std::io::Result<()> {
        let pairs = PAIRS + ABUSERS / 2;
        let mut file = BufWriter::new(File::create(path)?);
        let user = |id: u32, username: String| json!({"id": id, "username": username, "first_name": "Load", "last_name": id.to_string(), "email": null});
        let known = (1..=pairs).flat_map(|n| [user(2 * n - 1, customer(n)), user(2 * n, provider(n))]);
        let crowd = (1..=self.crowd).map(|n| user(2 * pairs + n, format!("somebody_{n}")));
        write!(file, r#"{{"password": "{PASSWORD}", "users": "#)?;
        list(&mut file, known.chain(crowd))?;
        write!(file, r#", "customers": "#)?;
        let customers = (1..=pairs).map(|n| 2 * n - 1).chain((1..=self.crowd).map(|n| 2 * pairs + n));
        list(&mut file, customers.map(|id| json!({"id_customer": id, "user": id})))?;
        write!(file, r#", "providers": "#)?;
        list(&mut file, (1..=pairs).map(|n| json!({"id_provider": 2 * n, "user": 2 * n})))?;
        write!(file, r#", "conversations": "#)?;
        let conversation =
            |n| json!({"id": n, "participans": [2 * n - 1, 2 * n], "created_at": "2026-01-01T00:00:00Z"});
        list(&mut file, (1..=pairs).map(conversation))?;
        write!(file, r#", "messages": "#)?;
        let (place, content) = (PAIRS + 1, self.text.repeat(self.times));
        let message = |id: u32| json!({"id": id, "conversation": place, "sender": 2 * place - 1, "content": content, "is_read": true, "created_at": "2026-01-01T00:00:00Z"});
        list(&mut file, (1..=self.messages).map(message))?;
        write!(file, "}}")?;
        file.flush()
    }
}

fn list(file: &mut impl Write, rows: impl Iterator<Item = serde_json::Value>) -> std::io::Result<()> {
    write!(file, "[")?;
    for (place, row) in rows.enumerate() {
        write!(file, "{}{row}", if place == 0 { "" } else { "," })?;
    }
    write!(file, "]")
}
