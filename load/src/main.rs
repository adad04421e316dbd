//! Load generator: puts a load on a server and measures it. It only accepts servers on this machine, and its load is
//! bounded by the options.

mod abuse;
mod bench;
mod ceiling;
mod clock;
mod crowd;
mod dataset;
mod failures;
mod history;
mod idle;
mod person;
mod process;
mod report;
mod search;
mod throughput;
mod wire;

use std::{process::ExitCode, time::Duration};

use clap::{Args, Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Writes a data set for searches, for `charla import`: 1,000 users, one of whom has a conversation with all the others
    History {
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        messages: u32,
    },
    /// Measures how long searches of these users take
    Search(search::Options),
    /// Users write to each other: acknowledged messages a second, delays, processor time per message
    Throughput(throughput::Options),
    /// Sockets that only receive: memory of the server for each
    Idle(idle::Options),
    /// Measures one or several builds of the server in interleaved rounds: one table of all figures
    Bench(bench::Options),
    /// A bare program beside which `bench` measures the server
    #[command(subcommand)]
    Ceiling(ceiling::Command),
    /// Lets a server fail in one way while users write: no acknowledged message may be lost, doubled or out of order
    #[command(subcommand)]
    Failures(failures::Failure),
    /// Abuses a server beside normal users: measures the delays of these users, and what the abusive client gets
    Abuse(abuse::Options),
}

/// Options of all load tests.
#[derive(Debug, Clone, Args)]
struct Target {
    /// URL of the server; with several, users are spread over them
    #[arg(long = "url", default_value = "http://127.0.0.1:3000")]
    urls: Vec<String>,
    /// Processes whose time and memory are measured: the server, the database
    #[arg(long = "pid")]
    pids: Vec<u32>,
    /// Use the socket of the original design, for one conversation, instead of Charla's own
    #[arg(long)]
    origin: bool,
}

impl Target {
    /// Refuses servers on other machines.
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
        Command::Throughput(options) => throughput::measure(options).await,
        Command::Idle(options) => idle::idle(options).await,
        Command::Bench(options) => bench::bench(options).await,
        Command::Ceiling(command) => ceiling::run(command).await,
        Command::Failures(failure) => failures::run(failure).await,
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
