//! The program. `main` reads the configuration and calls [`run`]; the tests do the same with
//! their own.

pub mod dataset;
pub mod store;
