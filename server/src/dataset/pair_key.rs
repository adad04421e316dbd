//! Values of the column `conversations.pair_key`.

/// Returns the unique key of a direct conversation. It does not depend on the order of the two users.
pub fn pair_key(one: i64, other: i64) -> String {
    format!("{}:{}", one.min(other), one.max(other))
}
