//! The secret in a cookie. The database has only its hash, so that nobody can sign in with what they read there.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::store::SessionKey;

/// 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 16]);

/// A text is not the text of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NoToken;

impl Token {
    /// # Panics
    /// If the operating system has no random numbers.
    #[must_use]
    pub fn generate() -> Self {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits).expect("the operating system has random numbers");
        Self(bits)
    }

    /// Returns the value of the cookie: 22 characters of base64url.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Returns the hash under which the database stores what belongs to the token.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Returns the key of the session that has this token.
    #[must_use]
    pub fn session_key(&self) -> SessionKey {
        SessionKey::new(self.hash())
    }
}

impl FromStr for Token {
    type Err = NoToken;

    fn from_str(text: &str) -> Result<Self, NoToken> {
        let mut bits = [0; 16];
        match URL_SAFE_NO_PAD.decode_slice(text, &mut bits) {
            Ok(length) if length == bits.len() => Ok(Self(bits)),
            _ => Err(NoToken),
        }
    }
}

/// Does not print the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Browsers keep tokens for longer than a version of the server lasts.
    #[test]
    fn text_and_hash_of_a_token_stay_what_they_were() {
        let token: Token = "AQIDBAUGBwgJCgsMDQ4PEA".parse().expect("a token");
        assert_eq!(token, Token([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
        assert_eq!(token.text(), "AQIDBAUGBwgJCgsMDQ4PEA");
        let hex: String = token.hash().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5dfbabeedf318bf33c0927c43d7630f51b82f351740301354fa3d7fc51f0132e");
    }

    #[test]
    fn only_what_was_made_here_is_a_token() {
        let token = Token::generate();
        assert_eq!(token.text().parse(), Ok(token));
        assert_ne!(token, Token::generate());
        for text in [
            "",
            "x",
            "AQIDBAUGBwgJCgsMDQ4P",
            "AQIDBAUGBwgJCgsMDQ4PEBES",
            "AQIDBAUGBwgJCgsMDQ4PEB",
            "A+IDBAUGBwgJCgsMDQ4PEA",
        ] {
            assert_eq!(text.parse::<Token>(), Err(NoToken), "{text}");
        }
        assert!(!format!("{token:?}").contains(&token.text()));
    }
}
