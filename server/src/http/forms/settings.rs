//! The forms of `/settings`. Each leads back to it, where the section says what was done, or what was
//! refused. The links of the forms name the section, and with it where the page is looked at.

mod data;
mod devices;
mod password;
mod profile;

use axum::response::Response;

use crate::http::forms::go;

pub use data::{PATH as DATA, data};
pub use devices::devices;
pub use password::password;
pub use profile::profile;

/// The page, with a word in this section.
fn done(section: &str) -> Response {
    go(&format!("/settings?saved={section}#{section}"))
}

/// The field of a refused form that says in which section it stands.
fn section(name: &str) -> (&'static str, String) {
    ("section", name.to_owned())
}
