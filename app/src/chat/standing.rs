//! What one decides about a conversation. It shows at once; where it fails, it is as it was.

use std::sync::Arc;

use charla::{ConversationId, ServerEvent, Standing, standing::Decision};
use futures::lock::Mutex;
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

/// What has not been answered yet: sent one after the other, so that the last one holds.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    waiting: Vec<ConversationId>,
    turn: Arc<Mutex<()>>,
}

impl Chat {
    pub fn decide(self, id: ConversationId, decision: Decision) {
        let before = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(|held| held.standing))).flatten();
        let tell = move |standing| self.apply(&ServerEvent::Standing { conversation: id, standing });
        if let Some(before) = before {
            tell(decided(before, decision));
        }
        let Some(turn) = self.decisions.try_update_value(|decisions| {
            decisions.waiting.push(id);
            decisions.turn.clone()
        }) else {
            return;
        };
        spawn_local(async move {
            let _turn = turn.lock().await;
            let answer = functions::decide(id, decision).await;
            self.decisions.update_value(|Decisions { waiting, .. }| {
                let mine = waiting.iter().position(|waiting| *waiting == id);
                mine.map(|mine| waiting.remove(mine));
            });
            // What one has decided about it since then shows already.
            if self.decisions.with_value(|decisions| !decisions.waiting.contains(&id))
                && let Some(standing) = answer.ok().or(before)
            {
                tell(standing);
            }
        });
    }
}

const fn decided(before: Standing, decision: Decision) -> Standing {
    match decision {
        Decision::Archive(is_archived) => Standing { is_archived, ..before },
        Decision::Mute(is_muted) => Standing { is_muted, ..before },
        Decision::MarkUnread(is_marked_unread) => Standing { is_marked_unread, ..before },
    }
}
