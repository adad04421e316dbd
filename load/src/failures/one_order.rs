//! Two users write into one conversation at the same time, at two servers: all users see one order.

use std::time::Duration;

use clap::Args;
use tokio::time::Instant;

use super::{
    cluster::Cluster, folder::Folder, habit::Habit, reading::Reading, server::Program, transcript::Transcript,
    writer::Writer, writing::Writing,
};
use crate::wire::Wire;

/// As fast as the server lets one user write for long: 50 messages a second.
const SEND_INTERVAL: Duration = Duration::from_millis(20);

const IN_FLIGHT: usize = 16;

/// Time until all have received the last message.
const HEARD: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// Messages of each of the two users: 50 a second, because a server allows no more
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    messages: u32,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn one_order(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let cluster = Cluster::starts(&options.program, &folder, 1, [Vec::new(), Vec::new()]).await?;
    let people = cluster.pairs(1).await?;
    let (customer, provider) = people.first().ok_or("nobody is there")?;
    // Clients of Charla's socket sort messages by `seq`; the socket of the original design sends them in order.
    let (mut live, mut origin) = (Reading::new(), Reading::new());
    for url in &cluster.urls() {
        for person in [customer, provider] {
            live.joins(vec![person.at(url)], 1, Wire::Charla);
            origin.joins(vec![person.at(url)], 1, Wire::Origin);
        }
    }
    live.until(HEARD, "resumed", |_, state| state.resumed.is_some()).await?;
    let habit =
        Habit { every: SEND_INTERVAL, in_flight: IN_FLIGHT, most: options.messages as usize, ..Habit::default() };
    let writers = [customer, provider].map(|person| Writer::new(vec![person.clone()], 1, habit));
    let begun = Instant::now();
    let mut writing = Writing::starts(writers.into());
    writing.finishes().await?;
    let took = begun.elapsed();
    let all = u64::from(2 * options.messages);
    live.until_they_have(&[all], HEARD).await?;
    origin.until_they_have(&[all], HEARD).await?;
    let messages = writing.check().await?;

    let transcript = Transcript::of(customer, 1).await?;
    for reading in [&live, &origin] {
        reading.has_seen(1, &transcript)?;
        if reading.twice() > 0 {
            return Err(format!("the sockets were told {} messages twice", reading.twice()));
        }
    }
    let early = origin.early();
    println!(
        "{messages} messages of two people at two servers in {:.0} s: 8 sockets at both servers saw each seq from 1 to \
         {all} once, with the same message. Before the one before it came {early} on the 4 that pass them on by seq, \
         {} on the 4 whose clients put them in their place; delivery p99 {:.1?}",
        took.as_secs_f64(),
        live.early(),
        live.delays.take().p99,
    );
    if early > 0 {
        return Err(format!("{early} messages came early on the sockets that pass them on by seq"));
    }
    Ok(())
}
