//! The layers around every request.

mod admit;
mod compress;
mod files;
mod guard;
mod headers;
mod log;
mod reader;
mod refusals;
mod session;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    error::{fault, refusal::Refusal},
    state::AppState,
};

/// Adds the layers to a router. Read from the bottom: the last layer is the first to see a request.
pub(crate) fn around(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    router
        .layer(from_fn_with_state(state.clone(), session::prolong))
        .layer(from_fn_with_state(state.clone(), reader::check))
        .layer(from_fn_with_state(state.clone(), admit::admit))
        .layer(compress::layer())
        .layer(from_fn_with_state(state.clone(), session::session))
        .layer(from_fn(reader::set_cookie))
        .layer(from_fn_with_state(state.clone(), files::files))
        .layer(from_fn_with_state(state.clone(), guard::whole_body))
        .layer(from_fn_with_state(state.clone(), guard::same_site))
        .layer(from_fn(guard::request_timeout))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), refusals::render_errors))
        .layer(from_fn_with_state(state.clone(), headers::security_headers))
        .layer(from_fn_with_state(state.clone(), guard::check_forwarded_header))
        .layer(from_fn_with_state(state.clone(), log::log))
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Refusal(fault::internal(format!("panic: {}", said.unwrap_or("without words")))).into_response()
}
