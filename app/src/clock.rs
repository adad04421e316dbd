//! The time of day, as the user's page shows it: the server's clock in the user's time zone. The page starts from what the
//! server rendered with; once it lives in the browser, the browser's zone and the progress of its clock take over.

use charla::Timestamp;
use leptos::{prelude::*, task::spawn_local};
use time::{Date, OffsetDateTime};

use crate::{
    browser::{self, server_time},
    calendar,
    page_context::PageContext,
    zone::Zone,
};

/// The time of the page holds until the server has been heard, or for so long.
const HEARD_WITHIN_MILLIS: u32 = 2_000;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    /// As the server rendered the page; `None`: the browser's zone.
    rendered_in: RwSignal<Option<Zone>>,
    /// The server did not know the zone, and rendered in UTC.
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

    /// Takes over from the server's rendering, and moves on from minute to minute.
    pub fn start(self) {
        Effect::new(move |_| {
            browser::remember_time_zone();
            self.rendered_in.set(None);
            self.lacks_zone.set(false);
            server_time::is_past(self.now.get_untracked());
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

    /// Whether times have to say that they are in UTC; reactively.
    pub fn lacks_zone(self) -> bool {
        self.lacks_zone.get()
    }

    /// Not reactive.
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
