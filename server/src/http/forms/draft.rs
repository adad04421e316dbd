//! A form that was submitted after the session ended. Its text must not be lost, and is not stored: redirects with the
//! status 307 make the browser post the same form to the sign-in page, and after the sign-in to the page it came from. That
//! page shows the text in its field, and the user, who may be another one now, decides whether to send it.

use axum::response::{IntoResponse, Redirect, Response};

use crate::http::{local_path::LocalPath, pages::Page};

const DRAFT: &str = "draft";

/// Redirects a form with the text `content` to the sign-in page, and from there to `path`. A form that was redirected once
/// is not redirected again: in a browser that keeps no cookies this would never end.
pub fn redirect_to_sign_in(page: &Page, path: &str, content: &str) -> Response {
    let address = page.path_and_query();
    let redirected_for = page_of(&address);
    if redirected_for.is_some() || content.is_empty() {
        return page.sign_in_first(redirected_for.unwrap_or(path));
    }
    Redirect::temporary(&LocalPath::from(path.to_owned()).after_sign_in()).into_response()
}

/// Redirects the form to `path`, after the sign-in.
pub fn redirect_back(path: &LocalPath) -> Response {
    let separator = if path.as_str().contains('?') { '&' } else { '?' };
    Redirect::temporary(&format!("{path}{separator}{DRAFT}")).into_response()
}

/// Returns the page that shows the form, if a form was redirected to this address.
pub fn page_of(address: &str) -> Option<&str> {
    address.strip_suffix(DRAFT)?.strip_suffix(['?', '&'])
}
