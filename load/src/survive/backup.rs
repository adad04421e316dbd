//! The database is copied while people write, by `charla backup` or by PostgreSQL's own programs. A server that is started on the copy has everything that was
//! acknowledged before the copy was begun, and each conversation up to some message without a gap.

use std::{fs, path::PathBuf};

use clap::Args;
use tokio::time::{Duration, Instant, sleep};

use super::{folder::Folder, postgres, server::Server, writers::Writers};

/// People write for so long before, and after.
const AROUND: Duration = Duration::from_secs(3);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
    /// Another database than an SQLite file: an empty one of a PostgreSQL server, which is given another for the copy
    #[arg(long)]
    database_url: Option<String>,
    /// Messages that were there before, so that the copy takes its time
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    history: u32,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn back_up(options: Options) -> Result<(), String> {
    let folder = Folder::new()?;
    let postgres = options.database_url.as_deref();
    let server = match postgres {
        Some(database) => Server::new(&options.program, database.to_owned())?,
        None => Server::in_folder(&options.program, folder.path())?,
    };
    Writers::move_in(&server, options.history, folder.path()).await?;
    let _running = server.starts().await?;
    let mut writers = Writers::sign_in(&server, false).await?;

    let copy = folder.path().join("copy");
    let copying = async {
        let start = Instant::now();
        sleep(AROUND).await;
        let begun = Instant::now();
        match postgres {
            Some(database) => postgres::dump(database, &copy).await?,
            None => server.runs(&["backup", &copy.to_string_lossy()]).await?,
        }
        let done = Instant::now();
        sleep(AROUND).await;
        Ok((start, begun, done))
    };
    let (start, begun, done) = writers.write_during(copying).await?;
    writers.finish().await?;
    let messages = writers.check().await?;

    let size = fs::metadata(&copy).map_err(|error| error.to_string())?.len() / 1_000;
    let restored = match postgres {
        Some(database) => Server::new(&options.program, postgres::restore(&copy, database).await?)?,
        None => Server::on_file(&options.program, &copy)?,
    };
    let _running_too = restored.starts().await?;
    let copied = writers.check_copy(&restored, begun).await?;
    println!(
        "{size} kB were copied in {:.1} s: the copy has {copied} of {messages} messages, all that were acknowledged before \
        it was begun among them, and no gap. The longest wait for an acknowledgement was {} ms, and {} ms before",
        (done - begun).as_secs_f64(),
        writers.longest_wait(begun, done).as_millis(),
        writers.longest_wait(start, begun).as_millis(),
    );
    Ok(())
}
