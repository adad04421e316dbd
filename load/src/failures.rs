//! Failure tests, one kind of failure a file. Each test starts its own servers with a new database, which is deleted
//! afterwards, and fails if an acknowledged message is lost.
//!
//! | modules | what is there |
//! |---|---|
//! | `child`, `server`, `postgres`, `redis`, `cluster` | programs that are started, ended and stalled |
//! | `tool`, `dump` | programs that do one thing and end |
//! | `folder`, `mount` | temporary folders and file systems |
//! | `writer`, `habit`, `ledger`, `writing` | users who write, and what became of their messages |
//! | `asking`, `transcript` | a user who sends HTTP requests, and a conversation as the server returns it |
//! | `reader`, `reading`, `seen`, `delays` | users who receive, what they received, and when |
//! | `returning`, `closings` | how clients reconnect, and how their sockets were closed |
//! | the others | one failure each |

mod asking;
mod backup;
mod broker_away;
pub(crate) mod child;
mod clocks;
mod closings;
mod cluster;
mod database_away;
mod delays;
mod disk_full;
mod dump;
mod everybody_returns;
pub(crate) mod folder;
mod habit;
mod kill;
mod ledger;
mod mount;
mod one_order;
pub(crate) mod postgres;
mod power_loss;
mod reader;
mod reading;
mod redis;
pub(crate) mod returning;
mod rolling_restart;
mod seen;
pub(crate) mod server;
mod stalled_readers;
mod tool;
mod transcript;
mod writer;
mod writing;

use std::time::Duration;

use clap::Subcommand;
use tokio::signal::unix::{SignalKind, signal};

/// Limit for a start, or for the last answers. Far more than they take.
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, Subcommand)]
pub(crate) enum Failure {
    /// Kills the server again and again while users write
    Kill(kill::Options),
    /// Cuts the power again and again while users write: what the system had not written to the disk is lost.
    /// Needs root
    PowerLoss(power_loss::Options),
    /// Lets the disk get full while users write, and then gives it room again. Needs root
    DiskFull(disk_full::Options),
    /// Copies the database while users write, and starts a server on the copy
    Backup(backup::Options),
    /// Stalls Redis for 10 s, then kills it for longer, while users of two servers write to each other
    BrokerAway(broker_away::Options),
    /// Ends or stalls PostgreSQL for a while: no false acknowledgement, and everything continues afterwards
    DatabaseAway(database_away::Options),
    /// A thousand sockets stop reading: other users notice nothing, and the stalled sockets are closed
    StalledReaders(stalled_readers::Options),
    /// Ten thousand sockets reconnect at once when the server is started again
    EverybodyReturns(everybody_returns::Options),
    /// Restarts two servers in turn while users write
    RollingRestart(rolling_restart::Options),
    /// One server's clock is an hour ahead, the other's is an hour behind
    Clocks(clocks::Options),
    /// Two users write at once at two servers: all see one order
    OneOrder(one_order::Options),
}

pub(crate) async fn run(failure: Failure) -> Result<(), String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    // On a signal, the destructors end processes and unmount disks.
    tokio::select! {
        outcome = Box::pin(cause(failure)) => outcome,
        _ = terminate.recv() => Err("ended before it was over".into()),
        _ = interrupt.recv() => Err("ended before it was over".into()),
    }
}

async fn cause(failure: Failure) -> Result<(), String> {
    match failure {
        Failure::Kill(options) => kill::kill(options).await,
        Failure::PowerLoss(options) => power_loss::lose_power(options).await,
        Failure::DiskFull(options) => disk_full::fill(options).await,
        Failure::Backup(options) => backup::back_up(options).await,
        Failure::BrokerAway(options) => broker_away::broker_away(options).await,
        Failure::DatabaseAway(options) => database_away::database_away(options).await,
        Failure::StalledReaders(options) => stalled_readers::stalled_readers(options).await,
        Failure::EverybodyReturns(options) => everybody_returns::everybody_returns(options).await,
        Failure::RollingRestart(options) => rolling_restart::rolling_restart(options).await,
        Failure::Clocks(options) => clocks::clocks(options).await,
        Failure::OneOrder(options) => one_order::one_order(options).await,
    }
}

/// Returns a random time before the next failure.
fn any_moment() -> Duration {
    Duration::from_millis(300 + returning::random(1_300))
}
