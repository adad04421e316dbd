//! Charges each request to its requester, and reserves room for its answer.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    error::refusal::Refusal,
    http::{
        forms, health,
        request::{client_address::ClientAddress, is_page_path},
    },
    limits::admission::{AnswerKind, Cost, Requester},
    state::AppState,
};

const PAGE: Cost = Cost { reads: 3, answer: AnswerKind::Page };

const READ: Cost = Cost { reads: 1, answer: AnswerKind::Long };

const WRITE: Cost = Cost { reads: 1, answer: AnswerKind::Short };

/// Server functions with long answers. The answers of the other ones are short.
const READING_FUNCTIONS: [&str; 7] = ["inbox", "search", "search_messages", "chat", "messages", "changes", "people"];

/// `GET` routes of the API with short answers.
const SHORT_READS: [&str; 2] = ["/api/auth/me", "/api/conversations/stats"];

/// The layer. Health checks are always admitted.
pub(super) async fn admit(
    State(state): State<AppState>,
    requester: Requester,
    ClientAddress(from): ClientAddress,
    mut request: Request,
    next: Next,
) -> Response {
    if health::is_path(request.uri().path()) {
        return next.run(request).await;
    }
    let is_form = is_page_path(request.uri().path());
    let cost = cost(requester, request.method(), request.uri());
    let admitted = match state.admission.admit(requester, from, cost).await {
        Ok(admitted) => admitted,
        Err(error) => return Refusal(error).into_response(),
    };
    request.extensions_mut().insert(admitted.reservation());
    let response = next.run(request).await;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    let (parts, body) = response.into_parts();
    // A form that succeeds answers with a redirect. A whole page means that the form was rejected.
    let is_rejected = is_form && !parts.status.is_redirection() && cost.answer == AnswerKind::Short;
    if is_rejected && parts.extensions.get::<Refusal>().is_none() {
        admitted.charge(PAGE.reads - cost.reads);
    }
    let kind = if is_rejected { AnswerKind::Page } else { cost.answer };
    match state.admission.answer(admitted, kind, body).await {
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
    // Without a session there is nothing long to read.
    let is_known = matches!(requester, Requester::User(_));
    let has_much = match path.strip_prefix("/fn/") {
        Some(function) => READING_FUNCTIONS.contains(&function),
        None => reads && !path.starts_with("/ws") && !SHORT_READS.contains(&path.trim_end_matches('/')),
    };
    if is_known && has_much { READ } else { WRITE }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use charla::UserId;
    use leptos::server_fn::axum::server_fn_paths;

    use super::*;

    const SHORT_FUNCTIONS: [&str; 8] = ["send", "edit", "delete", "react", "mark_read", "decide", "open", "devices"];

    #[test]
    fn each_server_function_is_known_to_have_short_answers_or_long_ones() {
        let functions: BTreeSet<_> = server_fn_paths().filter_map(|(path, _)| path.strip_prefix("/fn/")).collect();
        assert_eq!(functions, READING_FUNCTIONS.into_iter().chain(SHORT_FUNCTIONS).collect::<BTreeSet<_>>());
    }

    #[test]
    fn only_requests_with_long_answers_reserve_much_room() {
        let ana = Requester::User(UserId(1));
        for (method, path, expected) in [
            (Method::GET, "/conversations/1", PAGE),
            (Method::POST, "/conversations/1", WRITE),
            (Method::GET, "/settings/data", READ),
            (Method::GET, "/api/conversations/1/messages/", READ),
            (Method::POST, "/api/conversations/1/messages/", WRITE),
            (Method::GET, "/api/conversations/stats", WRITE),
            (Method::GET, "/api/conversations/stats/", WRITE),
            (Method::POST, "/fn/chat", READ),
            (Method::POST, "/fn/send", WRITE),
            (Method::GET, "/ws/", WRITE),
        ] {
            assert_eq!(cost(ana, &method, &path.parse().expect("a path")), expected, "{method} {path}");
        }
    }
}
