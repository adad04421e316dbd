//! A thousand sockets stop reading: other users notice nothing, the server closes the stalled sockets, and their users
//! have everything after they reconnect.

use std::time::Duration;

use clap::Args;
use futures::StreamExt;
use tokio::time::{Instant, sleep};

use super::{
    delays::Taken,
    folder::Folder,
    habit::Habit,
    reading::Reading,
    server::{Program, Running, Server},
    writer::Writer,
    writing::Writing,
};
use crate::{
    person::{Person, Socket},
    process, seconds,
    wire::Wire,
};

/// 500 messages a second. Each conversation has one writer, one reader, and fifteen sockets that do not read.
const CONVERSATIONS: u32 = 70;
const SEND_INTERVAL: Duration = Duration::from_millis(140);
const CHARACTERS: usize = 2_000;
const STALLED_EACH: u32 = 15;

/// Files that the server may open meanwhile for other purposes.
const OTHER_FILES: usize = 5;

/// Time within which all stalled sockets are closed.
const CLOSED: Duration = Duration::from_secs(30);
const BACK: Duration = Duration::from_secs(30);

/// Limit on the growth of the server's memory, in kB.
const MOST_MEMORY: u64 = 64 * 1_024;

/// How much slower other users may be served, in percent; or by this much, which nobody notices: a machine that is slow
/// for some minutes causes that much without stalled readers.
const SLOWER: u32 = 150;
const SLOWER_BY: Duration = Duration::from_millis(20);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How long the normal delays are measured
    #[arg(long = "seconds", default_value = "20", value_parser = seconds)]
    time: Duration,
}

/// What happened after the sockets had stopped reading.
struct Stalled {
    memory_before: u64,
    most_memory: u64,
    closed: Option<Duration>,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn stalled_readers(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let server = Server::new(&options.program, None, folder.path())?;
    let (running, pairs) = server.starts_with_people(&folder, CONVERSATIONS, 0).await?;
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    let habit = Habit { every: SEND_INTERVAL, characters: CHARACTERS, ..Habit::default() };
    for (conversation, (customer, provider)) in (1..).zip(&pairs) {
        reading.joins(vec![customer.clone()], conversation, Wire::Charla);
        writers.push(Writer::new(vec![provider.clone()], conversation, habit));
    }
    let mut writing = Writing::starts(writers);
    sleep(Duration::from_secs(3)).await;
    reading.delays.take();
    sleep(options.time).await;
    let before = reading.delays.take();

    let files = process::open_files(running.pid());
    let customers = pairs.iter().map(|(customer, _)| customer);
    let sockets = stall(customers).await?;
    let last = writing.last_seqs();
    let stalled = watch(&running, files + OTHER_FILES, options.time).await;
    let meanwhile = reading.delays.take();

    // Their users reconnect as clients do, and resume from where they stopped.
    let stopped = sockets.len();
    drop(sockets);
    let mut returned = Reading::new();
    for (conversation, (customer, _)) in (1..).zip(&pairs) {
        for _ in 0..STALLED_EACH {
            returned.resumes(vec![customer.clone()], conversation, Wire::Charla, last[conversation as usize - 1]);
        }
    }
    let complete = returned.until_they_have(&writing.last_seqs(), BACK).await?;
    writing.ends().await?;
    let messages = writing.check().await?;
    let grown = stalled.most_memory.saturating_sub(stalled.memory_before);
    let closed = stalled.closed.map_or_else(|| "not all".to_owned(), |closed| format!("after {closed:.1?}"));
    let delay = |taken: Taken| format!("{} messages, p50 {:.1?}, p99 {:.1?}", taken.count, taken.p50, taken.p99);
    println!(
        "{stopped} sockets stopped reading: closed {closed}; memory grew from {} kB by at most {grown} kB; delivery to \
         the others before: {}; meanwhile: {}. Back again, they had everything after {complete:.1?}. {messages} \
         messages acknowledged, each of them is there once and in order",
        stalled.memory_before,
        delay(before),
        delay(meanwhile),
    );
    if stalled.closed.is_none_or(|closed| closed > CLOSED) {
        return Err(format!("not all of them were closed within {} s", CLOSED.as_secs()));
    }
    if grown > MOST_MEMORY {
        return Err(format!("{grown} kB more memory: at most {MOST_MEMORY} kB"));
    }
    if meanwhile.p99 > (before.p99 * SLOWER / 100).max(before.p99 + SLOWER_BY) {
        let millis = SLOWER_BY.as_millis();
        return Err(format!(
            "the others' p99 is more than {SLOWER} % of what it was, and more than {millis} ms longer"
        ));
    }
    Ok(())
}

/// Opens sockets that read the first frame and nothing after it.
async fn stall(people: impl Iterator<Item = &Person>) -> Result<Vec<Socket>, String> {
    let mut sockets = Vec::new();
    for person in people {
        for _ in 0..STALLED_EACH {
            let mut socket = person.connects_with_small_buffers("/ws/").await?;
            socket.next().await.ok_or("a socket ends at once")?.map_err(|error| error.to_string())?;
            sockets.push(socket);
        }
    }
    Ok(sockets)
}

/// Watches the server until it has at most this many open files, and for at least this long.
async fn watch(running: &Running, files: usize, at_least: Duration) -> Stalled {
    let pids = [running.pid()];
    let memory_before = process::memory(&pids);
    let mut stalled = Stalled { memory_before, most_memory: memory_before, closed: None };
    let begun = Instant::now();
    while begun.elapsed() < at_least || (stalled.closed.is_none() && begun.elapsed() < 2 * CLOSED) {
        sleep(Duration::from_millis(100)).await;
        stalled.most_memory = stalled.most_memory.max(process::memory(&pids));
        if stalled.closed.is_none() && process::open_files(running.pid()) <= files {
            stalled.closed = Some(begun.elapsed());
        }
    }
    stalled
}
