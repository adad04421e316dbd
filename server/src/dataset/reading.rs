//! Parses a file into rows. Each row is parsed by itself, so that one bad row does not hide the next.

use charla::Timestamp;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::{ConversationRow, Dataset, MessageRow, RowName, encoding, encoding::EncodingError, moment};

#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The error names the line, and what was expected there.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

#[derive(Debug, Deserialize)]
struct Lists {
    #[serde(default, deserialize_with = "null_as_empty")]
    password: String,
    users: Vec<Value>,
    customers: Vec<Value>,
    providers: Vec<Value>,
    conversations: Vec<Value>,
    messages: Vec<Value>,
}

impl Dataset {
    /// Parses a file. Rows with times later than `now` are bad, except for a tolerance of a day.
    ///
    /// # Errors
    /// If the file is not JSON with the five lists of rows. Bad rows are no error: they are in `bad`.
    pub fn read(bytes: &[u8], now: Timestamp) -> Result<Self, ReadingError> {
        let lists: Lists = serde_json::from_str(&encoding::decode(bytes)?)?;
        let mut dataset = Self { password: lists.password, ..Self::default() };
        let conversation = |row: &ConversationRow| moment::check(row.created_at, now);
        let message = |row: &MessageRow| moment::check(row.created_at, now);
        dataset.users = dataset.rows("users", "id", lists.users, |_| Ok(()));
        dataset.customers = dataset.rows("customers", "id_customer", lists.customers, |_| Ok(()));
        dataset.providers = dataset.rows("providers", "id_provider", lists.providers, |_| Ok(()));
        dataset.conversations = dataset.rows("conversations", "id", lists.conversations, conversation);
        dataset.messages = dataset.rows("messages", "id", lists.messages, message);
        Ok(dataset)
    }

    fn rows<T: DeserializeOwned>(
        &mut self,
        list: &'static str,
        id: &str,
        rows: Vec<Value>,
        check: impl Fn(&T) -> Result<(), String>,
    ) -> Vec<T> {
        let (mut good, mut places) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (place, row) in rows.into_iter().enumerate() {
            let name = match row.get(id) {
                Some(Value::String(id)) => RowName::new(list, place, id.escape_debug()),
                Some(id) => RowName::new(list, place, id),
                None => RowName::new(list, place, "missing"),
            };
            let read = serde_json::from_value::<T>(row).map_err(|error| error.to_string());
            match read.and_then(|row| check(&row).map(|()| row)) {
                Ok(row) => {
                    good.push(row);
                    places.push(place);
                }
                Err(reason) => self.bad.add(&name, reason),
            }
        }
        self.places.insert(list, places);
        good
    }
}

pub(super) fn null_as_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(users: &str, messages: &str) -> Dataset {
        let json = format!(
            r#"{{"password": "secreto123", "users": [{users}], "customers": [], "providers": [],
                "conversations": [], "messages": [{messages}]}}"#
        );
        let now = "2026-03-01T10:00:00Z".parse().expect("a time");
        Dataset::read(json.as_bytes(), now).expect("lists of rows")
    }

    #[test]
    fn bad_rows_are_named_by_their_positions() {
        let message = r#"{"id": 3, "conversation": 1, "sender": 1, "content": "a", "is_read": true, "created_at":"#;
        let dataset = read(
            r#"{"id": 1}, {"id": 2, "username": "ana", "first_name": null}, 7, {"id": "x", "username": "b"}"#,
            &format!(r#"{message} 0}}, {message} "2099-01-01T00:00:00Z"}}, {message} "2026-01-01T00:00:00Z"}}"#),
        );
        let said: Vec<_> = dataset.bad.sorted().into_iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "users[0] (id 1): missing field `username`",
                "users[2] (id missing): invalid type: integer `7`, expected struct UserRow",
                "users[3] (id x): invalid type: string \"x\", expected i64",
                "messages[0] (id 3): created_at is 1970-01-01T00:00:00Z, before the year 2000",
                "messages[1] (id 3): created_at is 2099-01-01T00:00:00Z, which is still to come",
            ]
        );
        assert_eq!((dataset.users.len(), dataset.users[0].first_name.as_str()), (1, ""));
        assert_eq!(dataset.row_name("users", 0, 2).to_string(), "users[1] (id 2)");
        assert_eq!(dataset.row_name("messages", 0, 3).to_string(), "messages[2] (id 3)");
    }

    #[test]
    fn a_file_without_lists_is_no_data_set() {
        for bytes in [&b""[..], b"{}", b"[]", b"{\"users\": 1}", b"\xff\xfe"] {
            assert!(Dataset::read(bytes, Timestamp::from_micros(0)).is_err(), "{bytes:?}");
        }
    }
}
