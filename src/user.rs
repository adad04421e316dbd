//! A person who signs in, as others see them.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// `{id, username, first_name, last_name, email?, must_change_password?}`; the last two only when users ask for
/// themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The password is one that others were given, too. Absent where it is not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub must_change_password: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl User {
    /// First and last name, or the user name where both are empty.
    #[must_use]
    pub fn display_name(&self) -> String {
        display_name(&self.first_name, &self.last_name, &self.username)
    }

    /// The first name, or all there is.
    #[must_use]
    pub fn short_name(&self) -> String {
        match self.first_name.trim() {
            "" => self.display_name(),
            first => first.to_owned(),
        }
    }
}

/// First and last name, or the user name where both are empty.
#[must_use]
pub fn display_name(first_name: &str, last_name: &str, username: &str) -> String {
    let full = format!("{} {}", first_name.trim(), last_name.trim());
    match full.trim() {
        "" => username.to_owned(),
        name => name.to_owned(),
    }
}
