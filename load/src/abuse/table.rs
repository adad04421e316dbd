//! The table of results, with a line for each kind of abuse.

use std::{sync::Arc, time::Duration};

use super::{
    others::{Kind, Measured},
    tally::Tally,
};

pub(super) const HEAD: &str = "\
| abuse | others send: p50, p99 alone | p99 under abuse | others' pages: p50, p99 alone | p99 under abuse | others \
refused | memory before, most | what the abuser got | aim |
|---|---|---|---|---|---|---|---|---|";

/// Largest allowed ratio of the delay under abuse to the delay without.
const MOST: f64 = 2.0;

/// A delay that nobody notices, and that a busy machine has anyway.
const UNNOTICED: Duration = Duration::from_millis(20);

pub(super) struct Row {
    pub(super) quiet: Measured,
    pub(super) abused: Measured,
    /// Memory of the server in kB: before the abuse, and at most.
    pub(super) before: u64,
    pub(super) most: u64,
    pub(super) tally: Arc<Tally>,
}

impl Row {
    pub(super) fn line(&self, name: &str) -> String {
        let [sends, pages] = [Kind::Sends, Kind::Pages].map(|kind| self.quantiles(kind));
        let refused = self.abused.refused();
        let memory = format!("{} MB, {} MB", self.before / 1_024, self.most / 1_024);
        let aim = if self.is_met() { "met" } else { "MISSED" };
        format!("| {name} | {sends} | {pages} | {refused} | {memory} | {} | {aim} |", self.tally)
    }

    fn quantiles(&self, kind: Kind) -> String {
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        let (quiet, abused) = (self.quiet.of(kind), self.abused.of(kind));
        let p99 = ms(quiet.p99);
        format!(
            "{:.1}, {p99:.1} ms | {:.1} ms ({:.1}×)",
            ms(quiet.p50),
            ms(abused.p99),
            ms(abused.p99) / p99.max(f64::EPSILON)
        )
    }

    /// Whether the aim is met: other users are served at most twice as slowly, or within [`UNNOTICED`]; none is refused; and
    /// the abusive client got nothing that it must not get.
    pub(super) fn is_met(&self) -> bool {
        let is_quick = |kind| self.abused.of(kind).p99 <= self.quiet.of(kind).p99.mul_f64(MOST).max(UNNOTICED);
        is_quick(Kind::Sends) && is_quick(Kind::Pages) && self.abused.refused() == 0 && self.tally.has_no_failure()
    }
}
