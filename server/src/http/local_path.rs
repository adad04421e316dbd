//! Where a form may lead to: only within this site.

use std::{convert::Infallible, fmt, str::FromStr};

use charla::ConversationId;
use serde::Deserialize;

/// A path of ours, or the list of conversations where it is none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct LocalPath(String);

const MAX_BYTES: usize = 1_000;

impl LocalPath {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Browsers take `\` for `/`, drop tabs and line breaks, and read `//host` as another site:
    /// none of them may stand there.
    #[must_use]
    pub fn is_local(text: &str) -> bool {
        text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= MAX_BYTES
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    }

    /// The page to sign in at, which leads here.
    #[must_use]
    pub fn after_sign_in(&self) -> String {
        format!("/login?{}", serde_urlencoded::to_string([("next", &self.0)]).unwrap_or_default())
    }

    /// The page to choose a password at, which leads here.
    #[must_use]
    pub fn after_new_password(&self) -> String {
        format!("/new-password?{}", serde_urlencoded::to_string([("next", &self.0)]).unwrap_or_default())
    }

    /// It shows a conversation, wherever in it.
    #[must_use]
    pub fn is_conversation(&self) -> bool {
        let path = self.0.split('?').next().unwrap_or_default();
        !self.0.contains('#')
            && path.strip_prefix("/conversations/").is_some_and(|id| id.parse::<ConversationId>().is_ok())
    }
}

impl Default for LocalPath {
    fn default() -> Self {
        Self("/conversations".into())
    }
}

impl FromStr for LocalPath {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if Self::is_local(text) { Self(text.into()) } else { Self::default() })
    }
}

impl From<String> for LocalPath {
    fn from(text: String) -> Self {
        let Ok(path) = text.parse();
        path
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_site_is_reached() {
        let path = |text: &str| LocalPath::from(text.to_owned()).0;
        assert_eq!(path("/conversations/4?before=10"), "/conversations/4?before=10");
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: a=b",
            "/\t/evil.example",
            "evil",
            " /a",
        ] {
            assert_eq!(path(foreign), "/conversations", "{foreign:?}");
        }
    }
}
