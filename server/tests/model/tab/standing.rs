//! As `standing.rs`.

use std::collections::VecDeque;

use charla::{Conversation, ConversationId, Seq, ServerEvent, Standing, standing::Decision};

use super::{Tab, answers::Answer};

/// Of one conversation, until all of it is answered. The first that waits is under way.
pub(super) struct Deciding {
    /// What the server told last.
    told: Standing,
    waiting: VecDeque<Decision>,
}

impl Deciding {
    fn shown(&self, last_seq: Seq) -> Standing {
        self.waiting.iter().fold(self.told, |standing, decision| decision.applied_to(standing, last_seq))
    }
}

impl Tab {
    pub async fn decide(&mut self, id: ConversationId, decision: Decision) {
        let held = self.inbox.find(id).map(|held| held.standing);
        let held = held.or_else(|| self.opened.get(&id).map(|opened| opened.conversation.standing));
        let told = held.unwrap_or_default();
        let deciding = self.deciding.entry(id).or_insert_with(|| Deciding { told, waiting: VecDeque::new() });
        deciding.waiting.push_back(decision);
        let (told, is_first) = (deciding.told, deciding.waiting.len() == 1);
        self.apply(&ServerEvent::Standing { conversation: id, standing: told });
        if is_first {
            self.tell_decision(id, decision).await;
        }
    }

    async fn tell_decision(&mut self, id: ConversationId, decision: Decision) {
        let standing = self.backend.decide(self.me, id, decision).await.expect("one's own conversation");
        let is_done = match decision {
            Decision::Archive(is_so) => standing.is_archived == is_so,
            Decision::Mute(is_so) => standing.is_muted == is_so,
            Decision::MarkUnread(is_so) => standing.is_marked_unread == is_so,
        };
        assert!(is_done, "{decision:?}: {standing:?}");
        self.answers.push_back(Answer::Decided(id, standing));
    }

    /// `None` where the answer was lost.
    pub(super) async fn decided(&mut self, id: ConversationId, answer: Option<Standing>) {
        let Some(deciding) = self.deciding.get_mut(&id) else { return };
        deciding.waiting.pop_front();
        let told = answer.map_or(deciding.told, |standing| deciding.told.or_later(standing));
        deciding.told = told;
        let next = deciding.waiting.front().copied();
        if next.is_none() {
            self.deciding.remove(&id);
        }
        self.apply(&ServerEvent::Standing { conversation: id, standing: told });
        if let Some(next) = next {
            self.tell_decision(id, next).await;
        }
    }

    /// The event, with what one has decided since it was told.
    pub(super) fn with_decisions(&mut self, event: &ServerEvent) -> ServerEvent {
        let mut event = event.clone();
        if let ServerEvent::Standing { conversation, standing } = &mut event
            && let Some(deciding) = self.deciding.get_mut(conversation)
        {
            deciding.told = deciding.told.or_later(*standing);
            let last_seq = self.inbox.find(*conversation).map(Conversation::last_seq);
            *standing = deciding.shown(last_seq.unwrap_or_default());
        }
        event
    }
}
