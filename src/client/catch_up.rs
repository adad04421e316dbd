//! Brings one opened conversation up to the state that the fetched list reports.

use super::{
    effects::{Call, CallPurpose, CallResult, EffectQueue},
    open_conversation::OpenConversation,
};
use crate::{Conversation, ConversationId, PageRequest, Revision, Seq, ServerEvent, Timeline, limits};

#[derive(Debug)]
pub(super) struct CatchUp {
    id: ConversationId,
    known: Option<Conversation>,
    /// Changes up to and including this revision were applied.
    after: Revision,
    /// Number of changes fetched so far.
    changes: usize,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Reloads the newest page: too many messages are missing, or the server reported that the client's state is wrong.
    Restart,
    Messages,
    Changes,
    /// Reloads the newest page because too many messages have changed.
    LastRestart,
    Done,
}

impl CatchUp {
    /// `known` is the conversation as the fetched list has it.
    pub(super) fn start(out: &mut EffectQueue, opened: &mut OpenConversation, known: Option<Conversation>) -> Self {
        let timeline = opened.timeline();
        let id = timeline.conversation();
        let mut catch_up = Self { id, known, after: Revision::START, changes: 0, stage: Stage::Messages };
        let newest = catch_up.last_seq().max(timeline.newest());
        let missing = newest.0 - timeline.cursor().0;
        if timeline.needs_resync() || missing > i64::from(limits::RESUME_MAX) {
            catch_up.restart(out, Stage::Restart);
        } else {
            catch_up.fetch_messages(out, opened);
        }
        catch_up
    }

    pub(super) const fn id(&self) -> ConversationId {
        self.id
    }

    pub(super) const fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    pub(super) fn answered(&mut self, out: &mut EffectQueue, opened: &mut OpenConversation, answer: CallResult) {
        match (self.stage, answer) {
            (Stage::Restart, CallResult::Chat(page)) => {
                opened.restart(page);
                self.fetch_messages(out, opened);
            }
            (Stage::LastRestart, CallResult::Chat(page)) => {
                opened.restart(page);
                self.stage = Stage::Done;
            }
            (Stage::Messages, CallResult::Messages(page)) if page.results.is_empty() => self.fetch_changes(out, opened),
            (Stage::Messages, CallResult::Messages(page)) => {
                opened.add_newest(page);
                self.fetch_messages(out, opened);
            }
            (Stage::Changes, CallResult::Changes(changed)) => {
                self.changes += changed.len();
                if self.changes > limits::RESUME_MAX as usize {
                    return self.restart(out, Stage::LastRestart);
                }
                if changed.is_empty() {
                    return self.finish(opened);
                }
                for message in changed {
                    let (after, revision) = (self.after, message.revision);
                    opened.apply(&ServerEvent::Changed { message, after });
                    self.after = revision;
                }
                self.continue_changes(out, opened);
            }
            // An answer of another kind than the call asked for.
            _ => self.stage = Stage::Done,
        }
    }

    fn last_seq(&self) -> Seq {
        self.known.as_ref().map_or(Seq::START, Conversation::last_seq)
    }

    fn restart(&mut self, out: &mut EffectQueue, stage: Stage) {
        self.stage = stage;
        out.call(Call::Chat(self.id, PageRequest::newest()), CallPurpose::Recover);
    }

    fn fetch_messages(&mut self, out: &mut EffectQueue, opened: &mut OpenConversation) {
        let timeline: &Timeline = opened.timeline();
        if timeline.has_gap() || self.last_seq() > timeline.newest() {
            self.stage = Stage::Messages;
            out.call(Call::Messages(self.id, PageRequest::after(timeline.cursor())), CallPurpose::Recover);
        } else {
            self.fetch_changes(out, opened);
        }
    }

    fn fetch_changes(&mut self, out: &mut EffectQueue, opened: &mut OpenConversation) {
        self.stage = Stage::Changes;
        self.after = opened.timeline().revision();
        self.continue_changes(out, opened);
    }

    /// Fetches the next part of the changes, or finishes if all are applied.
    fn continue_changes(&mut self, out: &mut EffectQueue, opened: &mut OpenConversation) {
        if self.known.as_ref().is_some_and(|known| known.revision > self.after) {
            out.call(Call::Changes(self.id, self.after), CallPurpose::Recover);
        } else {
            self.finish(opened);
        }
    }

    fn finish(&mut self, opened: &mut OpenConversation) {
        let cursors = self.known.as_ref().map_or(&[][..], |conversation| &conversation.read_cursors);
        opened.read(cursors);
        self.stage = Stage::Done;
    }
}
