//! What a server must survive, one kind of failure a file. Each starts the servers itself, on a database of its
//! own that is empty before and gone afterwards, and fails where something acknowledged is lost.
//!
//! | modules | what is there |
//! |---|---|
//! | `child`, `server`, `postgres`, `redis`, `cluster` | the programs, which are started, ended and stalled |
//! | `writer`, `writing`, `asking` | who writes, and what of it is stored; who asks by requests |
//! | `reader`, `reading`, `seen`, `delays` | who listens, and what of it came when |
//! | `returning`, `closings` | how clients come back, and how they lost their sockets |

mod asking;
mod broker_away;
mod child;
mod clocks;
mod closings;
mod cluster;
mod database_away;
mod delays;
mod everybody_returns;
mod kill;
mod one_order;
mod postgres;
mod reader;
mod reading;
mod redis;
mod returning;
mod rolling_restart;
mod seen;
mod server;
mod stalled_readers;
mod writer;
mod writing;

use std::{path::Path, time::Duration};

use clap::Subcommand;
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

/// Far more than a start, or the last answers, take.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Subcommand)]
pub(crate) enum Failure {
    /// The server is killed again and again while people write
    Kill(kill::Options),
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
    // What was started is ended in any case.
    tokio::select! {
        survived = Box::pin(runs(failure)) => survived,
        _ = terminate.recv() => Err("ended before it was over".into()),
        _ = interrupt.recv() => Err("ended before it was over".into()),
    }
}

async fn runs(failure: Failure) -> Result<(), String> {
    match failure {
        Failure::Kill(options) => kill::kill(options).await,
        Failure::BrokerAway(options) => broker_away::broker_away(options).await,
        Failure::DatabaseAway(options) => database_away::database_away(options).await,
        Failure::StalledReaders(options) => stalled_readers::stalled_readers(options).await,
        Failure::EverybodyReturns(options) => everybody_returns::everybody_returns(options).await,
        Failure::RollingRestart(options) => rolling_restart::rolling_restart(options).await,
        Failure::Clocks(options) => clocks::clocks(options).await,
        Failure::OneOrder(options) => one_order::one_order(options).await,
    }
}

/// A folder that is gone afterwards, also where the work is cut short.
async fn in_folder<T>(work: impl AsyncFnOnce(&Path) -> Result<T, String>) -> Result<T, String> {
    struct Folder(std::path::PathBuf);
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
    let folder = Folder(std::env::temp_dir().join(format!("charla-survive-{}", Uuid::now_v7().simple())));
    std::fs::create_dir(&folder.0).map_err(|error| error.to_string())?;
    work(&folder.0).await
}
