//! The figures of one row in one round.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Values by name, with the unit in the name.
#[derive(Debug, Default)]
pub(super) struct Figures(Vec<(&'static str, f64)>);

impl Figures {
    pub(super) fn with(mut self, name: &'static str, value: f64) -> Self {
        self.0.push((name, value));
        self
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
    pub(super) fn with_kilobytes(self, name: &'static str, bytes: u64) -> Self {
        self.with(name, bytes as f64 / 1_000.0)
    }

    /// Adds the rate, the processor time of the server for each, and the quantiles of the delay. There is no processor time
    /// if the processes of a peer are not known.
    pub(super) fn of_work(self, count: u64, took: Duration, cpu: Duration, delays: &Histogram<u64>) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "counts and microseconds")]
        let (count, at) = (count as f64, |quantile| delays.value_at_quantile(quantile) as f64 / 1_000.0);
        let rate = self.with("per second", count / took.as_secs_f64());
        let cost = match cpu {
            Duration::ZERO => rate,
            cpu => rate.with("CPU ms", cpu.as_secs_f64() * 1_000.0 / count.max(1.0)),
        };
        cost.with("p50 ms", at(0.5)).with("p99 ms", at(0.99))
    }

    pub(super) fn into_values(self) -> Vec<(&'static str, f64)> {
        self.0
    }
}
