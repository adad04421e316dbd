//! Compares an answer with the recorded one. An answer may have more fields, and may lack the `email` of other users.
//! Ids that were assigned during the run only have to be consistent.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Highest ids of the data set. Higher ids were assigned during the run.
const LAST_CONVERSATION: i64 = 6;
const LAST_MESSAGE: i64 = 15;

/// Maps recorded ids to those of this run.
#[derive(Debug, Default)]
pub struct Matching {
    made: HashMap<(&'static str, i64), i64>,
}

impl Matching {
    /// Compares two values.
    ///
    /// # Panics
    /// If they differ. The message has the path.
    pub fn check(&mut self, place: &str, recorded: &Value, actual: &Value, unordered: &[String]) {
        match (recorded, actual) {
            (Value::Object(recorded), Value::Object(actual)) => {
                for (key, value) in recorded {
                    if key == "email" && !actual.contains_key("email") {
                        continue;
                    }
                    let inner = format!("{place}.{key}");
                    let found = actual.get(key).unwrap_or_else(|| panic!("{inner} is missing in {actual:?}"));
                    match kind(key, recorded) {
                        Some(kind) => self.check_id(&inner, kind, value, found),
                        None => self.check(&inner, value, found, unordered),
                    }
                }
            }
            (Value::Array(recorded), Value::Array(actual)) => {
                assert_eq!(recorded.len(), actual.len(), "{place}: {actual:?}");
                let by_id = unordered.iter().any(|path| path == place);
                let (recorded, actual) = (sorted(recorded, by_id), sorted(actual, by_id));
                for (recorded, actual) in recorded.into_iter().zip(actual) {
                    self.check(place, recorded, actual, unordered);
                }
            }
            (Value::String(recorded), Value::String(actual)) if recorded.starts_with("<now:") => {
                let suffix = recorded.trim_start_matches("<now:").trim_end_matches('>');
                assert!(actual.ends_with(suffix) && actual.starts_with("20"), "{place}: {actual}");
            }
            _ => assert_eq!(actual, recorded, "{place}"),
        }
    }

    fn check_id(&mut self, place: &str, kind: &'static str, recorded: &Value, actual: &Value) {
        let last = if kind == "conversation" { LAST_CONVERSATION } else { LAST_MESSAGE };
        match (recorded.as_i64(), actual.as_i64()) {
            (Some(recorded), Some(actual)) if recorded > last => {
                let expected = *self.made.entry((kind, recorded)).or_insert(actual);
                assert_eq!(actual, expected, "{place}: another one than before");
            }
            _ => assert_eq!(actual, recorded, "{place}"),
        }
    }
}

/// Returns the kind of ids under this key. Ids of users are always those of the data set.
fn kind(key: &str, of: &Map<String, Value>) -> Option<&'static str> {
    match key {
        "conversation" => Some("conversation"),
        "id" if of.contains_key("participans") => Some("conversation"),
        "id" if of.contains_key("sender_username") => Some("message"),
        "message_id" => Some("message"),
        _ => None,
    }
}

fn sorted(list: &[Value], by_id: bool) -> Vec<&Value> {
    let mut list: Vec<_> = list.iter().collect();
    if by_id {
        list.sort_by_key(|value| value["id"].as_i64());
    }
    list
}
