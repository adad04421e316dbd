//! Writes refusals in the language of the reader.

use app::{
    error_page,
    i18n::{Locale, detail, field_problem},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use charla::{ChatError, ContentError, content::code_point};
use serde_json::{Map, Value, json};

use crate::{
    error::{fault, refusal::Refusal},
    http::{forms, preferences, request::is_page_path},
    state::AppState,
};

const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// The layer: gives each refusal its body, `{"detail", "code"}`, with `errors` by field, or the position of a character.
/// Browsers that ask for a page get a page instead. Failures of third-party layers are answered in the same shape.
pub(super) async fn render_errors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let preferences = preferences::preferences(request.headers());
    let is_for_people = is_page_path(request.uri().path()) && takes_pages(request.headers());
    let is_for_client = request.uri().path().starts_with("/fn/");
    let way_back = is_for_people.then(|| forms::way_back(&request, &state.config.public_url)).flatten();
    let mut response = next.run(request).await;
    let refusal = response.extensions_mut().remove::<Refusal>();
    let error = match refusal {
        Some(Refusal(error)) => error,
        None if is_bare_fault(&response) => fault::internal("a layer failed"),
        None => return response,
    };
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    let body = if is_for_people {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
        error_page(&state.client, preferences, &error, way_back.as_deref())
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut body = body(preferences.locale, &error);
        if is_for_client {
            // The shape in which the server functions themselves refuse.
            body["Refused"] = json!(error);
        }
        body.to_string()
    };
    if let Some(retry_after) = error.retry_after() {
        headers.insert(header::RETRY_AFTER, retry_after.into());
    }
    *response.body_mut() = Body::from(body);
    response
}

/// Whether the request accepts HTML, as browsers do when they open a page; programs and scripts of pages do not.
fn takes_pages(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// Whether a third-party layer failed: the handlers of Charla set a content type.
fn is_bare_fault(response: &Response) -> bool {
    response.status() == StatusCode::INTERNAL_SERVER_ERROR && !response.headers().contains_key(header::CONTENT_TYPE)
}

fn body(locale: Locale, error: &ChatError) -> Value {
    let mut body = json!({ "detail": detail(locale, error), "code": error.code() });
    if let ChatError::InvalidFields { errors } = error {
        let fields: Map<String, Value> = errors
            .fields()
            .map(|field| {
                let problems = errors.problems(field).iter().map(|problem| field_problem(locale, *problem));
                (field.to_owned(), problems.collect())
            })
            .collect();
        body["errors"] = fields.into();
    }
    if let ChatError::InvalidContent { reason: ContentError::ControlCharacter { character, position } } = error {
        body["character"] = code_point(*character).into();
        body["position"] = (*position).into();
    }
    body
}
