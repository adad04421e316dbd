//! Default headers of all answers.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::state::AppState;

const DEFAULTS: [(HeaderName, HeaderValue); 7] = [
    // Pages set their own policy; other answers need to load nothing.
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(UNUSED_FEATURES)),
    // Files set their own; other answers are for one reader only.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Browser features that the pages do not use, so that an injected script cannot use them either.
const UNUSED_FEATURES: &str = "accelerometer=(), camera=(), clipboard-read=(), display-capture=(), geolocation=(), \
                               gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                               screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// A year, for this host only: the server does not know whether other hosts of the domain have TLS.
const TLS_ONLY: (HeaderName, HeaderValue) =
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));

pub(super) async fn security_headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let tls_only = state.config.public_url.is_secure().then_some(TLS_ONLY);
    for (name, value) in DEFAULTS.into_iter().chain(tls_only) {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
