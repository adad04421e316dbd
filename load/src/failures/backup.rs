//! Copies the database while users write, by `charla backup` or by PostgreSQL's own programs. A server on the copy has all
//! messages that were acknowledged before the copy began, and of each conversation a beginning without gaps.

use std::{fs, time::Duration};

use clap::Args;
use tokio::time::{Instant, sleep};

use super::{
    dump::Dump,
    folder::Folder,
    habit::Habit,
    server::{Program, Server, sqlite},
    writer::Writer,
    writing::Writing,
};

const CONVERSATIONS: u32 = 20;

/// Users write for this long before and after.
const AROUND: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// Another database than an SQLite file: an empty one of a PostgreSQL server. The copy gets another database there
    #[arg(long)]
    database_url: Option<String>,
    /// Messages that exist before, so that copying takes a while
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    history: u32,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn back_up(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let postgres = options.database_url.as_deref();
    let server = Server::new(&options.program, postgres, folder.path())?;
    let (_running, pairs) = server.starts_with_people(&folder, CONVERSATIONS, options.history).await?;
    let people = (1..).zip(pairs);
    let writers = people.map(|(conversation, (person, _))| Writer::new(vec![person], conversation, Habit::hasty()));
    let mut writing = Writing::starts(writers.collect());

    let file = folder.path().join("copy");
    let start = Instant::now();
    sleep(AROUND).await;
    let begun = Instant::now();
    let dump = match postgres {
        Some(database) => Some(Dump::of(database, file.clone()).await?),
        None => {
            server.runs(&["backup", &file.to_string_lossy()]).await?;
            None
        }
    };
    let done = Instant::now();
    sleep(AROUND).await;
    writing.ends().await?;
    let messages = writing.check().await?;
    if writing.closings().total() > 0 {
        return Err("the server hangs up on those who write".into());
    }

    let size = fs::metadata(&file).map_err(|error| error.to_string())?.len() / 1_000;
    let copy = match (dump, postgres) {
        (Some(dump), Some(beside)) => dump.restore(beside).await?,
        _ => sqlite(&file),
    };
    let restored = Server::new(&options.program, Some(&copy), folder.path())?;
    let _running_too = restored.starts().await?;
    let copied = writing.found(Some(&restored.url()), begun).await?;
    if copied.lost > 0 {
        return Err(format!("the copy lacks {} messages that were acknowledged before it was begun", copied.lost));
    }
    println!(
        "{size} kB were copied in {:.1} s: the copy has {} of {messages} messages, all that were acknowledged before \
        it was begun among them, and no gap. The longest wait for an acknowledgement was {} ms, and {} ms before",
        (done - begun).as_secs_f64(),
        copied.messages,
        writing.longest_wait(begun..done).as_millis(),
        writing.longest_wait(start..begun).as_millis(),
    );
    Ok(())
}
