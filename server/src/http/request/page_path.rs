//! Tells paths for people from paths for programs.

/// Whether the path is one of pages, forms and pictures, whose errors are shown as pages. Paths of the API, the client
/// and its files are not.
pub fn is_page_path(path: &str) -> bool {
    let root = path.split('/').nth(1).unwrap_or_default();
    !["api", "fn", "ws", "pkg", "healthz", "readyz"].contains(&root)
}
