//! The JSON API, in the shapes of the original Django design: one group of endpoints a file. A handler only parses the
//! request, calls the [`Backend`](app::backend::Backend) and writes the answer.

pub mod auth;
pub mod conversations;
pub mod message;
pub mod message_search;
pub mod messages;
pub mod read;
