//! `charla`: reads what the operator wants, and does it.

mod cli;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::log::start();
    // The one provider, whatever features of rustls other crates turn on.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("charla: {reason}");
            ExitCode::FAILURE
        }
    }
}
