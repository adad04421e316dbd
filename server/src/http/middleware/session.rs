//! Finds the session of a request by its cookie, and sets the cookies of the response.

use std::convert::Infallible;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, IntoResponseParts, Response, ResponseParts},
};
use charla::ChatError;
use time::Duration;

use crate::{
    auth::{session::IDLE_TIMEOUT, session_change::SessionChange, signed_in::SignedIn, token::Token},
    error::refusal::Refusal,
    http::cookies,
    state::AppState,
};

impl IntoResponseParts for SessionChange {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response.extensions_mut().insert(self);
        Ok(response)
    }
}

/// Makes the session available as [`SignedIn`]. Sets the session's cookie first: some programs take only the first one.
pub(super) async fn session(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let is_secure = state.config.public_url.is_secure();
    let token = cookies::value(request.headers(), cookies::session(is_secure)).and_then(|text| text.parse().ok());
    let signed_in = match find(&state, token).await {
        Ok(signed_in) => signed_in,
        Err(error) => return Refusal(error).into_response(),
    };
    SignedIn::put(signed_in, request.extensions_mut());
    let mut response = next.run(request).await;
    let is_fault = response.status().is_server_error();
    match (response.extensions_mut().remove::<SessionChange>(), token) {
        (Some(SessionChange::Began { session, browser, .. }), _) if !is_fault => {
            set_session(&mut response, session, is_secure);
            let name = cookies::browser(is_secure);
            cookies::set(&mut response, &cookies::secret(name, browser.text(), cookies::LONGEST, is_secure));
        }
        (Some(SessionChange::Prolonged), Some(token)) if !is_fault => set_session(&mut response, token, is_secure),
        (Some(SessionChange::Ended), _) => forget_session(&mut response, is_secure),
        // Also where there is no such session any more: another tab may have signed in since this request, and this
        // response would remove the new cookie. An old token is harmless, and the next sign-in replaces it.
        _ => {}
    }
    response
}

/// Stores that the session is used. A failure does not change the response: a request a minute later tries again.
pub(super) async fn prolong(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let me = SignedIn::of(request.extensions()).ok().flatten();
    let mut response = next.run(request).await;
    let Some(me) = me else { return response };
    if response.status().is_server_error() || response.extensions().get::<SessionChange>().is_some() {
        return response;
    }
    match state.sessions.prolong(&me).await {
        Ok(true) => {
            response.extensions_mut().insert(SessionChange::Prolonged);
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "a session could not be prolonged"),
    }
    response
}

async fn find(state: &AppState, token: Option<Token>) -> Result<Option<SignedIn>, ChatError> {
    match token {
        Some(token) => Ok(state.sessions.find(token).await?),
        None => Ok(None),
    }
}

fn set_session(response: &mut Response, token: Token, is_secure: bool) {
    let max_age = Duration::try_from(IDLE_TIMEOUT).unwrap_or(Duration::MAX);
    cookies::set(response, &cookies::secret(cookies::session(is_secure), token.text(), max_age, is_secure));
}

fn forget_session(response: &mut Response, is_secure: bool) {
    cookies::set(response, &cookies::secret(cookies::session(is_secure), "", Duration::ZERO, is_secure));
}
