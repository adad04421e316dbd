//! Retries failed loading: automatically at growing intervals, and when the user or the network is back.

use std::pin::pin;

use charla::Failure;
use futures::future::select;
use leptos::{prelude::*, task::spawn_local};

use crate::browser::{self, RECHECK_EVENTS};

const FIRST_LOAD_RETRY_MILLIS: u32 = 2_000;
const MAX_LOAD_RETRY_MILLIS: u32 = 30_000;

/// The retries of one page. Its resources depend on the number, so that they load again when it changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retries {
    number: RwSignal<u32>,
    /// Consecutive failures.
    failures: RwSignal<u32>,
}

impl Retries {
    pub(crate) fn new() -> Self {
        Self { number: RwSignal::new(0), failures: RwSignal::new(0) }
    }

    /// Returns the number of the current attempt. Reactive.
    pub(crate) fn number(self) -> u32 {
        self.number.get()
    }

    /// Whether the last attempt failed. Reactive.
    pub(crate) fn has_failed(self) -> bool {
        self.failures.get() > 0
    }

    pub(crate) fn succeeded(self) {
        self.failures.maybe_update(|failures| std::mem::take(failures) > 0);
    }

    pub(crate) fn retry(self) {
        self.number.update(|number| *number += 1);
    }

    /// Schedules the next attempt. It is dropped if `notice`, which shows the failure, is removed before.
    pub(super) fn wait(self, failure: &Failure, notice: StoredValue<()>) {
        let requested = match failure {
            Failure::Refused(error) => error.retry_after(),
            Failure::Unreachable | Failure::TimedOut => None,
        };
        let doubled = FIRST_LOAD_RETRY_MILLIS << self.failures.get_untracked().min(4);
        let wait = requested.map_or(doubled, |seconds| seconds.saturating_mul(1_000)).min(MAX_LOAD_RETRY_MILLIS);
        self.failures.update(|failures| *failures += 1);
        spawn_local(async move {
            select(pin!(browser::pause(wait)), pin!(browser::next_event(&RECHECK_EVENTS))).await;
            if !notice.is_disposed() && !self.number.is_disposed() {
                self.retry();
            }
        });
    }
}
