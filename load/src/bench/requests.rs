//! Requests of many readers at once, each over a connection that stays open: the next one is sent when the answer is there.

use std::time::Duration;

use futures::future::try_join_all;
use hdrhistogram::Histogram;
use reqwest::{Client, Method, RequestBuilder, header};
use tokio::time::{Instant, sleep_until};

use super::{dataset, figures::Figures, stage::Stage};
use crate::person::Person;

/// A request that a reader repeats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) method: fn() -> Method,
    /// Returns the path and the body for reader `n`, from 1.
    pub(super) path: fn(u32) -> String,
    pub(super) body: Option<fn() -> String>,
    pub(super) is_signed_in: bool,
    /// A reader's requests begin at least this long apart, if the server limits how many there may be.
    pub(super) every: Duration,
    /// Text that the answer must contain.
    pub(super) marker: &'static str,
}

impl Request {
    pub(super) async fn measures(self, stage: &Stage, time: Duration) -> Result<Figures, String> {
        let (bytes, compressed) = self.checks(stage).await?;
        let (begun, cpu) = (Instant::now(), stage.cpu());
        let readers = (1..).zip(&stage.readers).map(|(n, reader)| self.repeats(stage, n, reader, begun + time));
        let delays = try_join_all(readers).await?;
        let (took, cpu) = (begun.elapsed(), stage.cpu() - cpu);
        let mut all = histogram()?;
        for one in delays {
            all.add(one).map_err(|error| error.to_string())?;
        }
        Ok(Figures::default().of_work(all.len(), took, cpu, &all).with("bytes", bytes).with("bytes sent", compressed))
    }

    /// Checks an answer. Returns its length, and its length as it is transferred to a browser.
    async fn checks(self, stage: &Stage) -> Result<(f64, f64), String> {
        let reader = &stage.readers[0];
        let client = reader.client()?;
        let plain = self.builds(stage, &client, 1, reader).send().await.map_err(|error| error.to_string())?;
        if !plain.status().is_success() {
            return Err(plain.status().to_string());
        }
        let body = plain.text().await.map_err(|error| error.to_string())?;
        if !body.contains(self.marker) {
            return Err(format!("the answer lacks {:?}", self.marker));
        }
        let request = self.builds(stage, &client, 1, reader).header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        let sent = request.send().await.map_err(|error| error.to_string())?;
        let sent = sent.bytes().await.map_err(|error| error.to_string())?;
        #[expect(clippy::cast_precision_loss, reason = "bytes of a page")]
        Ok((body.len() as f64, sent.len() as f64))
    }

    async fn repeats(self, stage: &Stage, n: u32, reader: &Person, end: Instant) -> Result<Histogram<u64>, String> {
        let client = reader.client()?;
        let mut delays = histogram()?;
        while Instant::now() < end {
            let sent = Instant::now();
            // As a browser asks.
            let request =
                self.builds(stage, &client, n, reader).header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
            let answer = request.send().await.map_err(|error| error.to_string())?;
            let status = answer.status();
            let body = answer.bytes().await.map_err(|error| error.to_string())?;
            if !status.is_success() || body.is_empty() {
                return Err(format!("{status}: {}", String::from_utf8_lossy(&body)));
            }
            delays.saturating_record(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
            sleep_until(sent + self.every).await;
        }
        Ok(delays)
    }

    fn builds(self, stage: &Stage, client: &Client, n: u32, reader: &Person) -> RequestBuilder {
        let url = format!("{}{}", stage.url, (self.path)(n));
        let request = client.request((self.method)(), url);
        let request = if self.is_signed_in { request.header(header::COOKIE, reader.cookie()) } else { request };
        match self.body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(body()),
            None => request,
        }
    }
}

/// Microseconds, up to a minute, to three digits.
pub(super) fn histogram() -> Result<Histogram<u64>, String> {
    Histogram::new_with_bounds(1, 60_000_000, 3).map_err(|error| error.to_string())
}

/// Returns the path of the conversation with many messages of reader `n`, under `prefix`.
pub(super) fn chat(prefix: &str, n: u32) -> String {
    format!("{prefix}/conversations/{}", dataset::conversation(n))
}
