//! What people do.

use app::door::Draft;
use charla::{
    ClientId, ConversationId, Emoji, ListRequest, Message, MessageContent, Participant, Quote, Role, Seq, UserId,
    standing::Decision,
};
use futures::future::join_all;

use crate::{
    script::Deed,
    tab::{Opened, Tab},
    world::{LUIS, World},
};

/// How conversations with them are opened.
pub const OTHERS: [(&str, Role); 4] =
    [("101", Role::Customer), ("103", Role::Provider), ("103", Role::Customer), ("104", Role::Customer)];

/// More than a client is given one by one.
const BURST: usize = 310;

impl World {
    pub async fn looks(&mut self, tab: usize, conversation: usize) {
        let tab = self.tab(tab);
        let listed = tab.inbox.conversations();
        let id = listed[conversation % listed.len()].id;
        tab.look(id).await;
    }

    pub async fn does(&mut self, tab: usize, conversation: usize, deed: Deed) {
        let written = self.written.values().map(Vec::len).sum::<usize>();
        let edits = self.edits;
        let tab = self.tab(tab);
        let me = tab.me;
        let Some(id) = shown(tab, conversation) else { return };
        let opened = &tab.opened[&id];
        match deed {
            Deed::Write => {
                let client_id = tab.send(id, format!("the {written}th"), None);
                self.wrote(id, me, client_id);
            }
            Deed::Reply { message } => {
                if let Some(quoted) = one_of(opened, message, None) {
                    let client_id = tab.send(id, format!("the {written}th, an answer"), Some(Quote::of(&quoted)));
                    self.wrote(id, me, client_id);
                }
            }
            Deed::Edit { message } => {
                if let Some(message) = one_of(opened, message, Some(me)) {
                    tab.edit(id, message.seq, &format!("edited, the {edits}th")).await;
                    self.edits += 1;
                }
            }
            Deed::Delete { message } => {
                if let Some(message) = one_of(opened, message, Some(me)) {
                    tab.delete(id, message.seq).await;
                }
            }
            Deed::React { message, emoji } => {
                if let Some(message) = one_of(opened, message, None) {
                    let emoji = emoji.checked_sub(1).map(|emoji| Emoji::ALL[emoji]);
                    tab.react(id, message.seq, emoji).await;
                }
            }
            Deed::Read => tab.seen(id).await,
            Deed::ReadAll => tab.mark_read(id, Seq(i64::MAX)).await,
            Deed::Archive { is_so } => tab.decide(id, Decision::Archive(is_so)).await,
            Deed::Mute { is_so } => tab.decide(id, Decision::Mute(is_so)).await,
            Deed::MarkUnread => tab.decide(id, Decision::MarkUnread(true)).await,
            Deed::GoTo { message } => {
                let newest = opened.timeline.newest().0.max(1);
                tab.go_to(id, Seq(newest - i64::try_from(message).expect("a small number") % newest)).await;
            }
            Deed::Older => tab.fetch_older(id).await,
            Deed::Newer => tab.fetch_newer(id).await,
        }
    }

    fn wrote(&mut self, id: ConversationId, sender: UserId, client_id: ClientId) {
        self.written.entry((id, sender)).or_default().push(client_id);
    }

    pub async fn opens(&mut self, tab: usize, other: usize) {
        let tab = self.tab(tab);
        let (id, role) = OTHERS[other % OTHERS.len()];
        let with = Participant { id: id.parse().expect("an id"), role: Some(role) };
        // Nobody writes to themselves.
        if let Ok(opened) = tab.backend.open_conversation(tab.me, with).await {
            tab.look(opened.id).await;
        }
    }

    pub async fn bursts(&mut self, conversation: usize, process: usize) {
        let backend = self.processes[process].backend.clone();
        let listed = backend.conversations(LUIS, ListRequest::first()).await.expect("a list").conversations;
        let id = listed[conversation % listed.len()].id;
        let sends = (0..BURST).map(|n| {
            let content = MessageContent::parse(&format!("one of many, {n}")).expect("a content");
            let client_id = ClientId::generate();
            self.written.entry((id, LUIS)).or_default().push(client_id);
            backend.send(LUIS, id, Draft { content, client_id: Some(client_id), reply_to: None })
        });
        for sent in join_all(sends).await {
            assert!(sent.expect("a stored message").is_new);
        }
    }
}

/// One of the conversations that a tab shows.
fn shown(tab: &Tab, conversation: usize) -> Option<ConversationId> {
    let count = tab.opened.len();
    tab.opened.keys().nth(conversation.checked_rem(count)?).copied()
}

/// One of those that show and are not deleted, or of `sender` alone, counted from the newest.
fn one_of(opened: &Opened, which: usize, sender: Option<UserId>) -> Option<Message> {
    let is_fit = |message: &&Message| !message.is_deleted() && sender.is_none_or(|sender| message.sender_id == sender);
    let fit: Vec<_> = opened.shown().messages().rev().filter(is_fit).collect();
    fit.get(which.checked_rem(fit.len())?).copied().cloned()
}
