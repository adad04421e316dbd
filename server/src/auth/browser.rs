//! The browser, or the program, that asks. A cookie by which it is known again lets its user sign in while others
//! guess that user's password from elsewhere.

use crate::{
    auth::{device_name::DeviceName, token::Token},
    limits::LimitKey,
};

/// The hash of the browser's token: what the store knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrowserKey([u8; 32]);

#[derive(Debug, Clone)]
pub struct Browser {
    pub name: DeviceName,
    /// A new one where the browser has none yet.
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

/// A user name at a browser that is known.
impl LimitKey for (String, BrowserKey) {}

impl Browser {
    #[must_use]
    pub fn key(&self) -> BrowserKey {
        BrowserKey(self.token.hash())
    }
}
