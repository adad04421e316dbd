//! The server is killed again and again while people write: what was acknowledged is there afterwards, once and
//! in order.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use futures::future::join_all;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::{PATIENCE, in_folder, server::Server, writer::Writer};
use crate::{Target, crowd, dataset};

const WRITERS: u32 = 20;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
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
    let server = Server::new(options.program.clone(), options.database_url.clone(), folder)?;
    let file = folder.join("dataset.json");
    std::fs::write(&file, dataset::json(WRITERS).to_string()).map_err(|error| error.to_string())?;
    server.run(&["import", &file.to_string_lossy()])?.wait().map_err(|error| error.to_string())?;

    let mut running = server.starts().await?;
    let target = Target { urls: vec![server.url()], pids: Vec::new(), origin: false };
    let pairs = crowd::pairs(&target, WRITERS).await?;
    let mut writers: Vec<_> =
        (1..).zip(pairs).map(|(conversation, (person, _))| Writer::new(person, conversation, options.lie)).collect();
    for _ in 0..options.rounds {
        let killing = async {
            sleep(Duration::from_millis(300 + 5 * u64::from(Uuid::now_v7().as_bytes()[15]))).await;
            running.is_killed();
        };
        tokio::join!(killing, join_all(writers.iter_mut().map(Writer::writes)));
        running = server.starts().await?;
    }
    for writer in &mut writers {
        timeout(PATIENCE, writer.finishes()).await.map_err(|_| "the last messages find no answer".to_owned())??;
    }
    let mut messages = 0;
    for writer in &writers {
        messages += writer.checks().await?;
    }
    Ok(messages)
}
