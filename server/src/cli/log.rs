//! The log of the program, written to standard error.

use std::io::{self, IsTerminal};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The filter without `RUST_LOG`.
const LOGGED: &str = "info";

/// Crates that never log what users write.
const OURS: [&str; 3] = ["server", "charla", "app"];

pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let lines = fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr);
    tracing_subscriber::registry().with(filter).with(lines.with_filter(filter_fn(is_without_words))).init();
}

/// Whether an event is free of user content. At `trace` other crates print frames and bodies, and with them messages
/// and passwords; those events are dropped whatever `RUST_LOG` says.
fn is_without_words(event: &Metadata<'_>) -> bool {
    let krate = event.target().split("::").next().unwrap_or_default();
    *event.level() <= Level::DEBUG || OURS.contains(&krate)
}
