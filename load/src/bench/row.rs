//! A row of the table: what is measured, and of which servers.

use std::time::Duration;

use super::{
    client_files, depth, fan_out,
    figures::Figures,
    first_visit, many_sockets,
    requests::Request,
    stage::Stage,
    subject::{Kind, Subject},
};
use crate::{
    process,
    throughput::{self, Writing},
};

#[derive(Debug)]
pub(super) struct Row {
    name: &'static str,
    work: Work,
    /// The servers that are measured beside the builds.
    beside: &'static [Kind],
}

#[derive(Debug)]
pub(super) enum Work {
    /// Time of the start, and memory before and after the first sign-ins.
    Start,
    /// The sizes of the client's files.
    ClientFiles,
    /// The files that a browser loads which has nothing of this server yet.
    FirstVisit,
    Requests(Request),
    /// Messages through sockets, each acknowledged, delivered and audited; at a fixed rate, or as many as go.
    Messages {
        rate: Option<u32>,
    },
    /// Messages in one conversation, to this many sockets.
    FanOut {
        sockets: u32,
    },
    /// This many sockets connect at once, stay idle, and resume at once.
    Sockets(u32),
    /// The page of a short and of a long conversation.
    Depth,
    Memory,
}

impl Row {
    pub(super) const fn new(name: &'static str, beside: &'static [Kind], work: Work) -> Self {
        Self { name, work, beside }
    }

    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is_for(&self, kind: Kind) -> bool {
        kind == Kind::Build || self.beside.contains(&kind)
    }

    pub(super) async fn measures(
        &self,
        subject: &Subject,
        stage: &mut Stage,
        time: Duration,
    ) -> Result<Figures, String> {
        match &self.work {
            Work::Start => stage.started.as_ref().map_or_else(
                || Err(NOT_OURS.into()),
                |started| {
                    Ok(Figures::default()
                        .with("ms until it accepts", started.after.as_secs_f64() * 1_000.0)
                        .with("MB at rest", megabytes(started.memory_at_rest)))
                },
            ),
            Work::ClientFiles => client_files::measure(&stage.started.as_ref().ok_or(NOT_OURS)?.site),
            Work::FirstVisit => first_visit::measure(stage).await,
            Work::Requests(request) => request.measures(stage, time).await,
            Work::Messages { rate } => {
                let (pids, wire) = (stage.pids(), stage.wire);
                let writing = Writing { wire, warm_up: Duration::from_secs(2), time, rate: *rate, in_flight: 1 };
                let outcome = throughput::run(stage.pairs().await?, &pids, writing).await?;
                Ok(Figures::default().of_work(outcome.acknowledged, outcome.took, outcome.cpu, &outcome.delivery))
            }
            Work::FanOut { sockets } => fan_out::measure(stage, *sockets, time).await,
            Work::Sockets(sockets) => many_sockets::measure(stage, *sockets).await,
            Work::Depth => depth::measure(subject.with_long_history().await?, time).await,
            Work::Memory => {
                let kilobytes = stage.pids().into_iter().map(process::occupied).sum();
                Ok(Figures::default().with("MB", megabytes(kilobytes)))
            }
        }
    }
}

const NOT_OURS: &str = "it was not started here";

#[expect(clippy::cast_precision_loss, reason = "memory of a process")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1_024.0
}
