//! Actions of users.

use charla::{
    ClientId, ConversationId, ConversationSettings, Emoji, Message, MessageContent, Participant, Quote, Role, Seq,
    UserId, client::OpenConversation, conversation_settings::SettingChange,
};

use crate::{script::UserAction, tab::Tab, world::World};

/// Users with whom conversations are opened, by marketplace id and role.
pub const OTHERS: [(&str, Role); 4] =
    [("101", Role::Customer), ("103", Role::Provider), ("103", Role::Customer), ("104", Role::Customer)];

impl World {
    pub fn looks(&mut self, tab: usize, conversation: usize) {
        let tab = self.tab(tab);
        let listed = tab.client.inbox().expect("a list").conversations();
        let id = listed[conversation % listed.len()].id;
        tab.look(id);
    }

    pub fn does(&mut self, tab: usize, conversation: usize, action: UserAction) {
        let written = self.written.values().map(Vec::len).sum::<usize>();
        let edits = self.edits;
        let number = tab % self.tabs.len();
        let tab = self.tab(tab);
        let me = tab.me;
        let Some(id) = tab.one_opened(conversation) else { return };
        let now = tab.now();
        match action {
            UserAction::Write => self.writes(number, id, &format!("the {written}th"), None),
            UserAction::Reply { message } => {
                if let Some(quoted) = one_of(tab.opened(id), message, None) {
                    self.writes(number, id, &format!("the {written}th, an answer"), Some(Quote::of(&quoted)));
                }
            }
            UserAction::Edit { message } => {
                if let Some(message) = one_of(tab.opened(id), message, Some(me)) {
                    tab.acts(|client, action| client.edit(action, id, message.seq, format!("edited, the {edits}th")));
                    self.edits += 1;
                }
            }
            UserAction::Delete { message } => {
                if let Some(message) = one_of(tab.opened(id), message, Some(me)) {
                    tab.acts(|client, action| client.delete(action, id, message.seq));
                }
            }
            UserAction::React { message, emoji } => {
                if let Some(message) = one_of(tab.opened(id), message, None) {
                    let emoji = emoji.checked_sub(1).map(|emoji| Emoji::ALL[emoji]);
                    tab.acts(|client, action| client.react(action, id, message.seq, emoji));
                }
            }
            UserAction::Type => tab.act(|client| client.user_typed(id, now)),
            UserAction::Read => tab.act(|client| client.seen(id)),
            UserAction::ReadAll => tab.act(|client| client.mark_read(id, Seq(i64::MAX))),
            UserAction::Archive { is_so } => self.chooses(number, id, SettingChange::Archive(is_so)),
            UserAction::Mute { is_so } => self.chooses(number, id, SettingChange::Mute(is_so)),
            UserAction::MarkUnread => self.chooses(number, id, SettingChange::MarkUnread(true)),
            UserAction::GoTo { message } => {
                let newest = tab.opened(id).timeline().newest().0.max(1);
                let seq = Seq(newest - i64::try_from(message).expect("a small number") % newest);
                tab.acts(|client, action| client.go_to(action, id, seq));
            }
            UserAction::Older => tab.acts(|client, action| client.load_older(action, id)),
            UserAction::Newer => tab.acts(|client, action| client.load_newer(action, id)),
            UserAction::Retry => {
                if let Some(client_id) = first_unsent(tab, id) {
                    tab.act(|client| client.retry(id, client_id));
                }
            }
            UserAction::Discard => {
                if let Some(client_id) = first_unsent(tab, id) {
                    tab.act(|client| client.discard(id, client_id));
                    self.discarded.insert(client_id);
                }
            }
        }
    }

    pub fn writes(&mut self, tab: usize, id: ConversationId, content: &str, reply_to: Option<Quote>) {
        let content = MessageContent::parse(content).expect("a content");
        let client_id = ClientId::generate();
        let number = tab;
        let tab = &mut self.tabs[tab];
        let now = tab.now();
        tab.act(|client| client.send(id, client_id, &content, reply_to, now)).expect("room in the outbox");
        let sender = tab.me;
        self.written.entry((id, sender, number)).or_default().push(client_id);
    }

    /// Changes a setting, which must show at once, whatever the server sent before.
    fn chooses(&mut self, number: usize, id: ConversationId, change: SettingChange) {
        self.choices.add(&self.tabs, number, id, change);
        let tab = &mut self.tabs[number];
        let now = tab.now();
        tab.act(|client| client.change_settings(id, change, now));
        let listed = tab.client.inbox().and_then(|inbox| inbox.find(id));
        assert!(listed.is_none_or(|listed| is_made(change, listed.settings)), "{change:?} shows: {listed:?}");
    }

    pub async fn opens(&mut self, tab: usize, other: usize) {
        let tab = self.tab(tab);
        let (id, role) = OTHERS[other % OTHERS.len()];
        let with = Participant { id: id.parse().expect("an id"), role: Some(role) };
        // The user may be the participant, which is refused.
        if let Ok(opened) = tab.backend.open_conversation(tab.me, with).await {
            tab.look(opened.id);
        }
    }
}

/// Returns the oldest unsent message.
fn first_unsent(tab: &Tab, id: ConversationId) -> Option<ClientId> {
    tab.client.outbox().of(id).next().map(|unsent| unsent.client_id)
}

fn is_made(change: SettingChange, settings: ConversationSettings) -> bool {
    match change {
        SettingChange::Archive(is_so) => settings.is_archived == is_so,
        SettingChange::Mute(is_so) => settings.is_muted == is_so,
        SettingChange::MarkUnread(is_so) => settings.is_marked_unread == is_so,
    }
}

/// Returns one of the shown messages that are not deleted, or only of `sender`, counted from the newest.
fn one_of(opened: &OpenConversation, which: usize, sender: Option<UserId>) -> Option<Message> {
    let is_fit = |message: &&Message| !message.is_deleted() && sender.is_none_or(|sender| message.sender_id == sender);
    let fit: Vec<_> = opened.shown().messages().rev().filter(is_fit).collect();
    fit.get(which.checked_rem(fit.len())?).copied().cloned()
}
