//! The session has ended while the page is open: one signs in again, and loses nothing.

use charla::Timeline;
use leptos::prelude::*;

use super::Chat;
use crate::browser;

impl Chat {
    /// Leads to sign in, and back here. What was not sent becomes the draft of its conversation,
    /// before what is being written.
    pub(super) fn sign_in_again(self) {
        for (id, timeline) in self.timelines() {
            let mut texts = timeline.with_untracked(unsent);
            if !texts.is_empty() {
                texts.extend(Some(browser::draft(id)).filter(|draft| !draft.is_empty()));
                browser::keep_draft(id, &texts.join("\n"));
                // It is in the draft now: kept once, however often one is sent to sign in.
                timeline.update(Timeline::discard_all);
            }
        }
        browser::go_to_sign_in();
    }
}

fn unsent(timeline: &Timeline) -> Vec<String> {
    timeline.pending().iter().map(|pending| pending.content.clone()).collect()
}
