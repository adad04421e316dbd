//! A time in the reader's time zone.

use charla::Timestamp;
use leptos::prelude::*;

use crate::{calendar, clock::Clock, i18n::use_texts, text_content::live_text};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MomentStyle {
    TimeOfDay,
    /// The time of day for today, otherwise the day.
    Short,
    /// The full date.
    Date,
}

#[component]
pub(crate) fn Moment(#[prop(into)] at: Signal<Timestamp>, style: MomentStyle) -> impl IntoView {
    let clock: Clock = expect_context();
    let texts = use_texts();
    let text = move || {
        let local = clock.local(at.get());
        match style {
            MomentStyle::TimeOfDay => calendar::time_of_day(local),
            MomentStyle::Date => calendar::full_date(local.date(), clock.today(), texts),
            MomentStyle::Short => calendar::short(local, clock.today(), texts),
        }
    };
    let text = live_text(text);
    view! { <time class="moment" datetime=move || at.get().to_string() {..text}></time> }
}
