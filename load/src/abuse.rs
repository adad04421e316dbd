//! Abuse tests: an abusive client beside users who use the server normally, one kind of abuse a file. Each test starts its
//! own server with its own database, measures the other users first alone and then under abuse, and reports what the
//! abusive client got.
//!
//! | modules | what is there |
//! |---|---|
//! | `stage`, `marketplace` | the server, and the people and messages in its database |
//! | `client` | a client with an address of its own |
//! | `low_priority` | threads of the abusive client, which take no time from the others |
//! | `hammer` | repeats one request |
//! | `others` | the users who use the server normally |
//! | `tally` | what the abusive client got |
//! | `table` | the printed results |
//! | the others | one kind of abuse each |

mod client;
mod declared_body;
mod directory;
mod export_from_another_site;
mod frames;
mod hammer;
mod idle_connections;
mod large_sends;
mod long_pages;
mod low_priority;
mod marketplace;
mod others;
mod password_spray;
mod registering;
mod search;
mod stage;
mod table;
mod tally;
mod unread_answers;

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use tokio::time::{Instant, sleep, timeout};

use self::{
    low_priority::LowPriority,
    others::{Measured, Others},
    stage::Stage,
    table::Row,
    tally::Tally,
};
use crate::{failures::server::Program, process, seconds};

/// Time for the abusive client to finish. If it does not, it is aborted and the test fails.
const FAREWELL: Duration = Duration::from_secs(6);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The kind of abuse, `all` or `list`
    name: String,
    #[command(flatten)]
    program: Program,
    /// The client's files
    #[arg(long, default_value = "target/site")]
    site: PathBuf,
    /// How long each part is measured: the others alone, and with the abuser
    #[arg(long = "seconds", default_value = "6", value_parser = seconds)]
    time: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Abuse {
    /// Requests large answers, and does not read them
    UnreadAnswers,
    /// Requests the first page of 100,000 people without pause
    Directory,
    /// Opens more connections than the server may have open files, and sends nothing
    IdleConnections,
    /// Sends messages of 16 kB, and edits one of them, as fast as the server accepts them
    LargeSends,
    /// Registers accounts without end, from one address and from 250
    Registering,
    /// Tries wrong passwords from many addresses of one network
    PasswordSpray,
    /// Sends typing and read frames without pause on 20 sockets
    Frames,
    /// Searches for two letters in 6,000 long messages
    Search,
    /// Requests pages of a conversation of long messages on 50 connections
    LongPages,
    /// Sends requests that declare a body of 10 GB
    DeclaredBody,
    /// A page of another site makes a user's browser export all their data
    ExportFromAnotherSite,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn abuse(options: Options) -> Result<(), String> {
    let known = |abuse: &Abuse| abuse.to_possible_value();
    if options.name == "list" {
        for value in Abuse::value_variants().iter().filter_map(known) {
            println!("{:26}{}", value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default());
        }
        return Ok(());
    }
    let chosen: Vec<Abuse> = match options.name.as_str() {
        "all" => Abuse::value_variants().to_vec(),
        name => vec![Abuse::from_str(name, false).map_err(|_| format!("{name} is none of `charla-load abuse list`"))?],
    };
    let mut missed = Vec::new();
    println!("{}", table::HEAD);
    for abuse in chosen {
        let name = known(&abuse).map(|value| value.get_name().to_owned()).unwrap_or_default();
        match runs(abuse, &options).await {
            Ok(row) => {
                println!("{}", row.line(&name));
                if !row.is_met() {
                    missed.push(name);
                }
            }
            Err(error) => {
                println!("| {name} | {error} |");
                missed.push(name);
            }
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(format!("not as it must be: {}", missed.join(", "))) }
}

async fn runs(abuse: Abuse, options: &Options) -> Result<Row, String> {
    let stage = Arc::new(Stage::opens(abuse, options).await?);
    let others = Others::arrive(&stage).await?;
    // Warm-up: the first requests are slow.
    others.measured(options.time / 3).await;
    let quiet = others.measured(options.time).await;
    let pid = stage.pid();
    let (before, stored) = (process::occupied(pid), stage.stored());
    let (tally, low_priority) = (Arc::new(Tally::default()), LowPriority::new()?);
    let abused = async {
        let until = Instant::now() + options.time;
        let (stage, tally, end) = (stage.clone(), tally.clone(), options.time + FAREWELL);
        let abuser = low_priority.runs(async move {
            if let Ok(done) = timeout(end, abuse.run(&stage, &tally, until)).await {
                return done;
            }
            tally.add_failure("the abuser did not end, and nothing that it found out is counted".into());
            Ok(())
        });
        // Requests that still wait in the server's queues at the end count with their waiting time.
        let (acted, others) = tokio::join!(abuser, others.measured(options.time));
        acted.map(|()| others)
    };
    let (abused, most) = peak(pid, abused).await;
    let abused: Measured = abused?;
    tally.stored(stage.stored().saturating_sub(stored));
    Ok(Row { quiet, abused, before, most, tally })
}

/// Runs `work`. Also returns the largest memory of the process meanwhile, in kB.
async fn peak<T>(pid: u32, work: impl Future<Output = T>) -> (T, u64) {
    tokio::pin!(work);
    let mut most = process::occupied(pid);
    loop {
        tokio::select! {
            done = &mut work => return (done, most.max(process::occupied(pid))),
            () = sleep(Duration::from_millis(50)) => most = most.max(process::occupied(pid)),
        }
    }
}

impl Abuse {
    async fn run(self, stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
        match self {
            Self::UnreadAnswers => unread_answers::run(stage, tally, until).await,
            Self::Directory => directory::run(stage, tally, until).await,
            Self::IdleConnections => idle_connections::run(stage, tally, until).await,
            Self::LargeSends => large_sends::run(stage, tally, until).await,
            Self::Registering => registering::run(stage, tally, until).await,
            Self::PasswordSpray => password_spray::run(stage, tally, until).await,
            Self::Frames => frames::run(stage, tally, until).await,
            Self::Search => search::run(stage, tally, until).await,
            Self::LongPages => long_pages::run(stage, tally, until).await,
            Self::DeclaredBody => declared_body::run(stage, tally, until).await,
            Self::ExportFromAnotherSite => export_from_another_site::run(stage, tally, until).await,
        }
    }
}
