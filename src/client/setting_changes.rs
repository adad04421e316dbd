//! Changes of a conversation's settings. They show at once; where one fails, the settings are as they were.

use std::collections::{BTreeMap, VecDeque};

use super::outbound::{Call, CallPurpose, Outbound};
use crate::{ConversationId, ConversationSettings, Seq, conversation_settings::SettingChange};

/// By conversation, until all its changes are answered.
#[derive(Debug, Default)]
pub(super) struct SettingChanges(BTreeMap<ConversationId, Changing>);

#[derive(Debug)]
struct Changing {
    /// What the server said last.
    stored: ConversationSettings,
    /// Sent one after the other, so that the last one holds; the first is on its way.
    changes: VecDeque<SettingChange>,
}

impl SettingChanges {
    /// `held`: the settings as they are shown. Returns what the server said last.
    pub(super) fn change(
        &mut self,
        out: &mut Outbound,
        id: ConversationId,
        change: SettingChange,
        held: ConversationSettings,
    ) -> ConversationSettings {
        let changing = self.0.entry(id).or_insert_with(|| Changing { stored: held, changes: VecDeque::new() });
        changing.changes.push_back(change);
        if changing.changes.len() == 1 {
            call(out, id, change);
        }
        changing.stored
    }

    /// `None`: the first change failed. Returns what the server said last.
    pub(super) fn answered(
        &mut self,
        out: &mut Outbound,
        id: ConversationId,
        answer: Option<ConversationSettings>,
    ) -> Option<ConversationSettings> {
        let changing = self.0.get_mut(&id)?;
        changing.changes.pop_front();
        changing.stored = answer.map_or(changing.stored, |settings| changing.stored.or_later(settings));
        let stored = changing.stored;
        match changing.changes.front() {
            Some(next) => call(out, id, *next),
            None => drop(self.0.remove(&id)),
        }
        Some(stored)
    }

    /// What shows where the server says `stored`: that, with the changes that it does not have yet. `last_seq`: the newest
    /// message of the conversation.
    pub(super) fn shown(
        &mut self,
        id: ConversationId,
        stored: ConversationSettings,
        last_seq: Seq,
    ) -> ConversationSettings {
        let Some(changing) = self.0.get_mut(&id) else { return stored };
        changing.stored = changing.stored.or_later(stored);
        changing.changes.iter().fold(changing.stored, |settings, change| change.applied_to(settings, last_seq))
    }
}

fn call(out: &mut Outbound, id: ConversationId, change: SettingChange) {
    out.call(Call::ChangeSettings(id, change), CallPurpose::ChangeSettings(id));
}
