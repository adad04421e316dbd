//! One signal per part of the client, so that a part is redrawn only when it has changed.

use charla::{ConversationId, client::Changes};
use leptos::prelude::*;
use litemap::LiteMap;

#[derive(Debug, Clone, Copy)]
pub(super) struct Signals {
    pub(super) inbox: RwSignal<()>,
    pub(super) connection: RwSignal<()>,
    pub(super) outbox: RwSignal<()>,
    pub(super) presence: RwSignal<()>,
    pub(super) failure: RwSignal<()>,
    pub(super) drafts: RwSignal<()>,
    conversations: StoredValue<LiteMap<ConversationId, ArcRwSignal<()>>>,
}

impl Signals {
    pub(super) fn new() -> Self {
        let signal = || RwSignal::new(());
        Self {
            inbox: signal(),
            connection: signal(),
            outbox: signal(),
            presence: signal(),
            failure: signal(),
            drafts: signal(),
            conversations: StoredValue::new(LiteMap::new()),
        }
    }

    pub(super) fn conversation(self, id: ConversationId) -> ArcRwSignal<()> {
        let signal = self.conversations.try_update_value(|all| all.entry(id).or_default().clone());
        signal.unwrap_or_default()
    }

    pub(super) fn notify(self, changes: &Changes) {
        let parts = [
            (changes.inbox, self.inbox),
            (changes.connection, self.connection),
            (changes.outbox, self.outbox),
            (changes.presence, self.presence),
            (changes.failure, self.failure),
            (changes.drafts, self.drafts),
        ];
        parts.iter().filter(|(has_changed, _)| *has_changed).for_each(|(_, signal)| signal.notify());
        for id in changes.conversations.keys() {
            self.conversation(*id).notify();
        }
    }
}
