//! The disk gets full while users write. Sends are then refused, and reads go on. When there is room again, the same server
//! stores messages again.

use std::time::Duration;

use clap::Args;

use super::{
    asking::{AWAY, Asking},
    folder::Folder,
    habit::Habit,
    mount::{self, Mount},
    server::{Program, Server},
    writer::Writer,
    writing::Writing,
};
use crate::person::Person;

/// 500 messages a second by sockets; HTTP requests use one more conversation.
const CONVERSATIONS: u32 = 20;
const SEND_INTERVAL: Duration = Duration::from_millis(40);

/// Size of the disk, which suffices for some seconds of messages; and its size after it has grown.
const MEGABYTES: u32 = 6;
const MORE_MEGABYTES: u32 = 256;

/// The disk counts as full after this many refusals of each writer.
const REFUSALS: u32 = 5;

/// Number of requests of each kind.
const REQUESTS: u32 = 20;

/// Paths that only read.
const READING: [&str; 4] =
    ["/api/auth/me/", "/api/conversations/", "/api/conversations/stats/", "/api/conversations/search/?q=load"];

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    program: Program,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(super) async fn fill(options: Options) -> Result<(), String> {
    mount::check_root()?;
    let folder = Folder::new()?;
    let at = folder.inner("mounted")?;
    let disk = Mount::in_memory(MEGABYTES, &at)?;
    let server = Server::new(&options.program, None, &at)?;
    let (mut running, mut pairs) = server.starts_with_people(&folder, CONVERSATIONS + 1, 0).await?;
    let (asking, _) = pairs.pop().ok_or("nobody is there")?;
    let writers = (1..).zip(&pairs).map(|(conversation, (customer, _))| {
        Writer::new(vec![customer.clone()], conversation, Habit { every: SEND_INTERVAL, ..Habit::default() })
    });
    let mut writing = Writing::starts(writers.collect());

    let is_refused = |_, writer: &Writer| writer.ledger().refusals.values().sum::<u32>() >= REFUSALS;
    writing.until("the disk does not get full", is_refused).await?;
    let full_after = writing.acknowledged();
    let asked = count_refused_requests(asking).await?;
    let answers = count_reads(&pairs).await?;
    let refusals = writing.refusals();
    if !refusals.contains_key("cannot_store") {
        return Err(format!("sends are refused with {refusals:?}"));
    }
    check_readiness(&server).await?;

    disk.grows(MORE_MEGABYTES)?;
    writing.goes_on().await?;
    writing.ends().await?;
    if running.has_ended() {
        return Err("the server has ended".into());
    }
    if writing.closings().total() > 0 {
        return Err("the server hangs up on those who write to a full disk".into());
    }
    writing.check().await?;
    running.kill();
    let _running = server.starts().await?;
    let messages = writing.check().await?;
    println!(
        "the disk was full after {full_after} messages: {} were refused, and {asked} by request, {answers} questions \
        answered; with room again the same server took the rest: {messages} messages acknowledged, each of them is there \
        once and in order",
        refusals.values().sum::<u32>(),
    );
    Ok(())
}

/// Sends messages and reads by HTTP requests. Returns the number of refused messages, if all reads were answered.
async fn count_refused_requests(person: Person) -> Result<u32, String> {
    let mut asking = Asking::new(person, CONVERSATIONS + 1);
    (0..REQUESTS).for_each(|_| asking.asks());
    // The last free room may suffice for a few.
    asking.ends().await?;
    let count = |status| asking.by_status.get(&status).copied().unwrap_or(0);
    match (count(200), count(AWAY)) {
        (REQUESTS, 1..) => Ok(count(AWAY)),
        _ => Err(format!("requests are answered with {:?}", asking.by_status)),
    }
}

/// Checks that the health check reports failing writes.
async fn check_readiness(server: &Server) -> Result<(), String> {
    let answer = reqwest::get(format!("{}/readyz", server.url())).await.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    let text = answer.text().await.map_err(|error| error.to_string())?;
    if status == AWAY && text.contains(r#""writes":"failing""#) {
        return Ok(());
    }
    Err(format!("/readyz says {status} {text}"))
}

/// Checks that reads are answered. Returns their number.
async fn count_reads(pairs: &[(Person, Person)]) -> Result<usize, String> {
    for (customer, _) in pairs {
        for path in READING {
            customer.gets(path).await?;
        }
    }
    Ok(pairs.len() * READING.len())
}
