//! Normal users: each sends a message every second and opens a page every other second, at fixed times, whatever the
//! answers. Delays count from the time at which a request was due.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use hdrhistogram::Histogram;
use reqwest::Method;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};
use uuid::Uuid;

use super::{client::Client, marketplace::PAIRS, stage::Stage};
use crate::dataset::{customer, provider};

const SENDS_EVERY: Duration = Duration::from_secs(1);
const PAGES_EVERY: Duration = Duration::from_secs(2);

/// A request is aborted after this time, and counts with it.
const TIMEOUT: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Sends,
    Pages,
}

pub(super) struct Others {
    /// Each user with the number of their conversation.
    people: Vec<(u32, Client)>,
}

/// The delays in one part of the test.
#[derive(Debug)]
pub(super) struct Measured {
    sends: Mutex<Waits>,
    pages: Mutex<Waits>,
}

#[derive(Debug)]
struct Waits {
    histogram: Histogram<u64>,
    refused: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Quantiles {
    pub(super) p50: Duration,
    pub(super) p99: Duration,
}

impl Others {
    pub(super) async fn arrive(stage: &Stage) -> Result<Self, String> {
        let mut people = Vec::new();
        for n in 1..=PAIRS {
            for (place, username) in [(2 * n, customer(n)), (2 * n + 1, provider(n))] {
                people.push((n, Client::signed_in(&stage.url, stage.home(place), &username).await?));
            }
        }
        Ok(Self { people })
    }

    /// Measures the delays from now on for this long.
    pub(super) async fn measured(&self, time: Duration) -> Measured {
        let measured = std::sync::Arc::new(Measured::new());
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        let everybody = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        for (place, (conversation, client)) in (0..).zip(&self.people) {
            for (kind, every) in [(Kind::Sends, SENDS_EVERY), (Kind::Pages, PAGES_EVERY)] {
                let mut due = begun + every * place / everybody;
                while due < begun + time {
                    let (client, conversation, measured) = (client.clone(), *conversation, measured.clone());
                    tasks.spawn(async move {
                        sleep_until(due).await;
                        let answered = timeout(TIMEOUT, asks(&client, kind, conversation)).await;
                        let is_served = matches!(answered, Ok(Ok(200 | 201)));
                        measured.takes(kind, due.elapsed(), is_served);
                    });
                    due += every;
                }
            }
        }
        while tasks.join_next().await.is_some() {}
        std::sync::Arc::into_inner(measured).unwrap_or_else(Measured::new)
    }
}

async fn asks(client: &Client, kind: Kind, conversation: u32) -> Result<u16, String> {
    let request = match kind {
        Kind::Sends => client
            .request(Method::POST, &format!("/api/conversations/{conversation}/messages/"))
            .json(&json!({"content": "una frase como las que se escriben en un chat", "client_id": Uuid::now_v7()})),
        Kind::Pages => client.request_on_new_connection(&format!("/conversations/{conversation}"))?,
    };
    let answer = request.send().await.map_err(|error| error.to_string())?;
    let status = answer.status().as_u16();
    answer.bytes().await.map_err(|error| error.to_string())?;
    Ok(status)
}

impl Measured {
    fn new() -> Self {
        let waits = || {
            let histogram = Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|_| unreachable!());
            Mutex::new(Waits { histogram, refused: 0 })
        };
        Self { sends: waits(), pages: waits() }
    }

    fn takes(&self, kind: Kind, time: Duration, is_served: bool) {
        let mut waits = self.lock(kind);
        waits.histogram.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
        waits.refused += u32::from(!is_served);
    }

    pub(super) fn of(&self, kind: Kind) -> Quantiles {
        let waits = self.lock(kind);
        let at = |quantile| Duration::from_micros(waits.histogram.value_at_quantile(quantile));
        Quantiles { p50: at(0.5), p99: at(0.99) }
    }

    /// Returns the number of requests that were refused or not answered.
    pub(super) fn refused(&self) -> u32 {
        self.lock(Kind::Sends).refused + self.lock(Kind::Pages).refused
    }

    fn lock(&self, kind: Kind) -> MutexGuard<'_, Waits> {
        let waits = match kind {
            Kind::Sends => &self.sends,
            Kind::Pages => &self.pages,
        };
        waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
