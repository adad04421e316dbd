//! What a request carries, as values of the chat: the same for the API, the forms and the sockets.

pub mod body;
mod conversation_path;
mod message_path;
pub mod query;

pub use conversation_path::ConversationPath;
pub use message_path::MessagePath;
