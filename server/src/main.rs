//! `charla`: parses the command line and runs the command.

mod cli;

use std::process::ExitCode;

use crate::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::log::start();
    // One provider, independently of the rustls features that other crates enable.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse_or_exit().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("charla: {reason}");
            ExitCode::FAILURE
        }
    }
}
