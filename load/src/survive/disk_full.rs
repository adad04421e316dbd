//! The disk gets full while people write. From then on they are told so, and read on; when there is room again they
//! write again, at the same server.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use reqwest::StatusCode;
use tokio::time::{Duration, timeout};

use super::{
    folder::Folder,
    mount::{self, Mount},
    server::Server,
    writers::Writers,
};

/// Of the disk, which has room for some seconds of messages; and when it has been given more.
const MEGABYTES: u32 = 6;
const MORE_MEGABYTES: u32 = 256;

/// So many refusals, and each knows that the disk is full.
const REFUSALS: usize = 25;

/// Far more than it takes to fill.
const PATIENCE: Duration = Duration::from_secs(180);

/// What people do who only read.
const READING: [&str; 4] =
    ["/api/auth/me/", "/api/conversations/", "/api/conversations/stats/", "/api/conversations/search/?q=load"];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn fill(options: Options) -> Result<(), String> {
    mount::check_root()?;
    let folder = Folder::new()?;
    let at = folder.inner("mounted")?;
    let disk = Mount::in_memory(MEGABYTES, &at)?;
    let server = Server::in_folder(&options.program, &at)?;
    Writers::move_in(&server, 0, folder.path()).await?;
    let mut running = server.starts().await?;
    let mut writers = Writers::sign_in(&server, false).await?;

    timeout(PATIENCE, writers.write_until(|ledger| ledger.refused() >= REFUSALS))
        .await
        .map_err(|_| "the disk does not get full")?;
    let full_after = writers.acknowledged();
    if writers.iter().any(|writer| writer.ledger.refused() < REFUSALS) {
        return Err("the server hangs up on those who write to a full disk".into());
    }
    is_refused(&mut writers).await?;
    let codes: BTreeSet<_> = writers.iter().flat_map(|writer| writer.ledger.codes()).cloned().collect();
    if !codes.iter().eq(["overloaded"]) {
        return Err(format!("sends are refused with {codes:?}"));
    }
    let refusals: usize = writers.iter().map(|writer| writer.ledger.refused()).sum();
    let answers = is_read(&writers).await?;

    disk.grows(MORE_MEGABYTES)?;
    writers.finish().await?;
    if !running.lives() {
        return Err("the server has ended".into());
    }
    let messages = writers.check().await?;
    running.is_killed();
    let _running = server.starts().await?;
    writers.check().await?;
    println!(
        "the disk was full after {full_after} messages: {refusals} were refused, {answers} questions answered; with room \
        again the same server took the rest: {messages} messages acknowledged, each of them is there once and in order"
    );
    Ok(())
}

/// The API says it, too.
async fn is_refused(writers: &mut Writers) -> Result<(), String> {
    let mut refused = 0;
    for writer in writers.iter_mut() {
        match writer.posts().await? {
            StatusCode::SERVICE_UNAVAILABLE => refused += 1,
            // The last room there was.
            StatusCode::CREATED => {}
            other => return Err(writer.complaint(&format!("a message is refused with {other}"))),
        }
    }
    if refused == 0 { Err("the disk is not full".into()) } else { Ok(()) }
}

/// How many questions were answered.
async fn is_read(writers: &Writers) -> Result<usize, String> {
    let mut answers = 0;
    for writer in writers.iter() {
        for path in READING {
            writer.person.gets(path).await?;
            answers += 1;
        }
        let stored = writer.stored(&writer.person).await?;
        answers += stored.len().div_ceil(500) + 1;
    }
    Ok(answers)
}
