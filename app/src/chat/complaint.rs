//! That a decision could not be carried out is said for a while.

use charla::ChatError;
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::{browser, failure::Failure};

const SHOWN_MILLIS: u32 = 8_000;

/// What failed, and a number of its own: the end of one is not that of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    number: u32,
    failure: Failure,
}

impl Chat {
    /// Reactively.
    pub fn complaint(self) -> Option<Failure> {
        self.complaint.with(|complaint| complaint.as_ref().map(|complaint| complaint.failure.clone()))
    }

    pub(super) fn complain(self, failure: &Failure) {
        self.refused(failure);
        let number = self.complaint.with_untracked(|last| last.as_ref().map_or(0, |last| last.number + 1));
        self.complaint.set(Some(Complaint { number, failure: failure.clone() }));
        spawn_local(async move {
            browser::pause(SHOWN_MILLIS).await;
            self.complaint
                .maybe_update(|complaint| complaint.take_if(|complaint| complaint.number == number).is_some());
        });
    }

    /// Who is no longer signed in signs in again.
    pub(super) fn refused(self, failure: &Failure) {
        if *failure == Failure::Refused(ChatError::NotSignedIn) {
            self.sign_in_again();
        }
    }
}
