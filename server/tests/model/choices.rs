//! The conversation settings that users chose last. A choice shows at once and is stored in the end, unless the user is
//! told that it failed.

use app::backend::Backend;
use charla::{ConversationId, ConversationSettings, UserId, conversation_settings::SettingChange};

use crate::tab::Tab;

#[derive(Debug, Default)]
pub struct Choices(Vec<Choice>);

#[derive(Debug)]
struct Choice {
    user: UserId,
    conversation: ConversationId,
    change: SettingChange,
    /// The tab where the user chose it.
    tab: usize,
    /// Whether it has to be stored. Of choices that fail, or are on their way from several tabs, any may win.
    is_certain: bool,
}

impl Choices {
    /// The user chooses a setting in a tab.
    pub fn add(&mut self, tabs: &[Tab], tab: usize, conversation: ConversationId, change: SettingChange) {
        let user = tabs[tab].me;
        let is_same = |choice: &&mut Choice| {
            let same_setting = std::mem::discriminant(&choice.change) == std::mem::discriminant(&change);
            (choice.user, choice.conversation, same_setting) == (user, conversation, true)
        };
        match self.0.iter_mut().find(is_same) {
            Some(choice) => {
                choice.is_certain &= choice.tab == tab || tabs[choice.tab].is_settled();
                (choice.tab, choice.change) = (tab, change);
            }
            None => self.0.push(Choice { user, conversation, change, tab, is_certain: true }),
        }
    }

    /// Some of the tab's choices may have failed.
    pub fn failed(&mut self, tab: usize) {
        self.0.iter_mut().filter(|choice| choice.tab == tab).for_each(|choice| choice.is_certain = false);
    }

    /// Checks that each tab shows what was chosen in it.
    pub fn are_shown(&self, tabs: &[Tab]) {
        for choice in self.certain() {
            let listed = tabs[choice.tab].client.inbox().and_then(|inbox| inbox.find(choice.conversation));
            assert!(listed.is_none_or(|listed| choice.holds(listed.settings)), "{choice:?} shows: {listed:?}");
        }
    }

    pub async fn are_stored(&self, backend: &dyn Backend) {
        for choice in self.certain() {
            let stored = backend.conversation(choice.user, choice.conversation).await.expect("one's own conversation");
            assert!(choice.holds(stored.settings), "{choice:?} is stored: {:?}", stored.settings);
        }
    }

    fn certain(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter().filter(|choice| choice.is_certain)
    }
}

impl Choice {
    fn holds(&self, settings: ConversationSettings) -> bool {
        match self.change {
            // A later message shows an archived conversation again.
            SettingChange::Archive(is_so) => settings.archived_seq.is_some() == is_so,
            SettingChange::Mute(is_so) => settings.is_muted == is_so,
            // The next reading ends it.
            SettingChange::MarkUnread(_) => true,
        }
    }
}
