//! `bench`: figures of one or several builds of the server, in interleaved rounds, as one table and as JSON.
//!
//! Each round starts each build anew, on a copy of the same database. A round measures all rows; the first round is thrown
//! away. The table has the median of the others, with the lowest and the highest value. A row whose answers are wrong, or
//! whose messages are not in the database afterwards, ends the run: there is no figure for it.
//!
//! | module | what is there |
//! |---|---|
//! | `build` | a build of the server that is measured, and its start on a copy of the database |
//! | `dataset` | readers with 50 conversations, and pairs who write to each other |
//! | `requests` | requests of many readers over connections that stay open |
//! | `row` | what is measured |
//! | `figures` | what a row of a round came to |
//! | `summary` | medians, the table, JSON |

mod build;
mod dataset;
mod figures;
mod requests;
mod row;
mod summary;

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::seconds;
use build::Build;
use row::Row;
use summary::Summary;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Builds to measure, as NAME=PROGRAM or NAME=PROGRAM,SITE
    #[arg(long = "build", default_value = "charla=target/charla,target/site")]
    builds: Vec<Build>,
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
    let rows: Vec<_> = Row::all()
        .into_iter()
        .filter(|row| options.only.as_ref().is_none_or(|only| row.name().contains(only)))
        .collect();
    let mut summary = Summary::default();
    let databases = build::databases(&options.builds).await?;
    for round in 0..=options.rounds {
        for (build, database) in options.builds.iter().zip(&databases) {
            eprintln!("round {round} of {}: {}", options.rounds, build.name());
            let mut stage = build.starts(database).await?;
            for row in &rows {
                let figures =
                    row.measures(&mut stage, options.time).await.map_err(|error| format!("{}: {error}", row.name()))?;
                // The first round warms caches and the disk.
                if round > 0 {
                    summary.add(row.name(), build.name(), figures);
                }
            }
        }
    }
    println!("{}", summary.table());
    std::fs::write(&options.json, summary.json()).map_err(|error| format!("{}: {error}", options.json.display()))
}
