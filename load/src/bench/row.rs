//! The rows of the table.

use std::{fs, path::Path, time::Duration};

use reqwest::Method;
use uuid::Uuid;

use super::{
    build::Stage,
    dataset::LAST,
    figures::Figures,
    requests::{Request, chat},
};
use crate::{
    process,
    throughput::{self, Writing},
    wire::Wire,
};

#[derive(Debug)]
pub(super) struct Row {
    name: &'static str,
    work: Work,
}

#[derive(Debug)]
enum Work {
    /// Time of the start, and memory after it.
    Start,
    /// The size of the client's files.
    Client,
    Requests(Request),
    /// Messages through sockets, each acknowledged, delivered and audited; at a fixed rate, or as many as go.
    Messages {
        rate: Option<u32>,
    },
    Memory,
}

impl Row {
    pub(super) fn all() -> Vec<Self> {
        let get = |path: fn(u32) -> String, marker| Request {
            method: || Method::GET,
            path,
            body: None,
            is_signed_in: true,
            marker,
        };
        let rows = [
            ("start", Work::Start),
            ("client", Work::Client),
            ("page: conversation, 50 messages beside 50 conversations", Work::Requests(get(|n| chat("", n), LAST))),
            ("page: 50 conversations", Work::Requests(get(|_| "/conversations".into(), LAST))),
            ("page: 50 people", Work::Requests(get(|_| "/people".into(), "partner_1"))),
            ("page: settings", Work::Requests(get(|_| "/settings".into(), "reader_1"))),
            ("page: sign-in", Work::Requests(Request { is_signed_in: false, ..get(|_| "/login".into(), "password") })),
            ("JSON: 50 messages", Work::Requests(get(|n| chat("/api", n) + "/messages/?limit=50", LAST))),
            ("JSON: 50 conversations", Work::Requests(get(|_| "/api/conversations/?limit=50".into(), LAST))),
            ("JSON: stats", Work::Requests(get(|_| "/api/conversations/stats/".into(), "unread"))),
            (
                "HTTP: mark read",
                Work::Requests(Request {
                    method: || Method::POST,
                    body: Some(|| "{}".into()),
                    ..get(|n| chat("/api", n) + "/mark-read/", "")
                }),
            ),
            (
                "HTTP: send a message",
                Work::Requests(Request {
                    method: || Method::POST,
                    body: Some(|| {
                        format!(
                            r#"{{"content": "Una frase como las que se escriben", "client_id": "{}"}}"#,
                            Uuid::now_v7()
                        )
                    }),
                    ..get(|n| chat("/api", n) + "/messages/", "frase")
                }),
            ),
            ("sockets: messages at 2,500 a second", Work::Messages { rate: Some(2_500) }),
            ("sockets: messages, as many as go", Work::Messages { rate: None }),
            ("memory after all that", Work::Memory),
        ];
        rows.into_iter().map(|(name, work)| Self { name, work }).collect()
    }

    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    pub(super) async fn measures(&self, stage: &mut Stage, time: Duration) -> Result<Figures, String> {
        match &self.work {
            Work::Start => Ok(Figures::default()
                .with("ms until it accepts", stage.started_after.as_secs_f64() * 1_000.0)
                .with("MB after sign-ins", megabytes(process::occupied(stage.running.pid())))),
            Work::Client => client(&stage.site),
            Work::Requests(request) => request.measures(stage, time).await,
            Work::Messages { rate } => {
                let pids = [stage.running.pid()];
                let warm_up = Duration::from_secs(2);
                let writing = Writing { wire: Wire::Charla, warm_up, time, rate: *rate, in_flight: 1 };
                let outcome = throughput::run(stage.pairs().await?, &pids, writing).await?;
                Ok(Figures::default().of_work(outcome.acknowledged, outcome.took, outcome.cpu, &outcome.delivery))
            }
            Work::Memory => Ok(Figures::default().with("MB", megabytes(process::occupied(stage.running.pid())))),
        }
    }
}

/// Returns the sizes of the client's files, as they are transferred with Brotli.
fn client(site: &Path) -> Result<Figures, String> {
    let mut figures = Figures::default();
    for (kind, name) in [("wasm", "kB of WASM"), ("js", "kB of JS"), ("css", "kB of CSS")] {
        let suffix = format!(".{kind}.br");
        let files = fs::read_dir(site.join("pkg")).map_err(|error| format!("{}: {error}", site.display()))?;
        let sizes = files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(&suffix));
        let bytes: u64 = sizes.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
        figures = figures.with(name, kilobytes(bytes));
    }
    Ok(figures)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files")]
fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "memory of a process")]
fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1_024.0
}
