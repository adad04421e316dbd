//! The server functions of the pages, under `/fn/`.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use charla::ChatError;
use leptos::{prelude::*, server_fn::axum::get_server_fn_service};
use leptos_axum::{ResponseOptions, handle_server_fns_with_context};

use super::{Page, server_context};
use crate::{error::refusal::Refusal, state::AppState};

const BUILD: HeaderName = HeaderName::from_static(app::headers::BUILD);

/// Calls a server function. Only POST is allowed, so that a link cannot change anything. A refusal has the status that the
/// function set; a 500 that it did not set means that its arguments could not be parsed.
pub async fn function(State(state): State<AppState>, page: Page, mut request: Request) -> Response {
    if get_server_fn_service(request.uri().path(), Method::POST).is_none() {
        return Refusal(ChatError::RouteNotFound).into_response();
    }
    // `server_fn` would redirect forms to the referer. Forms without scripts have routes of their own, so nothing is
    // redirected here.
    request.headers_mut().remove(header::REFERER);
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let answered = Arc::new(AtomicBool::new(false));
    let build = HeaderValue::try_from(&state.build).ok();
    let (page_context, session) = (page.page_context, page.session);
    let context = {
        let answered = answered.clone();
        move || {
            let (answer, answered) = (expect_context::<ResponseOptions>(), answered.clone());
            let set_status = move |status| {
                answered.store(true, Ordering::Relaxed);
                answer.set_status(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
            };
            provide_context(server_context(&state, page_context.me.clone(), session, set_status));
            provide_context(page_context.preferences.locale);
        }
    };
    let mut response = handle_server_fns_with_context(context, request).await.into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR && !answered.load(Ordering::Relaxed) {
        response = Refusal(ChatError::InvalidBody { detail: "arguments".into() }).into_response();
    }
    response.headers_mut().extend(build.map(|build| (BUILD, build)));
    response
}
