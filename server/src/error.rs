//! What goes wrong, on its way to a client: faults of the server, which only the log knows, and refusals.

pub mod fault;
pub mod refusal;
