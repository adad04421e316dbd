//! What the log says: under which request, and of what an operator has to know.

#[cfg(test)]
pub(crate) mod captured_log;
pub mod request_id;
pub mod security;
