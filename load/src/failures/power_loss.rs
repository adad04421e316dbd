//! The power is cut again and again while users write. The database is on a disk image: data that was written to the image
//! survives, data that the system only holds in memory is lost. The server is stopped first, so that it sends no
//! acknowledgement after that moment.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use tokio::{
    task::block_in_place,
    time::{Instant, sleep},
};

use super::{
    any_moment,
    folder::Folder,
    habit::Habit,
    mount::{self, Mount},
    server::{Program, Running, Server},
    writer::Writer,
    writing::Writing,
};

const CONVERSATIONS: u32 = 20;

/// Size of the disk.
const MEGABYTES: u64 = 128;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How often the power is cut
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// `CHARLA_DURABILITY` of the server
    #[arg(long, default_value = "full", value_parser = ["full", "relaxed"])]
    durability: String,
    /// Fails unless a message is lost: checks that a loss is noticed
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
    let server = Server::new(&options.program, None, &at)?
        .with_environment(vec![("CHARLA_DURABILITY", options.durability.clone())]);
    let (mut running, pairs) = server.starts_with_people(&folder, CONVERSATIONS, 0).await?;
    let people = (1..).zip(pairs);
    // The imported users are not part of what may be lost.
    disk.sync()?;
    let writers = people.map(|(conversation, (person, _))| Writer::new(vec![person], conversation, Habit::hasty()));
    let mut writing = Writing::starts(writers.collect());

    let (mut lost, mut lossy_rounds) = (0, 0);
    for _ in 0..options.rounds {
        writing.goes_on().await?;
        sleep(any_moment()).await;
        let copied = copy_at_the_stop(&running, &disk, &image).await;
        running.kill();
        disk.ends()?;
        fs::rename(copied?, &image).map_err(|error| error.to_string())?;
        disk = Mount::of_image(&image, &at)?;
        running = server.starts().await?;
        let lost_by_now = writing.found(None, Instant::now()).await?.lost;
        lossy_rounds += u32::from(lost_by_now > lost);
        lost = lost_by_now;
    }
    writing.ends().await?;
    lost = writing.found(None, Instant::now()).await?.lost;
    let outcome = format!(
        "the power went {} times, durability {}: {} messages acknowledged, {lost} of them lost in {lossy_rounds} rounds, \
        the others are there once and in order",
        options.rounds,
        options.durability,
        writing.acknowledged(),
    );
    if (lost > 0) == options.expect_loss {
        println!("{outcome}");
        Ok(())
    } else {
        Err(outcome)
    }
}

/// Stops the server, and copies the disk. Acknowledgements that clients have not read yet were sent before.
async fn copy_at_the_stop(running: &Running, disk: &Mount, image: &Path) -> Result<PathBuf, String> {
    running.stops().await?;
    let copy = image.with_extension("copy");
    // Other tasks of this process continue: clients receive what was sent to them.
    block_in_place(|| disk.copy_image(image, &copy))?;
    Ok(copy)
}
