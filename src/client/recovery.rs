//! Recovery fetches what the socket did not bring: first the list, then the missing part of each opened conversation.
//! The database is the source of truth; live events may be lost.

use super::{
    catch_up::CatchUp,
    effects::{Call, CallPurpose, EffectQueue, TimerPurpose},
};
use crate::{ChatError, ConversationId, Failure, ListRequest, inbox::InboxUpdate};

/// Wait between two attempts; it doubles from the first value up to the second.
const FIRST_RECOVERY_RETRY_MILLIS: u32 = 500;
const MAX_RECOVERY_RETRY_MILLIS: u32 = 30_000;

/// Runs one recovery at a time; a request during a run causes one more. While the connection is live, a failed run is
/// repeated until it succeeds; without a connection, each failed attempt to connect starts a run.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    step: Step,
    /// Another run was requested after the list of this run was.
    is_asked_again: bool,
    wait_millis: u32,
    /// The fetched list could not be merged into the held one.
    is_stale: bool,
    /// The first failure of this run; the other conversations are fetched anyway.
    failure: Option<Failure>,
}

#[derive(Debug, Default)]
enum Step {
    #[default]
    Idle,
    List,
    Conversation(Box<CatchUp>),
    Waiting,
}

/// The next step.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Next {
    Nothing,
    /// Catch up with the conversation with the next higher id; after the last one call [`Recovery::finish`].
    ConversationAfter(Option<ConversationId>),
}

impl Recovery {
    pub(super) fn ask(&mut self, out: &mut EffectQueue) {
        if matches!(self.step, Step::Idle) {
            self.wait_millis = FIRST_RECOVERY_RETRY_MILLIS;
            self.fetch_list(out);
        } else {
            self.is_asked_again = true;
        }
    }

    fn fetch_list(&mut self, out: &mut EffectQueue) {
        *self = Self { step: Step::List, wait_millis: self.wait_millis, ..Self::default() };
        out.call(Call::Inbox(ListRequest::first()), CallPurpose::Recover);
    }

    pub(super) fn wait_elapsed(&mut self, out: &mut EffectQueue) {
        if matches!(self.step, Step::Waiting) {
            self.fetch_list(out);
        }
    }

    pub(super) const fn awaits_list(&self) -> bool {
        matches!(self.step, Step::List)
    }

    /// The list was fetched and merged with this result.
    pub(super) fn listed(&mut self, update: InboxUpdate) -> Next {
        self.is_stale = update == InboxUpdate::Stale;
        Next::ConversationAfter(None)
    }

    pub(super) fn catches_up(&mut self, catch_up: CatchUp) {
        self.step = Step::Conversation(Box::new(catch_up));
    }

    pub(super) fn catch_up(&mut self) -> Option<&mut CatchUp> {
        match &mut self.step {
            Step::Conversation(catch_up) => Some(catch_up),
            _ => None,
        }
    }

    pub(super) fn failed(&mut self, out: &mut EffectQueue, failure: Failure, is_live: bool) -> Next {
        if let Step::Conversation(catch_up) = &self.step {
            let id = catch_up.id();
            self.failure.get_or_insert(failure);
            return Next::ConversationAfter(Some(id));
        }
        self.failure = Some(failure);
        self.finish(out, is_live);
        Next::Nothing
    }

    /// Ends the run, and schedules another one if needed.
    pub(super) fn finish(&mut self, out: &mut EffectQueue, is_live: bool) {
        match self.failure.take() {
            None if !self.is_stale => {
                if self.is_asked_again {
                    self.fetch_list(out);
                } else {
                    self.step = Step::Idle;
                }
                return;
            }
            None => {}
            // The page is left, as after every call that is refused like this.
            Some(Failure::Refused(ChatError::NotSignedIn | ChatError::AnotherReader)) => {
                self.step = Step::Idle;
                return;
            }
            Some(_) if !is_live => {
                self.step = Step::Idle;
                return;
            }
            Some(Failure::Refused(error)) => {
                let asked = error.retry_after().unwrap_or(0).saturating_mul(1_000).min(MAX_RECOVERY_RETRY_MILLIS);
                self.wait_millis = self.wait_millis.max(asked);
            }
            Some(Failure::Unreachable | Failure::TimedOut) => {}
        }
        self.step = Step::Waiting;
        out.set_timer(self.wait_millis, TimerPurpose::Recover);
        self.wait_millis = MAX_RECOVERY_RETRY_MILLIS.min(self.wait_millis * 2);
    }
}
