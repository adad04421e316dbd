//! One server's clock is an hour ahead, the other's is an hour behind: the order is that of `seq`, for all users.

use std::{collections::BTreeSet, fs, time::Duration};

use clap::Args;
use tokio::time::sleep;

use super::{
    cluster::Cluster, folder::Folder, habit::Habit, reading::Reading, server::Program, transcript::Transcript,
    writer::Writer, writing::Writing,
};
use crate::{person::Person, seconds, wire::Wire};

/// 200 messages a second, half of them at each server.
const CONVERSATIONS: u32 = 10;
const SEND_INTERVAL: Duration = Duration::from_millis(100);

/// Time until all have received the last message.
const HEARD: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
    /// How long users write
    #[arg(long = "seconds", default_value = "20", value_parser = seconds)]
    time: Duration,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn clocks(options: Options) -> Result<(), String> {
    let library = faketime()?;
    let folder = Folder::new()?;
    let clock = |offset: &str| {
        // Fakes only the time of day, so that timeouts stay the same.
        let monotonic = ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned());
        vec![("LD_PRELOAD", library.to_owned()), ("FAKETIME", offset.to_owned()), monotonic]
    };
    let cluster = Cluster::starts(&options.program, &folder, CONVERSATIONS, [clock("+1h"), clock("-1h")]).await?;
    let [ahead, behind] = cluster.urls();
    let mut reading = Reading::new();
    let mut writers = Vec::new();
    let pairs = cluster.pairs(CONVERSATIONS).await?;
    for (conversation, (customer, provider)) in (1..).zip(&pairs) {
        for person in [customer, provider] {
            reading.joins(vec![person.at(&ahead)], conversation, Wire::Charla);
            reading.joins(vec![person.at(&behind)], conversation, Wire::Origin);
        }
        let habit = Habit { every: SEND_INTERVAL, ..Habit::default() };
        writers.push(Writer::new(vec![customer.at(&ahead)], conversation, habit));
        writers.push(Writer::new(vec![provider.at(&behind)], conversation, habit));
    }
    let mut writing = Writing::starts(writers);
    sleep(options.time).await;
    writing.ends().await?;
    let messages = writing.check().await?;
    let mut last_seqs = Vec::new();
    let mut back = 0;
    for (conversation, (customer, _)) in (1..).zip(&pairs) {
        let times = agreed(customer, conversation, [&ahead, &behind]).await?;
        back += times.windows(2).filter(|two| two[1] < two[0]).count();
        last_seqs.push(times.len() as u64);
    }
    reading.until_they_have(&last_seqs, HEARD).await?;
    reading.agrees()?;
    if back == 0 {
        return Err("the clocks of the servers do not differ: nothing was tried".into());
    }
    println!(
        "One clock an hour ahead, one an hour behind: {messages} messages acknowledged, each of them is there once and \
         in the order of its seq for every reader at both servers; {back} times the one after it was written earlier, \
         by its server's clock"
    );
    Ok(())
}

/// Returns the times of the messages, if both servers return the same messages in the same order.
async fn agreed(person: &Person, conversation: u32, urls: [&str; 2]) -> Result<Vec<String>, String> {
    let one = Transcript::of(&person.at(urls[0]), conversation).await?;
    let other = Transcript::of(&person.at(urls[1]), conversation).await?;
    let ids: BTreeSet<_> = one.0.iter().map(|line| line.id).collect();
    if one.ids() != other.ids() || ids.len() != one.0.len() {
        return Err(format!("conversation {conversation}: the servers do not tell the same messages in one order"));
    }
    Ok(one.0.into_iter().map(|line| line.created_at).collect())
}

/// Returns the path of the library of the package `faketime`.
fn faketime() -> Result<String, String> {
    let folders = fs::read_dir("/usr/lib").map_err(|error| error.to_string())?;
    let libraries = folders.filter_map(|folder| Some(folder.ok()?.path().join("faketime/libfaketimeMT.so.1")));
    let found = libraries.into_iter().find(|library| library.is_file());
    let found = found.ok_or("libfaketimeMT.so.1 is missing: apt-get install faketime")?;
    Ok(found.to_string_lossy().into_owned())
}
