//! One page a file.

mod chat;
mod conversations;
mod login;
mod new_password;
mod not_found;
mod people;
mod register;
mod settings;
#[cfg(feature = "ssr")]
mod trouble;

pub(crate) use chat::{ChatPage, NoChat};
pub(crate) use conversations::ConversationsPage;
pub(crate) use login::LoginPage;
pub(crate) use new_password::NewPasswordPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use people::PeoplePage;
pub(crate) use register::RegisterPage;
pub(crate) use settings::SettingsPage;
#[cfg(feature = "ssr")]
pub use trouble::trouble_page;
