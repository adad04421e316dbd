//! What one decides about a conversation. It shows at once; where it fails, it is as it was.

use charla::{ConversationId, ServerEvent, Standing, standing::Decision};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::functions;

impl Chat {
    pub fn decide(self, id: ConversationId, decision: Decision) {
        let before = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(|held| held.standing))).flatten();
        let tell = move |standing| self.apply(&ServerEvent::Standing { conversation: id, standing });
        if let Some(before) = before {
            tell(decided(before, decision));
        }
        spawn_local(async move {
            match functions::decide(id, decision).await {
                Ok(standing) => tell(standing),
                Err(_) => before.into_iter().for_each(tell),
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
