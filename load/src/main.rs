//! Puts a load on a server, and says how it bears it. What it does stays on this machine
//! and is bounded: see the options.

mod abuse;
mod clock;
mod crowd;
mod dataset;
mod history;
mod idle;
mod person;
mod process;
mod report;
mod search;
mod survive;
mod talk;
mod wire;

use std::{process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "charla-load")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes a data set for `charla import`: this many conversations of two people each
    Dataset {
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        conversations: u32,
    },
    /// Writes a data set for `charla import`: 1,000 people, one of whom writes with all the others, to search in
    History {
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        messages: u32,
    },
    /// They search: how long it takes
    Search(search::Options),
    /// People write to each other: acknowledged messages a second, latency, processor time a message
    Talk(talk::Options),
    /// Sockets that only listen: memory of the server for each
    Idle(idle::Options),
    /// Lets a server fail in one way while people write: nothing acknowledged is lost, twice or out of order
    #[command(subcommand)]
    Survive(survive::Failure),
    /// Somebody abuses a server beside people who use it as it is meant: what they notice, and what the abuser gets
    Abuse(abuse::Options),
}

/// What all loads need.
#[derive(Debug, Clone, Args)]
struct Target {
    /// Where the server is; with several, people are spread over them
    #[arg(long = "url", default_value = "http://127.0.0.1:3000")]
    urls: Vec<String>,
    /// Processes whose time and memory count: the server's, the database's
    #[arg(long = "pid")]
    pids: Vec<u32>,
    /// The words of the origin's socket, one conversation each, instead of Charla's own
    #[arg(long)]
    origin: bool,
}

impl Target {
    /// Nothing but this machine is ever put under load.
    fn check(&self) -> Result<(), String> {
        let is_loopback = |url: &String| {
            let host = url.strip_prefix("http://").unwrap_or_default();
            host.starts_with("127.") || host.starts_with("localhost:")
        };
        match self.urls.iter().find(|url| !is_loopback(url)) {
            Some(url) => Err(format!("{url} is not on this machine: only http://127.… is")),
            None => Ok(()),
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=3_600) => Ok(Duration::from_secs(seconds)),
        _ => Err("a number of seconds from 1 to 3600".into()),
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Dataset { conversations } => dataset::write(conversations),
        Command::History { messages } => history::write(messages),
        Command::Search(options) => search::search(options).await,
        Command::Talk(options) => talk::talk(options).await,
        Command::Idle(options) => idle::idle(options).await,
        Command::Survive(failure) => survive::survive(failure).await,
        Command::Abuse(options) => abuse::abuse(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
