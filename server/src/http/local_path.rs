//! Paths to which a form may redirect: only within this site.

use std::{convert::Infallible, fmt, str::FromStr};

use charla::ConversationId;
use serde::Deserialize;

/// A path of this site; a text that is not one becomes the list of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct LocalPath(String);

const MAX_BYTES: usize = 1_000;

impl LocalPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers stay on this site when they follow `text`. They read `\` as `/`, drop tabs and line breaks, and
    /// take `//host` for another site, so none of these is allowed.
    pub fn is_local(text: &str) -> bool {
        text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= MAX_BYTES
            && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    }

    /// Returns the path of the sign-in page, which leads back to this path.
    pub fn after_sign_in(&self) -> String {
        format!("/login?{}", serde_urlencoded::to_string([("next", &self.0)]).unwrap_or_default())
    }

    /// Returns the path of the page for choosing a password, which leads back to this path.
    pub fn after_new_password(&self) -> String {
        format!("/new-password?{}", serde_urlencoded::to_string([("next", &self.0)]).unwrap_or_default())
    }

    /// Whether the path shows a conversation, at any position in it.
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
    fn a_local_path_never_leads_to_another_site() {
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
