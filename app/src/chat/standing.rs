//! What one decides about a conversation. It shows at once; where it fails, it is as it was, and that is said.

use std::{borrow::Cow, collections::VecDeque, sync::Arc};

use charla::{Conversation, ConversationId, Seq, ServerEvent, Standing, standing::Decision};
use futures::lock::Mutex;
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

/// Of one conversation, until all of it is answered.
#[derive(Debug, Default)]
pub(super) struct Deciding {
    /// What the server told last.
    told: Standing,
    /// Sent one after the other, so that the last one holds.
    waiting: VecDeque<Decision>,
    turn: Arc<Mutex<()>>,
}

impl Deciding {
    /// Where the newest message is that at `last_seq`.
    fn shown(&self, last_seq: Seq) -> Standing {
        self.waiting.iter().fold(self.told, |standing, decision| decision.applied_to(standing, last_seq))
    }
}

impl Chat {
    pub fn decide(self, id: ConversationId, decision: Decision) {
        let held = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(|held| held.standing)).flatten());
        let held = held.or_else(|| self.opened(id).map(|opened| opened.conversation.standing)).unwrap_or_default();
        let Some((turn, told)) = self.deciding.try_update_value(|all| {
            let deciding = all.entry(id).or_insert_with(|| Deciding { told: held, ..Deciding::default() });
            deciding.waiting.push_back(decision);
            (deciding.turn.clone(), deciding.told)
        }) else {
            return;
        };
        let tell = move |standing| self.apply(&ServerEvent::Standing { conversation: id, standing });
        tell(told);
        spawn_local(async move {
            let _turn = turn.lock().await;
            let answer = functions::decide(id, decision).await.inspect_err(|failure| self.complain(failure));
            let told = self.deciding.try_update_value(|all| {
                let deciding = all.get_mut(&id)?;
                deciding.waiting.pop_front();
                let told = answer.map_or(deciding.told, |standing| deciding.told.or_later(standing));
                deciding.told = told;
                if deciding.waiting.is_empty() {
                    all.remove(&id);
                }
                Some(told)
            });
            if let Some(told) = told.flatten() {
                tell(told);
            }
        });
    }

    /// The event, with what one has decided since it was told.
    pub(super) fn with_decisions(self, event: &ServerEvent) -> Cow<'_, ServerEvent> {
        let ServerEvent::Standing { conversation, standing: told } = event else { return Cow::Borrowed(event) };
        let last_seq = untrack(|| self.with_inbox(|inbox| inbox.find(*conversation).map(Conversation::last_seq)));
        let shown = self.deciding.try_update_value(|all| {
            let deciding = all.get_mut(conversation)?;
            deciding.told = deciding.told.or_later(*told);
            Some(deciding.shown(last_seq.flatten().unwrap_or_default()))
        });
        let standing = shown.flatten().unwrap_or(*told);
        Cow::Owned(ServerEvent::Standing { conversation: *conversation, standing })
    }
}
