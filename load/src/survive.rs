//! What a server must survive, one kind of failure a file. Each starts the servers itself, on a database of its
//! own that is empty before and gone afterwards, and fails where something acknowledged is lost.
//!
//! | modules | what is there |
//! |---|---|
//! | `child`, `server`, `postgres`, `redis`, `cluster` | the programs, which are started, ended and stalled |
//! | `tool`, `dump` | programs that do one thing and end |
//! | `folder`, `mount` | where the data are; gone with their values |
//! | `writer`, `habit`, `ledger`, `writing` | who writes, and what became of it |
//! | `asking`, `transcript` | who asks by requests, and what a server tells |
//! | `reader`, `reading`, `seen`, `delays` | who listens, and what of it came when |
//! | `returning`, `closings` | how clients come back, and how they lost their sockets |
//! | the others | a failure each |

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
mod postgres;
mod power_loss;
mod reader;
mod reading;
mod redis;
mod returning;
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

/// Far more than a start, or the last answers, take.
const PATIENCE: Duration = Duration::from_secs(60);

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
    /// Redis stalls for 10 s, and is killed for longer, while people of two servers write to each other
    BrokerAway(broker_away::Options),
    /// PostgreSQL is ended or stalls for a while: nothing false is acknowledged, and all goes on afterwards
    DatabaseAway(database_away::Options),
    /// A thousand sockets stop reading: the others notice nothing, and the stalled are closed
    StalledReaders(stalled_readers::Options),
    /// Ten thousand sockets come back at once when the server is started again
    EverybodyReturns(everybody_returns::Options),
    /// Two servers are ended and started again in turn while people write
    RollingRestart(rolling_restart::Options),
    /// One server's clock is an hour ahead, the other's an hour behind
    Clocks(clocks::Options),
    /// Two people write at once at two servers: everybody sees one order
    OneOrder(one_order::Options),
}

pub(crate) async fn survive(failure: Failure) -> Result<(), String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    // What was started and mounted ends in any case.
    tokio::select! {
        survived = Box::pin(runs(failure)) => survived,
        _ = terminate.recv() => Err("ended before it was over".into()),
        _ = interrupt.recv() => Err("ended before it was over".into()),
    }
}

async fn runs(failure: Failure) -> Result<(), String> {
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

/// Nobody knows when it will be.
fn any_moment() -> Duration {
    Duration::from_millis(300 + returning::random(1_300))
}
