//! The client's files in memory. A client that reads a file slowly must not keep the file open, nor hold a copy of its own:
//! there may be thousands of slow clients, and the number of open files is limited.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header},
};
use charla::ChatError;
use tokio::sync::Semaphore;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::error::fault;

/// Files that are open at once.
const MAX_OPEN_FILES: usize = 16;

/// The last version of each file, by path and encoding.
#[derive(Debug)]
pub struct FileCache {
    files: Mutex<HashMap<Key, File>>,
    open: Semaphore,
}

type Key = (String, Option<HeaderValue>);

#[derive(Debug)]
struct File {
    version: Version,
    bytes: Bytes,
}

/// Identifies the version of a file, to notice that it was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Version([Option<HeaderValue>; 3]);

impl FileCache {
    /// Returns the answer of `site`. The file is closed before the client reads the answer.
    ///
    /// # Errors
    /// [`ChatError::Internal`] if the file cannot be read.
    pub async fn answer(&self, site: ServeDir, request: Request<Body>) -> Result<Response<Body>, ChatError> {
        let _turn = self.open.acquire().await.map_err(fault::internal)?;
        let (path, is_read) = (request.uri().path().to_owned(), *request.method() == Method::GET);
        let Ok(found) = site.oneshot(request).await;
        let (mut parts, body) = found.into_parts();
        parts.headers.remove(header::ACCEPT_RANGES);
        if !is_read || parts.status != StatusCode::OK {
            return Ok(Response::from_parts(parts, Body::new(body)));
        }
        let version = Version::of(&parts.headers);
        let key = (path, value(&parts.headers, header::CONTENT_ENCODING));
        if let Some(bytes) = self.find(&key, &version) {
            return Ok(Response::from_parts(parts, bytes.into()));
        }
        let bytes = to_bytes(Body::new(body), usize::MAX).await.map_err(fault::internal)?;
        self.lock().insert(key, File { version, bytes: bytes.clone() });
        Ok(Response::from_parts(parts, bytes.into()))
    }

    fn find(&self, key: &Key, version: &Version) -> Option<Bytes> {
        self.lock().get(key).filter(|file| file.version == *version).map(|file| file.bytes.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, File>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for FileCache {
    fn default() -> Self {
        Self { files: Mutex::default(), open: Semaphore::new(MAX_OPEN_FILES) }
    }
}

impl Version {
    fn of(headers: &HeaderMap) -> Self {
        Self([header::ETAG, header::LAST_MODIFIED, header::CONTENT_LENGTH].map(|name| value(headers, name)))
    }
}

fn value(headers: &HeaderMap, name: HeaderName) -> Option<HeaderValue> {
    headers.get(name).cloned()
}
