//! Serves the files of the client.

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

/// For names that contain a hash of the content: such a file never changes.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATED: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The operating system refuses much longer paths with an error that would look like an internal error of the server.
const MAX_PATH_BYTES: usize = 200;

/// The service worker. Its content security policy comes with its script, not with the pages. It may fetch only files
/// and pages of this site.
const WORKER: &str = "/sw.js";
const WORKER_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; connect-src 'self'");

/// The layer: answers with a file if the last part of the path looks like a file name and the file exists. It lies
/// outside of the sessions, which files do not need.
pub(super) async fn files(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let name = path.rsplit('/').next().unwrap_or_default();
    let may_be_file =
        name.contains('.') && path.len() <= MAX_PATH_BYTES && matches!(*request.method(), Method::GET | Method::HEAD);
    // Names of the client's files need no percent-encoding.
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
    // Files are answered as a whole, from memory.
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
        // Not found, a folder, or an impossible file name.
        _ => next.run(request).await,
    }
}

/// Whether the path is another spelling of a shorter one. Each file has exactly one path, which is its key in memory.
fn has_detour(path: &str) -> bool {
    path.split('/').skip(1).any(|part| matches!(part, "" | "." | ".."))
}

/// Whether the name has a hash, as in `charla.<hash>.js`.
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
