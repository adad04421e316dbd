//! The server is killed again and again while people write: what was acknowledged is there afterwards, once and
//! in order.

use std::{path::Path, time::Duration};

use clap::Args;
use tokio::time::sleep;

use super::{
    in_folder,
    returning::random,
    server::{Program, Server},
    writer::{Habit, Writer},
    writing::{Writing, check},
};
use crate::{Target, crowd};

/// 500 messages a second.
const WRITERS: u32 = 20;
const EVERY: Duration = Duration::from_millis(40);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How often it is killed
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// Another database than an SQLite file: an empty one
    #[arg(long)]
    database_url: Option<String>,
    /// Takes what was only sent for acknowledged: to see that a loss is noticed
    #[arg(long)]
    lie: bool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn kill(options: Options) -> Result<(), String> {
    let messages = in_folder(async |folder| kill_in(folder, &options).await).await?;
    let kills = options.rounds;
    println!("killed {kills} times: {messages} messages acknowledged, each of them is there once and in order");
    Ok(())
}

async fn kill_in(folder: &Path, options: &Options) -> Result<usize, String> {
    let server = Server::new(&options.program, options.database_url.clone(), folder)?;
    server.imports(folder, WRITERS).await?;
    let mut running = server.starts().await?;
    let target = Target { urls: vec![server.url()], pids: Vec::new(), origin: false };
    let habit = Habit { every: EVERY, in_flight: 64, lies: options.lie, ..Habit::default() };
    let people = (1..).zip(crowd::pairs(&target, WRITERS).await?);
    let writers = people.map(|(conversation, (person, _))| Writer::new(vec![person], conversation, habit));
    let writing = Writing::starts(writers.collect());
    for _ in 0..options.rounds {
        sleep(Duration::from_millis(500 + random(2_000))).await;
        running.is_killed();
        running = server.starts().await?;
    }
    check(&writing.ends().await?).await
}
