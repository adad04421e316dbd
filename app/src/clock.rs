//! The clock of the page: the server's time in the user's time zone. The page starts with the time and zone that the
//! server rendered; after hydration it uses the browser's zone and the progress of its clock.

use charla::Timestamp;
use leptos::{prelude::*, task::spawn_local};
use time::{Date, OffsetDateTime};

use crate::{
    browser::{self, server_time},
    calendar,
    page_context::PageContext,
    zone::Zone,
};

/// The page shows the rendered time until the server's clock is known, or for this long.
const HEARD_WITHIN_MILLIS: u32 = 2_000;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    /// The zone that the server rendered with; `None` after hydration: the browser's zone.
    rendered_in: RwSignal<Option<Zone>>,
    /// The server did not know the user's zone and rendered in UTC.
    lacks_zone: RwSignal<bool>,
}

impl Clock {
    pub fn new(page_context: &PageContext) -> Self {
        Self {
            now: RwSignal::new(page_context.now),
            rendered_in: RwSignal::new(Some(page_context.zone.clone().unwrap_or_default())),
            lacks_zone: RwSignal::new(page_context.zone.is_none()),
        }
    }

    /// Switches from the rendered time to the browser's clock and zone after hydration, and keeps it up to date.
    pub fn start(self) {
        Effect::new(move |_| {
            browser::remember_time_zone();
            self.rendered_in.set(None);
            self.lacks_zone.set(false);
            server_time::ensure_not_before(self.now.get_untracked());
            let show = move || self.now.set(server_time::now());
            server_time::on_learning(show);
            browser::every(30_000, show);
            spawn_local(async move {
                browser::pause(HEARD_WITHIN_MILLIS).await;
                show();
            });
        });
    }

    pub fn local(self, moment: Timestamp) -> OffsetDateTime {
        let rendered = self.rendered_in.with(|zone| zone.as_ref().map(|zone| zone.utc_offset(moment)));
        calendar::local(moment, rendered.unwrap_or_else(|| browser::utc_offset(moment)))
    }

    /// Whether times must be marked as UTC. Reactive.
    pub fn lacks_zone(self) -> bool {
        self.lacks_zone.get()
    }

    /// Returns the current time. Not reactive.
    pub fn now(self) -> Timestamp {
        match self.rendered_in.with_untracked(Option::is_some) {
            true => self.now.get_untracked(),
            false => server_time::now(),
        }
    }

    pub fn today(self) -> Date {
        self.local(self.now.get()).date()
    }
}
