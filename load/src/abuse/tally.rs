//! Counts what the abusive client got.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    got: BTreeMap<String, u64>,
    notes: Vec<String>,
    /// What must not have happened, but did.
    wrong: Vec<String>,
    stored: u64,
}

impl Tally {
    pub(super) fn record(&self, what: impl ToString) {
        *self.lock().got.entry(what.to_string()).or_default() += 1;
    }

    pub(super) fn count(&self, what: &str) -> u64 {
        self.lock().got.get(what).copied().unwrap_or(0)
    }

    pub(super) fn add_note(&self, note: String) {
        self.lock().notes.push(note);
    }

    pub(super) fn add_failure(&self, what: String) {
        self.lock().wrong.push(what);
    }

    pub(super) fn stored(&self, bytes: u64) {
        self.lock().stored = bytes;
    }

    pub(super) fn has_no_failure(&self) -> bool {
        self.lock().wrong.is_empty()
    }

    /// Returns the number of answers by status, and the notes.
    pub(super) fn summary(&self) -> String {
        self.lock().summary().join(", ")
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn summary(&self) -> Vec<String> {
        let mut parts: Vec<_> = self.got.iter().map(|(what, count)| format!("{what}: {count}")).collect();
        parts.extend(self.notes.iter().cloned());
        parts.extend(self.wrong.iter().map(|wrong| format!("WRONG: {wrong}")));
        parts
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.lock();
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let stored = format!("{:.1} MB stored", counts.stored as f64 / 1e6);
        f.write_str(&[counts.summary(), vec![stored]].concat().join(", "))
    }
}
