//! Members without a tab. What they do meets a tab at a bad moment.

use app::backend::OutgoingMessage;
use charla::{Change, ChatError, ClientId, ConversationId, Emoji, ListRequest, MessageContent, Seq, UserId, limits};
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
        let draft = self.drafts(id, other, "before yours");
        self.processes[process].backend.send(other, id, draft).await.expect("a stored message");
        self.writes(tab, id, "after yours", None);
        while self.tabs[tab].handles_browser_event() {}
        self.waits_until_idle().await;
        while self.tabs[tab].receives_answer(0).await {}
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
            let reaction = Change::React(Some(Emoji::ALL[message % Emoji::ALL.len()]));
            let changed = self.processes[process].backend.change(other, id, seq, reaction).await;
            assert!(matches!(changed, Ok(_) | Err(ChatError::MessageDeleted)), "{changed:?}");
        }
    }

    /// Returns a conversation that a tab has opened, and one of its other members.
    fn member_beside(&self, tab: usize, conversation: usize) -> Option<(ConversationId, UserId)> {
        let tab = &self.tabs[tab];
        let id = tab.one_opened(conversation)?;
        let members = &tab.opened(id).conversation().participants;
        let other = members.iter().map(|member| member.id).find(|member| *member != tab.me)?;
        Some((id, other))
    }

    fn drafts(&mut self, id: ConversationId, sender: UserId, content: &str) -> OutgoingMessage {
        let content = MessageContent::parse(content).expect("a content");
        let client_id = ClientId::generate();
        self.written.entry((id, sender, NO_TAB)).or_default().push(client_id);
        OutgoingMessage { content, client_id: Some(client_id), reply_to: None }
    }
}
