//! What each request takes of its requester's share.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use charla::limits::ANSWER_BYTES;

use crate::{
    admission::{Cost, Requester},
    forms, health,
    refusal::Refusal,
    request::is_page_path,
    state::AppState,
};

/// Pages are rendered a few at a time, and have their room when they are done.
const PAGE: Cost = Cost { reads: 3, answer_bytes: SHORT };

/// An answer with many things in it, perhaps.
const READ: Cost = Cost { reads: 1, answer_bytes: ANSWER_BYTES };

/// One that says what was done, or that it was not.
const WRITE: Cost = Cost { reads: 1, answer_bytes: SHORT };

const SHORT: usize = 16 * 1_024;

/// Whoever watches over the server is always answered.
pub(super) async fn admit(
    State(state): State<AppState>,
    requester: Requester,
    request: Request,
    next: Next,
) -> Response {
    if health::is_path(request.uri().path()) {
        return next.run(request).await;
    }
    let cost = cost(requester, request.method(), request.uri());
    let admitted = match state.admission.admit(requester, cost).await {
        Ok(admitted) => admitted,
        Err(error) => return Refusal(error).into_response(),
    };
    let response = next.run(request).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    let (parts, body) = response.into_parts();
    match state.admission.answer(admitted, body).await {
        Ok(body) => Response::from_parts(parts, Body::new(body)),
        Err(error) => Refusal(error).into_response(),
    }
}

fn cost(requester: Requester, method: &Method, uri: &Uri) -> Cost {
    let path = uri.path();
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if is_page_path(path) && path != forms::settings::DATA {
        return if reads { PAGE } else { WRITE };
    }
    // Without a session there is nothing to read.
    let is_known = matches!(requester, Requester::User(_));
    let is_answered = path.starts_with("/fn/") || reads && !path.starts_with("/ws");
    if is_known && is_answered { READ } else { WRITE }
}
