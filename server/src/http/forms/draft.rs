//! What was being written when the session ended: it goes along to sign in, by redirects that repeat
//! the form, and from there back to the page, where it waits in the field to be sent by whoever that is now.

use axum::response::{IntoResponse, Redirect, Response};

use crate::http::{local_path::LocalPath, pages::Page};

const DRAFT: &str = "draft";

/// To sign in, and then back to this page of a conversation, as it was being composed. What was brought back
/// already is not taken along again: a browser that keeps no session would never end.
pub fn take_along(page: &Page, path: &str, content: &str) -> Response {
    let address = page.path_and_query();
    let brought_back = place(&address);
    if brought_back.is_some() || content.is_empty() {
        return page.sign_in_first(brought_back.unwrap_or(path));
    }
    Redirect::temporary(&LocalPath::from(path.to_owned()).after_sign_in()).into_response()
}

/// Back with the whole form once more.
pub fn bring_back(path: &LocalPath) -> Response {
    let separator = if path.as_str().contains('?') { '&' } else { '?' };
    Redirect::temporary(&format!("{path}{separator}{DRAFT}")).into_response()
}

/// The page that shows what was brought back to this address.
pub fn place(address: &str) -> Option<&str> {
    address.strip_suffix(DRAFT)?.strip_suffix(['?', '&'])
}
