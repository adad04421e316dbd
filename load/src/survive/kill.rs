//! The server is killed again and again while people write: what was acknowledged is there afterwards, once and
//! in order.

use std::path::PathBuf;

use clap::Args;
use tokio::time::sleep;

use super::{any_moment, folder::Folder, server::Server, writers::Writers};

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
    let folder = Folder::new()?;
    let server = match options.database_url {
        Some(database) => Server::new(&options.program, database)?,
        None => Server::in_folder(&options.program, folder.path())?,
    };
    Writers::move_in(&server, 0, folder.path()).await?;
    let mut running = server.starts().await?;
    let mut writers = Writers::sign_in(&server, options.lie).await?;
    for _ in 0..options.rounds {
        let killing = async {
            sleep(any_moment()).await;
            running.is_killed();
        };
        tokio::join!(killing, writers.write());
        running = server.starts().await?;
    }
    writers.finish().await?;
    let messages = writers.check().await?;
    let kills = options.rounds;
    println!("killed {kills} times: {messages} messages acknowledged, each of them is there once and in order");
    Ok(())
}
