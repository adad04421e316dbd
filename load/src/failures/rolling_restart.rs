//! Two servers are restarted in turn while users write. Their clients use the other server meanwhile.

use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::{
    cluster::Cluster, folder::Folder, habit::Habit, reading::Reading, server::Program, writer::Writer, writing::Writing,
};
use crate::wire::Wire;

/// 400 messages a second.
const CONVERSATIONS: u32 = 20;
const SEND_INTERVAL: Duration = Duration::from_millis(50);

/// Limit for a server that was told to end.
const ENDED: Duration = Duration::from_secs(10);

/// Pause between two restarts.
const PAUSE_BETWEEN_RESTARTS: Duration = Duration::from_secs(3);

/// Close code of a server that ends.
const RESTART: u16 = 1012;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How often both servers are restarted
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn rolling_restart(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let mut cluster = Cluster::starts(&options.program, &folder, CONVERSATIONS, [Vec::new(), Vec::new()]).await?;
    let [first, second] = cluster.urls();
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    for (conversation, (customer, provider)) in (1..).zip(cluster.pairs(CONVERSATIONS).await?) {
        // Half of the clients begin at each server.
        let sessions = |one: &str, other: &str| vec![customer.at(one), customer.at(other)];
        let sessions = if conversation % 2 == 0 { sessions(&first, &second) } else { sessions(&second, &first) };
        writers.push(Writer::new(sessions, conversation, Habit { every: SEND_INTERVAL, ..Habit::default() }));
        for (one, other) in [(&first, &second), (&second, &first)] {
            reading.joins(vec![provider.at(one), provider.at(other)], conversation, Wire::Charla);
        }
    }
    let mut writing = Writing::starts(writers);
    let mut slowest = Duration::ZERO;
    for _ in 0..options.rounds {
        for place in 0..2 {
            sleep(PAUSE_BETWEEN_RESTARTS).await;
            slowest = slowest.max(cluster.running[place].ends(ENDED).await?);
            cluster.running[place] = cluster.servers[place].starts().await?;
        }
    }
    sleep(PAUSE_BETWEEN_RESTARTS).await;
    let last = writing.last_seqs();
    reading.until_they_have(&last, PAUSE_BETWEEN_RESTARTS).await?;
    writing.ends().await?;
    let messages = writing.check().await?;
    reading.agrees()?;

    let mut closings = reading.closings();
    closings.add(&writing.closings());
    let refusals: u32 = writing.refusals().values().sum();
    let wait = writing.longest_wait(..);
    println!(
        "{} restarts, each over within {slowest:.1?}: {messages} messages acknowledged, each of them is there once and \
         in order, and every reader has all of them; {refusals} were refused for the moment, and the slowest \
         acknowledgement, with coming back, took {wait:.1?}. Sockets closed: {closings}",
        2 * options.rounds,
    );
    match closings.total() - closings.of(RESTART) {
        0 => Ok(()),
        others => Err(format!("{others} sockets were closed otherwise than with {RESTART}")),
    }
}
