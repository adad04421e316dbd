//! The program as operators start it: what it says, what it takes, how it ends.

mod configuration;
mod importing;
mod logging;
mod process;
mod signals;
