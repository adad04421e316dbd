//! `GET /settings/data`

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use charla::ChatError;

use super::section;
use crate::{
    auth::signed_in::SignedIn,
    clock,
    http::{forms::reject, pages::Page},
    log::security::{self, Event},
    operations::export,
    state::AppState,
};

/// No page of another site leads there.
pub const PATH: &str = "/settings/data";

/// All one's data as one file; see [`export`].
pub async fn data(State(state): State<AppState>, me: Option<SignedIn>, page: Page) -> Response {
    let Some(me) = me else { return page.sign_in_first("/settings") };
    match begin(&state, me).await {
        Ok(response) => response,
        Err(error) => reject(page, "/settings", [section("data")], error).await,
    }
}

async fn begin(state: &AppState, me: SignedIn) -> Result<Response, ChatError> {
    let now = clock::now();
    let turn = state.exports.begin(me.id())?;
    let name = export::file_name(&me.user.username, now);
    let user = me.id();
    let body = export::body(state.store.clone(), me, now, turn).await?;
    security::log(Event::Exported, user);
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, body).into_response())
}
