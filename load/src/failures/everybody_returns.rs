//! The server is restarted, and all clients reconnect at once.

use std::{fs, time::Duration};

use clap::Args;
use tokio::time::{Instant, sleep};

use super::{
    TIMEOUT,
    folder::Folder,
    habit::Habit,
    reading::Reading,
    server::{Program, Server},
    writer::Writer,
    writing::Writing,
};
use crate::{process, wire::Wire};

/// Sockets of one user, fewer than a server allows.
const EACH: u32 = 20;

/// Open files beside the sockets.
const OTHER_FILES: u32 = 1_500;

/// Limit for a server that was told to end.
const ENDED: Duration = Duration::from_secs(10);

/// Limit for all clients to be back, and to have what was written meanwhile.
const BACK: Duration = Duration::from_secs(10);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(40..=18_000))]
    sockets: u32,
    /// Another database than an SQLite file: an empty one
    #[arg(long)]
    database_url: Option<String>,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn everybody_returns(options: Options) -> Result<(), String> {
    let (allowed, needed) = (allowed_files(), options.sockets + OTHER_FILES);
    if allowed.is_some_and(|allowed| allowed < needed) {
        return Err(format!("{needed} files are open at once, which is not allowed here: ulimit -n {needed}"));
    }
    let folder = Folder::new()?;
    let conversations = options.sockets.div_ceil(2 * EACH);
    let server = Server::new(&options.program, options.database_url.as_deref(), folder.path())?;
    let (mut running, pairs) = server.starts_with_people(&folder, conversations, 0).await?;
    let mut reading = Reading::new();
    for (conversation, (customer, provider)) in (1..).zip(&pairs) {
        for _ in 0..EACH {
            reading.joins(vec![customer.clone()], conversation, Wire::Charla);
            reading.joins(vec![provider.clone()], conversation, Wire::Charla);
        }
        // A few at a time: only the reconnecting is measured.
        sleep(Duration::from_millis(10)).await;
    }
    let sockets = reading.readers.len();
    reading.until(TIMEOUT, "connected", |_, state| state.resumed.is_some()).await?;

    let left = Instant::now();
    let ended = running.ends(ENDED).await?;
    reading.until(TIMEOUT, "closed", |_, state| state.closings.total() > 0).await?;
    running = server.starts().await?;
    let away = running.since - left;
    // These writers connect first, so nearly all readers miss what they write.
    let habit = Habit { every: Duration::from_millis(20), most: 5, ..Habit::default() };
    let writers =
        (1..).zip(&pairs).map(|(conversation, (customer, _))| Writer::new(vec![customer.clone()], conversation, habit));
    let mut writing = Writing::starts(writers.collect());
    reading.until_they_resumed(running.since).await?;
    let resumed = reading.readers.iter().filter_map(|(_, state)| state.lock().resumed).max();
    let took = resumed.unwrap_or(running.since) - running.since;
    let cpu = process::cpu(&[running.pid()]);
    writing.finishes().await?;
    reading.until_they_have(&writing.last_seqs(), TIMEOUT).await?;
    let complete = running.since.elapsed();
    let messages = writing.check().await?;
    reading.agrees()?;
    let wait = writing.longest_wait(..);
    println!(
        "{sockets} sockets: the server ended within {ended:.1?} and listened again after {away:.1?}; {took:.1?} later \
         the last of them had resumed, for {cpu:.1?} of its processor time; {messages} messages were written \
         meanwhile, acknowledged after at most {wait:.1?}, and after {complete:.1?} everybody had all of them. Asked \
         again: {}. Sockets closed: {}",
        reading.refused(),
        reading.closings(),
    );
    if took > BACK {
        return Err(format!("{took:.1?} is too long: at most {} s", BACK.as_secs()));
    }
    Ok(())
}

fn allowed_files() -> Option<u32> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}
