//! Logs a line for each request, with its id. Queries, headers and bodies are left out: they contain private data.

use std::time::Instant;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::{http::request::client_address::ClientAddress, log::request_id, net::network::Network, state::AppState};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn log(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(ClientAddress(from)) = ClientAddress::from_request_parts(&mut parts, &state).await;
    let request = Request::from_parts(parts, body);
    request_id::within(Some(Network::of(from)), async {
        let id = request_id::current();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let start = Instant::now();
        let mut response = next.run(request).await;
        tracing::debug!(%id, %method, path, status = response.status().as_u16(), took = ?start.elapsed(), "request");
        response.headers_mut().extend(HeaderValue::try_from(id.to_string()).ok().map(|id| (REQUEST_ID, id)));
        response
    })
    .await
}
