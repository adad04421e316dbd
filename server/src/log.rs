//! Request ids, and the events that an operator needs to see.

#[cfg(test)]
pub(crate) mod captured_log;
pub mod request_id;
pub mod security;
