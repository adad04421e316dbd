//! Abusers beside people who use a server as it is meant, one kind of abuse a file. Each starts the server itself, on a
//! database of its own, measures the others first alone and then under abuse, and says what the abuser got.
//!
//! | modules | what is there |
//! |---|---|
//! | `stage`, `marketplace` | the server, and the people and messages in its database |
//! | `client` | somebody who sends requests, from an address of their own |
//! | `elsewhere` | the abuser's own threads, which take no time from the others |
//! | `hammer` | one request again and again |
//! | `others` | the well-behaved |
//! | `tally` | what the abuser got |
//! | `table` | what came of it |
//! | the others | an abuse each |

mod client;
mod declared_body;
mod directory;
mod elsewhere;
mod export_from_another_site;
mod frames;
mod hammer;
mod idle_connections;
mod large_sends;
mod long_pages;
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
    elsewhere::Elsewhere,
    others::{Measured, Others},
    stage::Stage,
    table::Row,
    tally::Tally,
};
use crate::{process, seconds, survive::server::Program};

/// What the abuser has begun ends by then. What does not is given up, and the abuse counts as not measured.
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
    /// Large answers are asked for, and not read
    UnreadAnswers,
    /// The first page of 100,000 people is asked for without pause
    Directory,
    /// More connections than the server may have open files, which say nothing
    IdleConnections,
    /// Messages of 16 kB, and edits of one of them, as fast as they are taken
    LargeSends,
    /// Accounts without end, from one address and from 250
    Registering,
    /// Wrong passwords from many addresses of one network
    PasswordSpray,
    /// Frames of typing and reading without pause on 20 sockets
    Frames,
    /// Searches of two letters over 6,000 long messages
    Search,
    /// Pages of a conversation of long messages on 50 connections
    LongPages,
    /// Bodies that are said to have 10 GB
    DeclaredBody,
    /// A page elsewhere makes a user's browser ask for all their data
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
    // The first of everything is slow.
    others.measured(options.time / 3).await;
    let quiet = others.measured(options.time).await;
    let pid = stage.pid();
    let (before, stored) = (process::occupied(pid), stage.stored());
    let (tally, elsewhere) = (Arc::new(Tally::default()), Elsewhere::new()?);
    let abused = async {
        let until = Instant::now() + options.time;
        let (stage, tally, end) = (stage.clone(), tally.clone(), options.time + FAREWELL);
        let abuser = elsewhere.runs(async move {
            if let Ok(done) = timeout(end, abuse.acts(&stage, &tally, until)).await {
                return done;
            }
            tally.is_wrong("the abuser did not end, and nothing that it found out is counted".into());
            Ok(())
        });
        // Those who hang in the server's queues at the end have waited as well.
        let (acted, others) = tokio::join!(abuser, others.measured(options.time));
        acted.map(|()| others)
    };
    let (abused, most) = peak(pid, abused).await;
    let abused: Measured = abused?;
    tally.stored(stage.stored().saturating_sub(stored));
    Ok(Row { quiet, abused, before, most, tally })
}

/// What became of it, and the most memory of the process meanwhile.
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
    async fn acts(self, stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
        match self {
            Self::UnreadAnswers => unread_answers::acts(stage, tally, until).await,
            Self::Directory => directory::acts(stage, tally, until).await,
            Self::IdleConnections => idle_connections::acts(stage, tally, until).await,
            Self::LargeSends => large_sends::acts(stage, tally, until).await,
            Self::Registering => registering::acts(stage, tally, until).await,
            Self::PasswordSpray => password_spray::acts(stage, tally, until).await,
            Self::Frames => frames::acts(stage, tally, until).await,
            Self::Search => search::acts(stage, tally, until).await,
            Self::LongPages => long_pages::acts(stage, tally, until).await,
            Self::DeclaredBody => declared_body::acts(stage, tally, until).await,
            Self::ExportFromAnotherSite => export_from_another_site::acts(stage, tally, until).await,
        }
    }
}
