//! The forms of the pages, for browsers without scripts: each is answered by a redirect to the
//! page that shows what was done, or by the page it came from with what was typed still there.

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
pub use preferences::{enter, language, sound, theme};
pub use register::register;

/// See other: the browser goes there with GET.
fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The page at `path` once more, with the refused fields. Who is no longer signed in goes to sign
/// in first.
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
