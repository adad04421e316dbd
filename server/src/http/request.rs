//! Extractors: parts of a request as domain values, shared by the API, the forms and the sockets.

pub mod body;
mod browser;
pub mod client_address;
mod conversation_path;
mod message_path;
mod page_path;
pub mod query;
mod requester;
mod signed_in;

pub use conversation_path::ConversationPath;
pub use message_path::MessagePath;
pub use page_path::is_page_path;
