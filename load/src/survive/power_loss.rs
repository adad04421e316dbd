//! The power goes again and again while people write. The database is on a disk that is a file: what has arrived
//! in that file is what such a disk keeps, and what the system only holds in memory is gone. The server is
//! stopped first: whatever acknowledgement comes, it was sent before that moment.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use tokio::{task::block_in_place, time::sleep};

use super::{
    any_moment,
    folder::Folder,
    mount::{self, Mount},
    server::{Running, Server},
    writers::Writers,
};

/// Of the disk.
const MEGABYTES: u64 = 128;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
    /// How often the power goes
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// What the server is told
    #[arg(long, default_value = "full", value_parser = ["full", "relaxed"])]
    durability: String,
    /// Fails unless something is lost: to see that a loss is noticed
    #[arg(long)]
    expect_loss: bool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn lose_power(options: Options) -> Result<(), String> {
    mount::check_root()?;
    let folder = Folder::new()?;
    let (image, at) = (folder.path().join("disk"), folder.inner("mounted")?);
    mount::make_image(&image, MEGABYTES)?;
    let mut disk = Mount::of_image(&image, &at)?;
    let server = Server::in_folder(&options.program, &at)?.with_durability(&options.durability);
    Writers::move_in(&server, 0, folder.path()).await?;
    let mut running = server.starts().await?;
    let mut writers = Writers::sign_in(&server, false).await?;
    // The people themselves are no part of what may be lost.
    disk.is_synchronised()?;

    let (mut lost, mut lossy_rounds) = (0, 0);
    for _ in 0..options.rounds {
        let going = async {
            sleep(any_moment()).await;
            let copied = copy_at_the_stop(&running, &disk, &image).await;
            // In any case: people write until then.
            running.is_killed();
            copied
        };
        let (copied, ()) = tokio::join!(going, writers.write());
        let copy = copied?;
        disk.ends()?;
        fs::rename(copy, &image).map_err(|error| error.to_string())?;
        disk = Mount::of_image(&image, &at)?;
        running = server.starts().await?;
        let lost_by_now = writers.lost().await?;
        lossy_rounds += u32::from(lost_by_now > lost);
        lost = lost_by_now;
    }
    writers.finish().await?;
    lost = writers.lost().await?;
    let outcome = format!(
        "the power went {} times, durability {}: {} messages acknowledged, {lost} of them lost in {lossy_rounds} rounds, \
        the others are there once and in order",
        options.rounds,
        options.durability,
        writers.acknowledged(),
    );
    if (lost > 0) == options.expect_loss {
        println!("{outcome}");
        Ok(())
    } else {
        Err(outcome)
    }
}

/// What is on the disk when the server has stopped. Acknowledgements that people have not read yet were sent before.
async fn copy_at_the_stop(running: &Running, disk: &Mount, image: &Path) -> Result<PathBuf, String> {
    running.stops().await?;
    let copy = image.with_extension("copy");
    // Others of this process go on: people hear what was sent to them.
    block_in_place(|| disk.is_copied(image, &copy))?;
    Ok(copy)
}
