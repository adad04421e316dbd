//! The pages, one per file.

mod chat;
mod conversations;
#[cfg(feature = "ssr")]
mod error_page;
mod login;
mod new_password;
mod not_found;
mod people;
mod register;
mod settings;

pub(crate) use chat::{ChatPage, NoChat};
pub(crate) use conversations::ConversationsPage;
#[cfg(feature = "ssr")]
pub use error_page::error_page;
pub(crate) use login::LoginPage;
pub(crate) use new_password::NewPasswordPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use people::PeoplePage;
pub(crate) use register::RegisterPage;
pub(crate) use settings::SettingsPage;
