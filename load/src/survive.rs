//! What a server must survive, one kind of failure a file. Each starts the servers itself, on a database of its
//! own that is empty before and gone afterwards, and fails where something acknowledged is lost.
//!
//! | file | what is there |
//! |---|---|
//! | `server`, `postgres`, `folder`, `mount` | what a failure is made with; all of it ends with its value |
//! | `writers`, `writer`, `ledger` | people who write, and know what became of it |
//! | the others | a failure each |

mod backup;
mod disk_full;
mod folder;
mod kill;
mod ledger;
mod mount;
mod postgres;
mod power_loss;
mod server;
mod writer;
mod writers;

use std::time::Duration;

use clap::Subcommand;
use uuid::Uuid;

/// Far more than a start, or the last answers, take.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Subcommand)]
pub(crate) enum Failure {
    /// The server is killed again and again while people write
    Kill(kill::Options),
    /// The power goes again and again while people write: what the system had not yet written to the disk is gone.
    /// Needs root
    PowerLoss(power_loss::Options),
    /// The disk gets full while people write, and is given room again. Needs root
    DiskFull(disk_full::Options),
    /// The database is copied while people write, and a server started on the copy
    Backup(backup::Options),
}

pub(crate) async fn survive(failure: Failure) -> Result<(), String> {
    let survives = async {
        match failure {
            Failure::Kill(options) => kill::kill(options).await,
            Failure::PowerLoss(options) => power_loss::lose_power(options).await,
            Failure::DiskFull(options) => disk_full::fill(options).await,
            Failure::Backup(options) => backup::back_up(options).await,
        }
    };
    tokio::select! {
        survived = survives => survived,
        // What was started and mounted goes with the future.
        _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
    }
}

/// Nobody knows when it will be.
fn any_moment() -> Duration {
    Duration::from_millis(300 + 5 * u64::from(Uuid::now_v7().as_bytes()[15]))
}
