//! The results of a load test.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use hdrhistogram::Histogram;

/// Counters cover the time of the measurement unless noted.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) sent: AtomicU64,
    pub(crate) acknowledged: AtomicU64,
    /// Acknowledged during the measurement, including messages that were sent before it.
    pub(crate) acknowledged_in_time: AtomicU64,
    pub(crate) delivered: AtomicU64,
    /// Refused messages, including those sent before the measurement.
    pub(crate) refused: AtomicU64,
    /// Messages that came twice, or before their predecessor.
    pub(crate) out_of_order: AtomicU64,
    /// All messages that were sent, also before and after the measurement, and all that arrived.
    pub(crate) written: AtomicU64,
    pub(crate) received: AtomicU64,
    acknowledgement: Mutex<Histogram<u64>>,
    delivery: Mutex<Histogram<u64>>,
}

impl Default for Report {
    fn default() -> Self {
        // Microseconds, up to a minute, to three digits.
        let histogram = || Mutex::new(Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|_| unreachable!()));
        Self {
            sent: AtomicU64::new(0),
            acknowledged: AtomicU64::new(0),
            acknowledged_in_time: AtomicU64::new(0),
            delivered: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            out_of_order: AtomicU64::new(0),
            written: AtomicU64::new(0),
            received: AtomicU64::new(0),
            acknowledgement: histogram(),
            delivery: histogram(),
        }
    }
}

impl Report {
    pub(crate) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn acknowledged_after(&self, time: Duration) {
        Self::count(&self.acknowledged);
        record(&self.acknowledgement, time);
    }

    pub(crate) fn delivered_after(&self, time: Duration) {
        Self::count(&self.delivered);
        record(&self.delivery, time);
    }

    pub(crate) fn get(counter: &AtomicU64) -> u64 {
        counter.load(Ordering::Relaxed)
    }

    /// Returns the number of messages that were sent, and neither refused nor delivered.
    pub(crate) fn on_the_way(&self) -> u64 {
        Self::get(&self.written).saturating_sub(Self::get(&self.received) + Self::get(&self.refused))
    }

    /// Returns the delays of the delivery in microseconds.
    pub(crate) fn delivery(&self) -> Histogram<u64> {
        self.delivery.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn lines(&self, took: Duration, cpu: Duration, lost: u64) -> String {
        let [sent, acknowledged, in_time, delivered, refused, wrong] = [
            &self.sent,
            &self.acknowledged,
            &self.acknowledged_in_time,
            &self.delivered,
            &self.refused,
            &self.out_of_order,
        ]
        .map(Self::get);
        #[expect(clippy::cast_precision_loss, reason = "counts of messages")]
        let rate = in_time as f64 / took.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "counts of messages")]
        let cost = cpu.as_secs_f64() * 1_000.0 / in_time.max(1) as f64;
        format!(
            "sent {sent}, acknowledged {acknowledged} ({rate:.0}/s), delivered {delivered}, refused {refused}, \
             lost {lost}, twice or out of order {wrong}\nacknowledgement {}\ndelivery        {}\nprocessor time  {cost:.3} ms a message",
            quantiles(&self.acknowledgement),
            quantiles(&self.delivery),
        )
    }
}

fn record(histogram: &Mutex<Histogram<u64>>, time: Duration) {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    histogram.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(micros);
}

fn quantiles(histogram: &Mutex<Histogram<u64>>) -> String {
    let histogram = histogram.lock().unwrap_or_else(PoisonError::into_inner);
    #[expect(clippy::cast_precision_loss, reason = "at most a minute")]
    let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1_000.0;
    format!("p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms", at(0.5), at(0.99), at(1.0))
}
