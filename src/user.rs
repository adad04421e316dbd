//! A user, as other users see them.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// In JSON: `{id, username, first_name, last_name, email?, must_change_password?}`. The last two are sent only to the
/// user themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The password is a shared initial one. Omitted from JSON if false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub must_change_password: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl User {
    /// Returns the first and last name, or the user name if both are empty.
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name, &self.username)
    }

    /// Returns the first name, or the display name if it is empty.
    pub fn short_name(&self) -> String {
        match self.first_name.trim() {
            "" => self.display_name(),
            first => first.to_owned(),
        }
    }
}

/// Returns the first and last name, or the user name if both are empty.
pub fn display_name(first_name: &str, last_name: &str, username: &str) -> String {
    let full = format!("{} {}", first_name.trim(), last_name.trim());
    match full.trim() {
        "" => username.to_owned(),
        name => name.to_owned(),
    }
}
