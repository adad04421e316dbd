//! What a server must survive, one kind of failure a file. Each starts the servers itself, on a database of its
//! own that is empty before and gone afterwards, and fails where something acknowledged is lost.

mod kill;
mod server;
mod writer;

use std::{path::Path, time::Duration};

use clap::Subcommand;
use uuid::Uuid;

/// Far more than a start, or the last answers, take.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Subcommand)]
pub(crate) enum Failure {
    /// The server is killed again and again while people write
    Kill(kill::Options),
}

pub(crate) async fn survive(failure: Failure) -> Result<(), String> {
    match failure {
        Failure::Kill(options) => kill::kill(options).await,
    }
}

/// A folder that is gone afterwards.
async fn in_folder<T>(work: impl AsyncFnOnce(&Path) -> Result<T, String>) -> Result<T, String> {
    let folder = std::env::temp_dir().join(format!("charla-survive-{}", Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).map_err(|error| error.to_string())?;
    let outcome = work(&folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}
