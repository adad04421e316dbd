//! Two people write into one conversation at the same time, each at another server: everybody sees one order.

use std::{path::Path, time::Duration};

use clap::Args;
use tokio::time::Instant;

use super::{
    cluster::Cluster,
    in_folder,
    reading::Reading,
    server::Program,
    writer::{Habit, Writer},
    writing::{Writing, check, stored},
};
use crate::wire::Wire;

/// As fast as the server lets one person write for long: 50 messages a second.
const EVERY: Duration = Duration::from_millis(20);

const IN_FLIGHT: usize = 16;

/// All have heard the last message.
const HEARD: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// Of each of the two: 50 a second, for a server allows no more
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    messages: u32,
}

pub(super) async fn one_order(options: Options) -> Result<(), String> {
    in_folder(async |folder| one_order_in(folder, &options).await).await
}

#[expect(clippy::print_stdout, reason = "what came of it")]
async fn one_order_in(folder: &Path, options: &Options) -> Result<(), String> {
    let cluster = Cluster::starts(&options.program, folder, 1, [Vec::new(), Vec::new()]).await?;
    let people = cluster.pairs(1).await?;
    let (customer, provider) = people.first().ok_or("nobody is there")?;
    // Charla's socket shows what comes; the origin's, whose clients do the same, passes it on by `seq`.
    let (mut live, mut origin) = (Reading::new(), Reading::new());
    for url in &cluster.urls() {
        for person in [customer, provider] {
            live.joins(vec![person.at(url)], 1, Wire::Charla);
            origin.joins(vec![person.at(url)], 1, Wire::Origin);
        }
    }
    live.until(HEARD, "resumed", |_, heard| heard.resumed.is_some()).await?;
    let habit = Habit { every: EVERY, in_flight: IN_FLIGHT, most: options.messages as usize, ..Habit::default() };
    let writers = [customer, provider].map(|person| Writer::new(vec![person.clone()], 1, habit));
    let begun = Instant::now();
    let writers = Writing::starts(writers.into()).finishes().await?;
    let took = begun.elapsed();
    let all = u64::from(2 * options.messages);
    live.until_they_have(&[all], HEARD).await?;
    origin.until_they_have(&[all], HEARD).await?;
    let messages = check(&writers).await?;

    let stored = stored(customer, 1).await?;
    let ids = (1..).zip(&stored).filter_map(|(seq, message)| Some((seq, message["id"].as_i64()?))).collect();
    let mut early = 0;
    for (_, notes) in live.notes.iter().chain(&origin.notes) {
        let seen = &notes.look().seen;
        if seen.ids != ids {
            return Err("a socket saw another order than that which is stored".into());
        }
        if seen.twice > 0 {
            return Err(format!("a socket was told {} messages twice", seen.twice));
        }
        early += seen.early;
    }
    let of_origin: u32 = origin.notes.iter().map(|(_, notes)| notes.look().seen.early).sum();
    println!(
        "{messages} messages of two people at two servers in {:.0} s: 8 sockets at both servers saw each seq from 1 to \
         {all} once, with the same message. Before the one before it came {of_origin} on the 4 that pass them on by seq, \
         {} on the 4 whose clients put them in their place; delivery p99 {:.1?}",
        took.as_secs_f64(),
        early - of_origin,
        live.delays.taken().p99,
    );
    if of_origin > 0 {
        return Err(format!("{of_origin} messages came early on the sockets that pass them on by seq"));
    }
    Ok(())
}
