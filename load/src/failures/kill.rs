//! The server is killed again and again while users write: afterwards all acknowledged messages are stored once and in
//! order, and readers miss nothing.

use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::{
    any_moment,
    folder::Folder,
    habit::Habit,
    reading::Reading,
    server::{Program, Server},
    transcript::Transcript,
    writer::Writer,
    writing::Writing,
};
use crate::wire::Wire;

const CONVERSATIONS: u32 = 20;

/// Time until all have received the last message.
const HEARD: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How often the server is killed
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// Another database than an SQLite file: an empty one
    #[arg(long)]
    database_url: Option<String>,
    /// Treats every sent message as acknowledged: checks that a loss is noticed
    #[arg(long)]
    lie: bool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn kill(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let server = Server::new(&options.program, options.database_url.as_deref(), folder.path())?;
    let (mut running, pairs) = server.starts_with_people(&folder, CONVERSATIONS, 0).await?;
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    for (conversation, (customer, provider)) in (1..).zip(&pairs) {
        reading.joins(vec![provider.clone()], conversation, Wire::Charla);
        let habit = Habit { lies: options.lie, ..Habit::hasty() };
        writers.push(Writer::new(vec![customer.clone()], conversation, habit));
    }
    let mut writing = Writing::starts(writers);
    for _ in 0..options.rounds {
        writing.goes_on().await?;
        reading.until_they_resumed(running.since).await?;
        sleep(any_moment()).await;
        running.kill();
        running = server.starts().await?;
    }
    reading.until_they_resumed(running.since).await?;
    writing.ends().await?;
    let messages = writing.check().await?;
    reading.until_they_have(&writing.last_seqs(), HEARD).await?;
    for (conversation, (customer, _)) in (1..).zip(&pairs) {
        reading.has_seen(conversation, &Transcript::of(customer, conversation).await?)?;
    }
    let (kills, readers) = (options.rounds, reading.readers.len());
    println!(
        "killed {kills} times: {messages} messages acknowledged, each of them is there once and in order; {readers} readers \
         resumed every time, {} in all, and were told each message in its place",
        reading.closings().total(),
    );
    Ok(())
}
