//! The JSON API, in the origin's shapes: an endpoint group a file. Everything here only reads the
//! request, asks the [`Backend`](app::backend::Backend) and writes the answer.

pub mod auth;
pub mod conversations;
pub mod message;
pub mod message_search;
pub mod messages;
pub mod read;
