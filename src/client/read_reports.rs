//! Reports how far the user has read, each position once.

use super::effects::{Call, CallPurpose, EffectQueue};
use crate::{ConversationId, Seq};

/// Reports that the server has not answered yet.
#[derive(Debug, Default)]
pub(super) struct ReadReports(Vec<ReadReport>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadReport {
    pub(super) conversation: ConversationId,
    pub(super) read_seq: Seq,
    /// The newest message known to the client; `None` if the client does not hold the conversation.
    pub(super) last_seq: Option<Seq>,
}

impl ReadReports {
    /// Reports messages as read up to `up_to`, or all known ones if `up_to` is later. `held` and `listed` are the
    /// newest message of the timeline and of the list. A message that is only in the list was not shown and is not
    /// marked as read.
    pub(super) fn report(
        &mut self,
        out: &mut EffectQueue,
        conversation: ConversationId,
        up_to: Seq,
        held: Option<Seq>,
        listed: Option<Seq>,
    ) {
        let last_seq = if Some(up_to) < listed { held.or(listed) } else { held.max(listed) };
        let read_seq = last_seq.map_or(up_to, |last_seq| up_to.min(last_seq));
        let is_pending = |mark: &ReadReport| (mark.conversation, mark.read_seq) == (conversation, read_seq);
        if self.0.iter().any(is_pending) {
            return;
        }
        let mark = ReadReport { conversation, read_seq, last_seq };
        self.0.push(mark);
        out.call(Call::MarkRead(conversation, read_seq), CallPurpose::MarkRead(mark));
    }

    /// The call has ended. If it failed, the next time that the user sees the messages reports them again.
    pub(super) fn answered(&mut self, mark: ReadReport) {
        self.0.retain(|pending| *pending != mark);
    }
}
