//! What a page knows of its reader. The server makes it from the request; it travels with the
//! page, so that the browser starts from the very same values.

use std::collections::BTreeMap;

use charla::{ChatError, Timestamp, User};
use serde::{Deserialize, Serialize};

use crate::i18n::Locale;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub me: Option<User>,
    pub locale: Locale,
    /// Minutes east of UTC, from the cookie `utc_offset` that the browser sets; 0 before.
    pub utc_offset: i32,
    /// When the page was made: what is "today" on it.
    pub now: Timestamp,
    /// The form that led here was refused: it is shown again as it was filled in.
    pub rejected: Option<Rejected>,
}

/// A form that was refused, without its passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    pub fields: BTreeMap<String, String>,
    pub error: ChatError,
}

impl Rejected {
    /// What was typed into this field; empty where nothing was.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }
}
