//! Reading: the server is told how far the user has read, each position once.

use super::outbound::{Call, CallPurpose, Outbound};
use crate::{ConversationId, Seq};

/// What the server is being told.
#[derive(Debug, Default)]
pub(super) struct ReadMarks(Vec<Mark>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) conversation: ConversationId,
    pub(super) read_seq: Seq,
    /// The newest message that this client knows; `None` where it knows nothing of the conversation.
    pub(super) last_seq: Option<Seq>,
}

impl ReadMarks {
    /// `up_to` may be later than anything that is stored: then all is read. `held` and `listed`: the newest message in the
    /// timeline and in the list. What is listed and not held was not looked at.
    pub(super) fn tell(
        &mut self,
        out: &mut Outbound,
        conversation: ConversationId,
        up_to: Seq,
        held: Option<Seq>,
        listed: Option<Seq>,
    ) {
        let last_seq = if Some(up_to) < listed { held.or(listed) } else { held.max(listed) };
        let read_seq = last_seq.map_or(up_to, |last_seq| up_to.min(last_seq));
        let is_told = |mark: &Mark| (mark.conversation, mark.read_seq) == (conversation, read_seq);
        if self.0.iter().any(is_told) {
            return;
        }
        let mark = Mark { conversation, read_seq, last_seq };
        self.0.push(mark);
        out.call(Call::MarkRead(conversation, read_seq), CallPurpose::MarkRead(mark));
    }

    /// Told, or failed: then the next look tells it again.
    pub(super) fn answered(&mut self, mark: Mark) {
        self.0.retain(|told| *told != mark);
    }
}
