//! The files of the client.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::services::ServeDir;

use crate::{
    error::{fault, refusal::Refusal},
    site::PACKAGE,
    state::AppState,
};

/// A name that contains a hash of its content never means anything else.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATED: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The operating system opens no path that is much longer, and reports that as if it were a fault of the server.
const MAX_PATH_BYTES: usize = 200;

/// What a worker may load is said with its own script, not with the pages. It keeps files and pages of ours.
const WORKER: &str = "/sw.js";
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// The layer: answers with a file where the last part of the path looks like one and it is there.
/// It lies outside of the sessions, which a file needs not.
pub(super) async fn files(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let name = path.rsplit('/').next().unwrap_or_default();
    let may_be_file =
        name.contains('.') && path.len() <= MAX_PATH_BYTES && matches!(*request.method(), Method::GET | Method::HEAD);
    // Our files need no escapes: a name in disguise is none of them.
    if !may_be_file || name == "hash.txt" || path.contains('%') || has_detour(path) {
        return next.run(request).await;
    }
    let in_package = path.starts_with(PACKAGE);
    let is_worker = path == WORKER;
    let caching = if in_package && is_hashed(name) { FOREVER } else { REVALIDATED };
    let mut file_request = Request::new(axum::body::Body::empty());
    *file_request.method_mut() = request.method().clone();
    *file_request.uri_mut() = request.uri().clone();
    *file_request.headers_mut() = request.headers().clone();
    // A file is answered as a whole, from memory.
    file_request.headers_mut().remove(header::RANGE);
    let site = ServeDir::new(&state.config.site_root).precompressed_br().precompressed_gzip();
    let mut found = match state.files.answer(site, file_request).await {
        Ok(found) => found,
        Err(error) => return Refusal(error).into_response(),
    };
    match found.status() {
        StatusCode::OK | StatusCode::NOT_MODIFIED => {
            found.headers_mut().insert(header::CACHE_CONTROL, caching);
            if is_worker {
                found.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WORKER_POLICY);
            }
            found
        }
        StatusCode::PRECONDITION_FAILED => found,
        StatusCode::INTERNAL_SERVER_ERROR => Refusal(fault::internal("a file cannot be read")).into_response(),
        // Not there, a folder, a name that no file can have.
        _ => next.run(request).await,
    }
}

/// Another spelling of a path: each file has one name here, under which it is kept in memory.
fn has_detour(path: &str) -> bool {
    path.split('/').skip(1).any(|part| matches!(part, "" | "." | ".."))
}

/// `charla.<hash>.js`
fn is_hashed(name: &str) -> bool {
    let mut parts = name.split('.');
    let hash = parts.nth(1).unwrap_or_default();
    parts.next().is_some()
        && hash.len() >= 8
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_forever() {
        assert!(is_hashed("charla.qEMrpJ9-x_xZ1yCvG7nM2w.wasm"));
        for name in ["charla.js", "charla.wasm.br", "charla.min.js", "icon.svg"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
