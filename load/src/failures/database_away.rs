//! PostgreSQL is away while users write: nothing is acknowledged that is not stored, users are told to try again, and
//! everything continues when it is back.

use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::time::{Instant, sleep};

use super::{
    TIMEOUT,
    asking::Asking,
    folder::Folder,
    habit::Habit,
    postgres::Postgres,
    reading::Reading,
    server::{Program, Server},
    writer::Writer,
    writing::Writing,
};
use crate::{process, seconds, wire::Wire};

/// 200 messages a second by sockets; HTTP requests use one more conversation.
const CONVERSATIONS: u32 = 20;
const SEND_INTERVAL: Duration = Duration::from_millis(100);

const NORMAL: Duration = Duration::from_secs(5);

/// Time from the return of the database until all users have what was acknowledged.
const AFTER_RETURN: Duration = Duration::from_secs(10);

/// Two requests each time.
const ASKS_EVERY: Duration = Duration::from_millis(500);

/// Limit on the growth of the server's memory, in kB.
const MOST_MEMORY: u64 = 64 * 1_024;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum How {
    /// Ended as by a crash, and started again
    Ended,
    /// Accepts connections, and answers nothing
    Stalled,
}

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How long the database is away
    #[arg(long = "seconds", default_value = "30", value_parser = seconds)]
    time: Duration,
    #[arg(long, value_enum, default_value = "ended")]
    how: How,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn database_away(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let mut postgres = Postgres::starts(&folder).await?;
    let server = Server::new(&options.program, Some(&postgres.url()), folder.path())?;
    let (running, mut pairs) = server.starts_with_people(&folder, CONVERSATIONS + 1, 0).await?;
    let (asking, _) = pairs.pop().ok_or("nobody is there")?;
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    for (conversation, (customer, provider)) in (1..).zip(pairs) {
        reading.joins(vec![provider], conversation, Wire::Charla);
        writers.push(Writer::new(vec![customer], conversation, Habit { every: SEND_INTERVAL, ..Habit::default() }));
    }
    let mut writing = Writing::starts(writers);
    sleep(NORMAL).await;

    let memory = process::memory(&[running.pid()]);
    match options.how {
        How::Ended => postgres.goes_away().await?,
        How::Stalled => postgres.stalls()?,
    }
    // Acknowledgements that are under way arrive.
    sleep(Duration::from_millis(100)).await;
    let before = writing.last_seqs();
    let mut asking = Asking::new(asking, CONVERSATIONS + 1);
    let (begun, mut most_memory) = (Instant::now(), memory);
    while begun.elapsed() < options.time {
        asking.asks();
        sleep(ASKS_EVERY).await;
        asking.count_answers()?;
        most_memory = most_memory.max(process::memory(&[running.pid()]));
    }
    let wrong = asking.by_status.keys().copied().find(|status| *status != 503);
    let answered: u32 = asking.by_status.values().sum();
    let false_ones: u64 = writing.last_seqs().iter().sum::<u64>() - before.iter().sum::<u64>();
    let begun = Instant::now();
    match options.how {
        How::Ended => postgres.comes_back()?,
        How::Stalled => postgres.goes_on(),
    }
    let next: Vec<_> = before.iter().map(|seq| seq + 1).collect();
    reading.until_they_have(&next, TIMEOUT).await?;
    let back = begun.elapsed();
    sleep(NORMAL).await;
    let last = writing.last_seqs();
    reading.until_they_have(&last, AFTER_RETURN).await?;
    // The last requests may have been answered by the database after all.
    let asked = asking.ends().await?;
    writing.ends().await?;
    let messages = asked + writing.check().await?;

    let refused: u32 = writing.refusals().values().sum();
    let grown = most_memory.saturating_sub(memory);
    println!(
        "PostgreSQL {} for {} s: {false_ones} messages acknowledged meanwhile; {refused} sends were refused for the \
         moment, {answered} requests with 503 and when to try again, the slowest after {:.1?}; memory grew by {grown} \
         kB. Everybody wrote again {back:.1?} after it was back; {messages} messages acknowledged, each of them is \
         there once and in order",
        match options.how {
            How::Ended => "ended",
            How::Stalled => "stalled",
        },
        options.time.as_secs(),
        asking.slowest,
    );
    if let Some(status) = wrong {
        return Err(format!("a request was answered with {status} while no database was there"));
    }
    if false_ones > 0 {
        return Err(format!("{false_ones} messages were acknowledged while no database was there"));
    }
    if grown > MOST_MEMORY {
        return Err(format!("{grown} kB more memory: at most {MOST_MEMORY} kB"));
    }
    if back > AFTER_RETURN {
        return Err(format!("it took {back:.1?} until everybody wrote again"));
    }
    Ok(())
}
