//! The program as operators start it: its messages, its configuration, and how it ends.

mod claiming;
mod configuration;
mod importing;
mod logging;
mod process;
mod signals;
