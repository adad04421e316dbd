//! `charla`: parses the command line and runs the command.

mod cli;

use std::process::ExitCode;

use crate::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    cli::log::start();
    // Memory in pages of 2 MB stays occupied when most of such a page is free again: an idle server would have 5 MB more.
    // Without the system's support nothing is different.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
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
