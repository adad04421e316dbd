//! Layers that stop a request before it reaches a handler.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use charla::{ChatError, limits};

use crate::{
    error::refusal::Refusal,
    http::{
        forms,
        request::{
            client_address::{self, ClientAddress},
            is_page_path,
        },
    },
    state::AppState,
};

/// Longer than any answer takes, and shorter than a user waits.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Time for the whole body of a request that writes.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// Size of a body that needs no permit, since it takes little memory while it arrives. The longest message fits, if each
/// of its characters takes one byte.
const SHORT_BODY_BYTES: u64 = 8 * 1_024;

/// Answers with 503 if a request takes too long.
pub(super) async fn request_timeout(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took too long");
            Refusal(ChatError::Overloaded { retry_after: 5 }).into_response()
        }
    }
}

/// Calls [`Proxies::notice`](crate::net::proxies::Proxies::notice).
pub(super) async fn check_forwarded_header(State(state): State<AppState>, request: Request, next: Next) -> Response {
    state.proxies.notice(request.headers(), client_address::peer(request.extensions()));
    next.run(request).await
}

/// Refuses requests that other sites send through a browser of the user. Every method that may change something must
/// come from a page of this site, or from a program that is not a browser. The same holds for the export: a link on
/// another site could otherwise use up the few exports of the user.
pub(super) async fn same_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads && !is_export(request.uri().path()) || state.same_site.check(request.headers()).is_ok() {
        next.run(request).await
    } else {
        Refusal(ChatError::CrossSite).into_response()
    }
}

fn is_export(path: &str) -> bool {
    path.trim_end_matches('/') == forms::settings::DATA
}

/// Reads the whole body within its limit, before the handlers: server functions have no limit of their own.
pub(super) async fn whole_body(
    State(state): State<AppState>,
    ClientAddress(from): ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    let is_short = request.body().size_hint().upper().is_some_and(|bytes| bytes <= SHORT_BODY_BYTES);
    let _permit = if is_short || is_too_long(&request) {
        None
    } else {
        match state.admission.admit_long_body(from).await {
            Ok(permit) => Some(permit),
            Err(error) => return Refusal(error).into_response(),
        }
    };
    read_body(request, next).await
}

fn most_bytes(request: &Request) -> usize {
    if is_page_path(request.uri().path()) { limits::FORM_BYTES } else { limits::REQUEST_BYTES }
}

/// Whether the declared length exceeds the limit.
fn is_too_long(request: &Request) -> bool {
    request.body().size_hint().lower() > most_bytes(request) as u64
}

async fn read_body(mut request: Request, next: Next) -> Response {
    let max_bytes = most_bytes(&request);
    if is_too_long(&request) {
        return Refusal(ChatError::BodyTooLarge { max_bytes }).into_response();
    }
    DefaultBodyLimit::max(max_bytes).apply(&mut request);
    let (parts, body) = request.into_parts();
    let reading = Bytes::from_request(Request::from_parts(parts.clone(), body), &());
    let Ok(whole) = tokio::time::timeout(BODY_TIMEOUT, reading).await else {
        return Refusal(ChatError::RequestTimeout).into_response();
    };
    match whole {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(rejection) if rejection.status().as_u16() == 413 => {
            Refusal(ChatError::BodyTooLarge { max_bytes }).into_response()
        }
        Err(_) => Refusal(ChatError::InvalidBody { detail: "the body ended early".into() }).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, middleware::from_fn, routing::post};
    use futures::{StreamExt, stream};
    use tower::ServiceExt;

    use super::*;

    async fn posts(body: Body) -> u16 {
        let router = Router::new().route("/", post(async |body: String| body)).layer(from_fn(read_body));
        let request = Request::post("/").body(body).expect("a request");
        let Ok(response) = router.oneshot(request).await;
        response.status().as_u16()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_not_waited_for() {
        let begun = stream::once(async { Ok::<_, std::io::Error>("a") });
        assert_eq!(posts(Body::from_stream(begun.chain(stream::pending()))).await, 408);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_with_a_declared_length_over_the_limit_is_refused_before_it_is_read() {
        struct Long;
        impl HttpBody for Long {
            type Data = Bytes;
            type Error = std::convert::Infallible;
            fn poll_frame(
                self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
                std::task::Poll::Pending
            }
            fn size_hint(&self) -> hyper::body::SizeHint {
                hyper::body::SizeHint::with_exact(10_000_000_000)
            }
        }
        assert_eq!(posts(Body::new(Long)).await, 413);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_refused() {
        let breaks_off = stream::iter([Ok("a"), Err(std::io::Error::other("gone"))]);
        assert_eq!(posts(Body::from_stream(breaks_off)).await, 400);
    }
}
