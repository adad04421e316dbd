//! The browser, or the program, of a request. A cookie identifies it at the next sign-in, so that its user can sign in
//! while others guess the password.

use crate::{
    auth::{device_name::DeviceName, token::Token},
    limits::LimitKey,
};

/// The hash of the browser's token. The store knows the browser by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrowserKey([u8; 32]);

#[derive(Debug, Clone)]
pub struct Browser {
    pub name: DeviceName,
    /// A new token if the browser has none yet.
    pub token: Token,
}

impl BrowserKey {
    #[cfg(test)]
    pub(crate) const fn numbered(number: u8) -> Self {
        Self([number; 32])
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A user name in a known browser.
impl LimitKey for (String, BrowserKey) {}

impl Browser {
    #[must_use]
    pub fn key(&self) -> BrowserKey {
        BrowserKey(self.token.hash())
    }
}
