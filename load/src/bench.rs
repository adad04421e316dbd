//! `bench`: figures of one or several builds of the server, in interleaved rounds, as one table and as JSON.
//!
//! Each round starts each build anew, on a copy of the same database. A round measures all rows; the first round is thrown
//! away. The table has the median of the others, with the lowest and the highest value. A row whose answers are wrong, or
//! whose messages are not in the database afterwards, has no figure, and the run fails.
//!
//! | module | what is there |
//! |---|---|
//! | `build` | builds and other servers, as they are named on the command line |
//! | `subject` | a server that is measured, and its start on a copy of the database |
//! | `stage` | a running server with readers who are signed in |
//! | `dataset` | readers with 50 conversations, and pairs who write to each other |
//! | `requests` | requests of many readers over connections that stay open |
//! | `fan_out`, `many_sockets` | one conversation with many sockets; many sockets that connect and resume |
//! | `depth` | the page of a short and of a long conversation |
//! | `client_files`, `first_visit` | sizes of the client, and of all that a first visit loads |
//! | `rows`, `row` | all rows; what is measured in one, and of which servers |
//! | `figures` | what a row of a round came to |
//! | `summary` | medians, the table, JSON |

mod build;
mod client_files;
mod dataset;
mod depth;
mod fan_out;
mod figures;
mod first_visit;
mod many_sockets;
mod requests;
mod row;
mod rows;
mod stage;
mod subject;
mod summary;

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::seconds;
use build::{Build, Peer};
use subject::Subject;
use summary::Summary;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Builds to measure, as NAME=PROGRAM or NAME=PROGRAM,SITE
    #[arg(long = "build", default_value = "charla=target/charla,target/site")]
    builds: Vec<Build>,
    /// Another server with the protocol of the original design, which runs already with the data set of `--write-dataset`:
    /// NAME=URL, or NAME=URL,PID,PID… to measure its processes
    #[arg(long = "peer")]
    peers: Vec<Peer>,
    /// Also measure the builds on PostgreSQL, in the rows that send
    #[arg(long)]
    postgres: bool,
    /// Only write the data set to this file
    #[arg(long)]
    write_dataset: Option<PathBuf>,
    /// Rounds that count
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// How long each row of a round takes
    #[arg(long = "seconds", default_value = "5", value_parser = seconds)]
    time: Duration,
    /// Only rows whose names contain this
    #[arg(long)]
    only: Option<String>,
    /// File for the figures of all rounds
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn bench(options: Options) -> Result<(), String> {
    if let Some(file) = options.write_dataset {
        let dataset = dataset::json().to_string();
        return std::fs::write(&file, dataset).map_err(|error| format!("{}: {error}", file.display()));
    }
    let mut rows = rows::all();
    rows.retain(|row| options.only.as_ref().is_none_or(|only| row.name().contains(only)));
    let mut subjects = Vec::new();
    for build in &options.builds {
        subjects.push(Subject::of_build(build).await?);
        if options.postgres {
            subjects.push(Subject::on_postgres(build).await?);
        }
    }
    subjects.push(Subject::ceiling().await?);
    subjects.extend(options.peers.iter().map(Subject::peer));
    subjects.retain(|subject| rows.iter().any(|row| row.is_for(subject.kind)));

    let (mut summary, mut failed) = (Summary::default(), Vec::new());
    for round in 0..=options.rounds {
        for subject in &subjects {
            eprintln!("round {round} of {}: {}", options.rounds, subject.name);
            let mut stage = subject.starts().await?;
            for row in rows.iter().filter(|row| row.is_for(subject.kind)) {
                let key = (row.name(), &*subject.name);
                if failed.contains(&key) {
                    continue;
                }
                match row.measures(subject, &mut stage, options.time).await {
                    // The first round warms caches and the disk.
                    Ok(figures) if round > 0 => summary.add(key, figures),
                    Ok(_) => {}
                    Err(reason) => {
                        eprintln!("{}: {}: {reason}", subject.name, row.name());
                        summary.remove(key);
                        failed.push(key);
                    }
                }
            }
        }
    }
    println!("{}", summary.table());
    let file = &options.json;
    std::fs::write(file, summary.json()).map_err(|error| format!("{}: {error}", file.display()))?;
    if failed.is_empty() { Ok(()) } else { Err(format!("without figures: {failed:?}")) }
}
