//! The browser, or the program, that asks. A cookie by which it is known again lets its user sign in while others
//! guess that user's password from elsewhere.

use std::fmt;

use axum::{
    Extension,
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use axum_login::tower_sessions::session::Id;
use sha2::{Digest, Sha256};

use crate::{auth::device_name::DeviceName, limits::LimitKey};

/// The longest time for which browsers keep cookies.
const COOKIE_MAX_AGE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// The hash of its token: what the store knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BrowserKey([u8; 32]);

pub struct Browser {
    pub name: DeviceName,
    token: Id,
    cookie: &'static str,
    is_secure: bool,
}

/// The cookie, on its way to [`tell`].
#[derive(Debug, Clone)]
pub struct Remembered(Option<HeaderValue>);

/// A layer around that of the sessions: some programs take the first cookie only, and need it to be the session's.
pub async fn tell(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(Remembered(Some(cookie))) = response.extensions_mut().remove() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
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
    /// The cookie by which it is known again.
    #[must_use]
    pub const fn cookie(is_secure: bool) -> &'static str {
        if is_secure { "__Host-browser" } else { "browser" }
    }

    /// By what that cookie holds; one that is not known yet gets a token of its own.
    #[must_use]
    pub fn of(cookie: Option<&str>, is_secure: bool, name: DeviceName) -> Self {
        let token = cookie.and_then(|token| token.parse().ok()).unwrap_or_default();
        Self { name, token, cookie: Self::cookie(is_secure), is_secure }
    }

    #[must_use]
    pub fn key(&self) -> BrowserKey {
        BrowserKey(Sha256::digest(self.token.0.to_le_bytes()).into())
    }

    /// To go with the answer once its user has signed in.
    pub fn remembered(&self) -> Extension<Remembered> {
        let Self { token, cookie, is_secure, .. } = self;
        let secure = if *is_secure { "; Secure" } else { "" };
        let text =
            format!("{cookie}={token}; Path=/; Max-Age={COOKIE_MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax{secure}");
        Extension(Remembered(HeaderValue::try_from(text).ok()))
    }
}

/// Without the token.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("name", &self.name).finish_non_exhaustive()
    }
}
