//! The reader's clock: what is now, and how far from UTC. The page starts from what the server
//! rendered with; once it lives in the browser, the browser's own zone and time take over.

use charla::Timestamp;
use leptos::prelude::*;
use time::{Date, OffsetDateTime};

use crate::{browser, calendar, visit::Visit};

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    /// `None`: the browser's zone, which knows of summer time.
    fixed_offset: RwSignal<Option<i32>>,
}

impl Clock {
    pub fn new(visit: &Visit) -> Self {
        Self { now: RwSignal::new(visit.now), fixed_offset: RwSignal::new(Some(visit.utc_offset)) }
    }

    /// Takes over from the server's rendering, and moves on from minute to minute.
    pub fn start(self) {
        Effect::new(move |_| {
            browser::remember_utc_offset();
            self.fixed_offset.set(None);
            self.now.set(browser::now());
            browser::every(30_000, move || self.now.set(browser::now()));
        });
    }

    pub fn local(self, moment: Timestamp) -> OffsetDateTime {
        let offset = self.fixed_offset.get().unwrap_or_else(|| browser::utc_offset(moment));
        calendar::local(moment, offset)
    }

    /// Of this half minute; not reactive.
    pub fn now(self) -> Timestamp {
        self.now.get_untracked()
    }

    pub fn today(self) -> Date {
        self.local(self.now.get()).date()
    }
}
