//! Changes of conversation settings. A change shows at once; if it fails, the settings return to the stored state.

use std::collections::VecDeque;

use litemap::LiteMap;

use super::effects::{Call, CallPurpose, EffectQueue};
use crate::{ConversationId, ConversationSettings, Seq, conversation_settings::SettingChange};

/// The changes of each conversation, until all of them are answered.
#[derive(Debug, Default)]
pub(super) struct SettingChanges(LiteMap<ConversationId, Changing>);

#[derive(Debug)]
struct Changing {
    /// The latest settings that the server reported.
    stored: ConversationSettings,
    /// Sent one after the other, so that the last one wins; the first one is on its way.
    changes: VecDeque<SettingChange>,
}

impl SettingChanges {
    /// Queues a change. `held` are the settings known so far. Returns the latest settings that the server reported.
    pub(super) fn change(
        &mut self,
        out: &mut EffectQueue,
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

    /// Ends the first change; `answer` is `None` if it failed. Returns the latest settings that the server reported.
    pub(super) fn answered(
        &mut self,
        out: &mut EffectQueue,
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

    /// Returns the settings to show: `stored` with the queued changes applied. `last_seq` is the newest message of the
    /// conversation.
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

fn call(out: &mut EffectQueue, id: ConversationId, change: SettingChange) {
    out.call(Call::ChangeSettings(id, change), CallPurpose::ChangeSettings(id));
}
