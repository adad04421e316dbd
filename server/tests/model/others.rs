//! Members without a tab. What they do meets a tab at a bad moment.

use app::backend::OutgoingMessage;
use charla::{
    Change, ChatError, ClientId, Conversation, ConversationId, Emoji, ListRequest, MessageContent, Seq, UserId, limits,
};
use futures::future::join_all;

use crate::world::{LUIS, World};

/// More than a client gets one by one on resuming.
const BURST: usize = 310;

/// The tab number of messages that were written without a tab.
pub const NO_TAB: usize = usize::MAX;

impl World {
    /// Luis sends many messages at the same time.
    pub async fn bursts(&mut self, conversation: usize, process: usize) {
        let backend = self.processes[process].backend.clone();
        let listed = backend.conversations(LUIS, ListRequest::first()).await.expect("a list").conversations;
        let id = listed[conversation % listed.len()].id;
        let sends = (0..BURST).map(|n| {
            let draft = self.drafts(id, LUIS, &format!("one of many, {n}"));
            backend.send(LUIS, id, draft)
        });
        for sent in join_all(sends).await {
            assert!(sent.expect("a stored message").is_new);
        }
    }

    /// Another member writes, then the tab does. Its message is acknowledged before its socket brings the other one.
    pub async fn answers_overtake_the_socket(&mut self, tab: usize, conversation: usize, process: usize) {
        let tab = tab % self.tabs.len();
        let Some((id, other)) = self.member_beside(tab, conversation) else { return };
        self.member_writes(id, other, process).await;
        self.writes(tab, id, "after yours", None);
        while self.tabs[tab].handles_browser_event() {}
        self.waits_until_idle().await;
        while self.tabs[tab].receives_answer(0).await {}
    }

    /// A page is loaded, and another member writes before its socket is open.
    pub async fn a_message_overtakes_the_socket(&mut self, tab: usize, conversation: usize, process: usize) {
        let tab = tab % self.tabs.len();
        self.reloads(tab, process).await;
        let tab = &self.tabs[tab];
        let listed = tab.client.inbox().expect("a list").conversations();
        let conversation = &listed[conversation % listed.len()];
        let (id, other) = (conversation.id, other_member(conversation, tab.me));
        if let Some(other) = other {
            self.member_writes(id, other, process).await;
        }
    }

    /// A tab fetches the page before the shown messages, and another member reacts to one of them after the page was read
    /// from the database. `message` counts from the end of the page.
    pub async fn a_change_overtakes_a_page(&mut self, tab: usize, conversation: usize, message: usize, process: usize) {
        let tab = tab % self.tabs.len();
        let Some((id, other)) = self.member_beside(tab, conversation) else { return };
        let oldest = self.tabs[tab].opened(id).shown().oldest();
        self.tabs[tab].acts(|client, action| client.load_older(action, id));
        self.waits_until_idle().await;
        let before = i64::try_from(message).expect("a small number") % i64::from(limits::PAGE_DEFAULT);
        let seq = Seq(oldest.0 - 1 - before);
        if seq > Seq::START {
            self.member_reacts(id, other, seq, process).await;
        }
    }

    /// A tab opens another conversation, and another member reacts to its newest message after its page was read from the
    /// database.
    pub async fn a_change_overtakes_a_conversation(&mut self, tab: usize, conversation: usize, process: usize) {
        let tab = tab % self.tabs.len();
        let me = self.tabs[tab].me;
        let listed = self.tabs[tab].client.inbox().expect("a list").conversations().iter();
        let unopened: Vec<_> = listed.filter(|listed| self.tabs[tab].client.opened(listed.id).is_none()).collect();
        let Some(found) = conversation.checked_rem(unopened.len()).map(|place| unopened[place]) else { return };
        let (Some(other), newest, id) = (other_member(found, me), found.last_seq(), found.id) else { return };
        self.tabs[tab].look(id);
        self.waits_until_idle().await;
        if newest > Seq::START {
            self.member_reacts(id, other, newest, process).await;
        }
    }

    /// Returns a conversation that a tab has opened, and one of its other members.
    fn member_beside(&self, tab: usize, conversation: usize) -> Option<(ConversationId, UserId)> {
        let tab = &self.tabs[tab];
        let id = tab.one_opened(conversation)?;
        Some((id, other_member(tab.opened(id).conversation(), tab.me)?))
    }

    async fn member_writes(&mut self, id: ConversationId, sender: UserId, process: usize) {
        let draft = self.drafts(id, sender, "something else");
        self.processes[process].backend.send(sender, id, draft).await.expect("a stored message");
    }

    async fn member_reacts(&self, id: ConversationId, member: UserId, seq: Seq, process: usize) {
        let reaction = Change::React(Some(Emoji::ALL[seq.0.unsigned_abs() as usize % Emoji::ALL.len()]));
        let changed = self.processes[process].backend.change(member, id, seq, reaction).await;
        assert!(matches!(changed, Ok(_) | Err(ChatError::MessageDeleted)), "{changed:?}");
    }

    fn drafts(&mut self, id: ConversationId, sender: UserId, content: &str) -> OutgoingMessage {
        let content = MessageContent::parse(content).expect("a content");
        let client_id = ClientId::generate();
        self.written.entry((id, sender, NO_TAB)).or_default().push(client_id);
        OutgoingMessage { content, client_id: Some(client_id), reply_to: None }
    }
}

fn other_member(conversation: &Conversation, me: UserId) -> Option<UserId> {
    conversation.participants.iter().map(|member| member.id).find(|member| *member != me)
}
