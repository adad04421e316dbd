//! Checks that a page belongs to the user who is signed in now. Another user may sign in, in the same browser, while a
//! page is open; a request of that page must not run, or be answered, in the name of the new user.

use app::headers::READER;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use charla::{ChatError, UserId, limits};
use cookie::Cookie;
use time::Duration;

use crate::{
    auth::{session_change::SessionChange, signed_in::SignedIn},
    error::refusal::Refusal,
    http::{
        cookies,
        request::{body::is_form, is_page_path},
    },
    state::AppState,
};

/// The query parameter or form field with which links, sockets and forms name their reader.
const NAME: &str = "reader";

/// The cookie from which the pages of this browser know who is signed in. Scripts can change it, so the server does not
/// trust it.
const COOKIE: &str = READER;

/// The cookie that [`set_cookie`] sets, passed as an extension of the response.
#[derive(Debug, Clone)]
struct ReaderCookie(Cookie<'static>);

/// Refuses a request that names another reader than the signed-in user. Requests of programs name no reader and pass.
pub(super) async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let me = match SignedIn::of(request.extensions()) {
        Ok(me) => me.map(|me| me.id()),
        Err(error) => return Refusal(error).into_response(),
    };
    let known = cookies::value(request.headers(), COOKIE).map(str::to_owned);
    let is_page = *request.method() == Method::GET && is_page_path(request.uri().path());
    let (named, request) = named(request).await;
    let is_another = me.is_some_and(|me| named.iter().any(|named| *named != me.to_string()));
    let mut response =
        if is_another { Refusal(ChatError::AnotherReader).into_response() } else { next.run(request).await };
    let now = SessionChange::user_after(response.extensions().get(), me);
    // The answer to a request from before another user signed in may come late, and must not set the cookie back to the
    // former user: so only pages repair the cookie, and answers that change the session or are refused.
    let is_known = known == now.map(|now| now.to_string());
    if !is_known && (is_page || is_another || me != now) {
        response.extensions_mut().insert(cookie(&state, now));
    }
    response
}

/// Sets the cookie after the session cookie: some programs take only the first one.
pub(super) async fn set_cookie(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(ReaderCookie(cookie)) = response.extensions_mut().remove() {
        cookies::set(&mut response, &cookie);
    }
    response
}

/// Returns all readers that the request names: in its header, its query, and the fields of its form.
async fn named(request: Request) -> (Vec<String>, Request) {
    // A value that is not text matches no id.
    let by_header = request.headers().get_all(READER).iter().map(|value| value.to_str().unwrap_or("?").to_owned());
    let mut named: Vec<String> = by_header.collect();
    named.extend(fields(request.uri().query().unwrap_or_default().as_bytes()));
    let (parts, body) = request.into_parts();
    let has_fields = parts.method == Method::POST && is_page_path(parts.uri.path()) && is_form(&parts.headers);
    if !has_fields {
        return (named, Request::from_parts(parts, body));
    }
    // The body is in memory already, within its limit: see `guard::whole_body`.
    let bytes = to_bytes(body, limits::FORM_BYTES).await.unwrap_or_default();
    named.extend(fields(&bytes));
    (named, Request::from_parts(parts, Body::from(bytes)))
}

fn fields(encoded: &[u8]) -> impl Iterator<Item = String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(encoded).unwrap_or_default();
    pairs.into_iter().filter(|(name, value)| name == NAME && !value.is_empty()).map(|(_, value)| value)
}

fn cookie(state: &AppState, reader: Option<UserId>) -> ReaderCookie {
    let (value, max_age) = match reader {
        Some(reader) => (reader.to_string(), cookies::LONGEST),
        None => (String::new(), Duration::ZERO),
    };
    ReaderCookie(cookies::cookie(COOKIE, value, max_age, state.config.public_url.is_secure()))
}
