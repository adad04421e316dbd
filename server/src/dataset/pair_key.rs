//! What the column `conversations.pair_key` holds.

/// What is unique of a direct conversation, whoever of the two opens it.
#[must_use]
pub fn pair_key(one: i64, other: i64) -> String {
    format!("{}:{}", one.min(other), one.max(other))
}
