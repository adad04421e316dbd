//! The browser, or the program, that asks. A cookie by which it is known again lets its user sign in while others
//! guess that user's password from elsewhere.

use std::{convert::Infallible, fmt};

use axum::{
    Extension,
    extract::{FromRequestParts, Request},
    http::{HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use axum_login::tower_sessions::session::Id;
use sha2::{Digest, Sha256};

use crate::{device_name::DeviceName, limits::LimitKey, state::AppState, wishes};

/// As long as browsers keep cookies.
const SECONDS: u32 = 400 * 24 * 60 * 60;

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
    #[must_use]
    pub fn key(&self) -> BrowserKey {
        BrowserKey(Sha256::digest(self.token.0.to_le_bytes()).into())
    }

    /// To go with the answer once its user has signed in.
    pub fn remembered(&self) -> Extension<Remembered> {
        let Self { token, cookie, is_secure, .. } = self;
        let secure = if *is_secure { "; Secure" } else { "" };
        let text = format!("{cookie}={token}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}");
        Extension(Remembered(HeaderValue::try_from(text).ok()))
    }
}

impl FromRequestParts<AppState> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let is_secure = state.config.public_url.is_secure();
        let cookie = if is_secure { "__Host-browser" } else { "browser" };
        let token = wishes::cookie(&parts.headers, cookie).and_then(|token| token.parse().ok()).unwrap_or_default();
        let Ok(name) = DeviceName::from_request_parts(parts, state).await;
        Ok(Self { name, token, cookie, is_secure })
    }
}

/// Without the token.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("name", &self.name).finish_non_exhaustive()
    }
}
