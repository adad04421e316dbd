//! Errors on their way to a client: internal errors, of which only the log has the cause, and refusals.

pub mod fault;
pub mod refusal;
