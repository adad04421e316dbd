//! Redis stalls, and is killed, while users of two servers write to each other: sends are acknowledged, messages
//! arrive, and nothing is missing once Redis is back.

use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::{
    cluster::Cluster, delays::Taken, folder::Folder, habit::Habit, reading::Reading, server::Program, writer::Writer,
    writing::Writing,
};
use crate::{seconds, wire::Wire};

/// 100 messages a second, each from one server to the other.
const CONVERSATIONS: u32 = 20;

const STALLED: Duration = Duration::from_secs(10);
const NORMAL: Duration = Duration::from_secs(5);

/// Time from the return of Redis until all users have what was acknowledged before.
const AFTER_STALL: Duration = Duration::from_secs(2);
const AFTER_RETURN: Duration = Duration::from_secs(5);

/// Slowest delivery without Redis: it is noticed after 1.5 s, and then the database is polled every second.
const SLOWEST: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How long Redis is away
    #[arg(long = "seconds", default_value = "60", value_parser = seconds)]
    time: Duration,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn broker_away(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let mut cluster = Cluster::starts(&options.program, &folder, CONVERSATIONS, [Vec::new(), Vec::new()]).await?;
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    for (conversation, (customer, provider)) in (1..).zip(cluster.pairs(CONVERSATIONS).await?) {
        reading.joins(vec![provider], conversation, Wire::Charla);
        reading.joins(vec![customer.clone()], conversation, Wire::Charla);
        writers.push(Writer::new(vec![customer], conversation, Habit::default()));
    }
    let mut writing = Writing::starts(writers);
    sleep(NORMAL).await;
    let before = reading.delays.take();

    cluster.redis.stalls()?;
    sleep(STALLED).await;
    let last = writing.last_seqs();
    cluster.redis.goes_on()?;
    let after_stall = reading.until_they_have(&last, AFTER_STALL).await?;
    sleep(NORMAL).await;
    let stalled = reading.delays.take();

    cluster.redis.goes_away();
    let first = writing.last_seqs();
    sleep(options.time).await;
    let last = writing.last_seqs();
    cluster.redis.comes_back().await?;
    let after_return = reading.until_they_have(&last, AFTER_RETURN).await?;
    let away = reading.delays.take();
    sleep(NORMAL).await;
    let afterwards = reading.delays.take();

    let last: u64 = last.iter().sum::<u64>() - first.iter().sum::<u64>();
    writing.ends().await?;
    let slowest = writing.longest_wait(..);
    let messages = writing.check().await?;
    reading.agrees()?;
    let twice = reading.twice();
    let delay = |taken: Taken| format!("p50 {:.1?}, most {:.1?}", taken.p50, taken.most);
    println!(
        "Redis stalled {} s: complete {after_stall:.1?} after it goes on; killed for {} s: complete {after_return:.1?} \
         after it is back, {last} messages acknowledged meanwhile. {messages} messages in all, each of them is there \
         once and in order, {twice} were told twice; the slowest acknowledgement took {slowest:.1?}.\n\
         Delivery before: {}; stalled: {}; killed: {}; afterwards: {}",
        STALLED.as_secs(),
        options.time.as_secs(),
        delay(before),
        delay(stalled),
        delay(away),
        delay(afterwards),
    );
    if let Some(slow) = [stalled, away].iter().find(|taken| taken.most > SLOWEST) {
        return Err(format!("a message came only after {:.1?}", slow.most));
    }
    Ok(())
}
