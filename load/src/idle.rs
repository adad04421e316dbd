//! Sockets that only receive.

use std::time::Duration;

use clap::Args;
use futures::{StreamExt, future};
use tokio::time::{Instant, sleep};

use crate::{Target, crowd, process, seconds, wire::Wire};

/// Sockets of one user, fewer than a server allows.
const EACH: u32 = 40;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    target: Target,
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    sockets: u32,
    /// How long they stay open before the memory is read
    #[arg(long = "seconds", default_value = "5", value_parser = seconds)]
    time: Duration,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn idle(options: Options) -> Result<(), String> {
    options.target.check()?;
    let wire = if options.target.origin { Wire::Origin } else { Wire::Charla };
    let pairs = crowd::pairs(&options.target.urls, options.sockets.div_ceil(2 * EACH)).await?;
    let people: Vec<_> = (1..).zip(pairs).flat_map(|(n, (one, other))| [(n, one), (n, other)]).collect();
    let first = options.sockets / 10;
    let (mut before, mut begun) = (0, Instant::now());
    let mut open = Vec::new();
    for place in 0..options.sockets {
        if place == first {
            // Excludes the memory of signing in and of the first sockets.
            sleep(options.time).await;
            (before, begun) = (process::memory(&options.target.pids), Instant::now());
        }
        let place = place as usize;
        let (conversation, person) = &people[place % people.len()];
        let socket = person.connects(&wire.path(*conversation)).await?;
        // Reads frames, so that pings are answered.
        open.push(tokio::spawn(socket.for_each(|_| future::ready(()))));
    }
    let took = begun.elapsed();
    sleep(options.time).await;
    let still_open = open.iter().filter(|socket| !socket.is_finished()).count();
    let after = process::memory(&options.target.pids);
    #[expect(clippy::cast_precision_loss, reason = "kilobytes")]
    let each = after.saturating_sub(before) as f64 / f64::from(options.sockets - first);
    println!(
        "{still_open} sockets open, the last {} connected in {:.1} s; memory {before} kB before them, {after} kB after: {each:.1} kB a socket",
        options.sockets - first,
        took.as_secs_f64()
    );
    Ok(())
}
