//! Shows the failure of a background action for a few seconds.

use super::effects::{EffectQueue, TimerId, TimerPurpose};
use crate::Failure;

const SHOWN_MILLIS: u32 = 8_000;

#[derive(Debug, Default)]
pub(super) struct FailureNotice(Option<(Failure, TimerId)>);

impl FailureNotice {
    pub(super) const fn failure(&self) -> Option<&Failure> {
        match &self.0 {
            Some((failure, _)) => Some(failure),
            None => None,
        }
    }

    pub(super) fn show(&mut self, out: &mut EffectQueue, failure: Failure) {
        out.cancel_timer(self.0.take().map(|(_, timer)| timer));
        self.0 = Some((failure, out.set_timer(SHOWN_MILLIS, TimerPurpose::ClearFailure)));
    }

    pub(super) fn clear(&mut self) {
        self.0 = None;
    }
}
