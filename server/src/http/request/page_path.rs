//! Who is answered: somebody with a browser, or a program.

/// Pages, forms and pictures lie there; what programs ask for, the client and its files, does not.
#[must_use]
pub fn is_page_path(path: &str) -> bool {
    let root = path.split('/').nth(1).unwrap_or_default();
    !["api", "fn", "ws", "pkg", "healthz", "readyz"].contains(&root)
}
