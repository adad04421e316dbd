//! The forms of the pages, for browsers without scripts. After a success the answer is a redirect to the page that shows
//! the result; after a refusal it is the page with the form, the entered values and the error.

mod conversation;
mod conversation_settings;
mod draft;
mod login;
mod message;
mod new_password;
mod page_of_form;
mod preferences;
mod register;
pub mod settings;
mod way_back;

use app::page_context::ResubmittedForm;
use axum::{
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use charla::ChatError;

use crate::{error::refusal, http::pages::Page};

pub use conversation::{open, read, send};
pub use conversation_settings::change_settings;
pub use login::{login, logout};
pub use message::{delete, edit, react};
pub use new_password::new_password;
pub use page_of_form::page_of_form;
pub use preferences::preferences;
pub use register::register;
pub use way_back::way_back;

/// Returns a redirect (303) to `path`, which the browser requests with GET.
fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Returns the page at `path` with the refused fields and the error. Users who are no longer signed in get the sign-in page
/// first.
async fn reject<const N: usize>(page: Page, path: &str, fields: [(&str, String); N], error: ChatError) -> Response {
    if error == ChatError::NotSignedIn {
        return page.sign_in_first(path);
    }
    let status = refusal::status(&error);
    let retry_after = error.retry_after();
    let mut response = page.show_form(path, ResubmittedForm::new(fields, Some(error))).await;
    if response.status().is_success() {
        *response.status_mut() = status;
    }
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
