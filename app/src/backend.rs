//! The operations of the chat, which the server implements: pages and server functions reach the chat through these alone.

use async_trait::async_trait;
use charla::{
    Change, ChatError, ClientId, Conversation, ConversationId, ConversationList, ConversationSettings, Device,
    DirectoryPage, DirectoryRequest, InboxPage, ListRequest, Message, MessageContent, MessageHits, MessageSearch, Page,
    PageRequest, Participant, Revision, Seq, SessionId, Stats, User, UserId, conversation_settings::SettingChange,
};

/// One function per operation of the chat. The JSON API, the sockets and the server functions all
/// go through these, so that a rule is written once. Each looks a conversation up as one of `me`:
/// for a stranger it does not exist ([`ChatError::ConversationNotFound`]).
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// As many as were asked for, or fewer where they are long.
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, ChatError>;

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, ChatError>;

    /// The one conversation of the two, made now or before.
    async fn open_conversation(&self, me: UserId, with: Participant) -> Result<Conversation, ChatError>;

    /// As many as were asked for, or fewer where they are long: [`Page::next`] says where they go on.
    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest) -> Result<Page<Message>, ChatError>;

    /// Durable when it returns. The same `client_id` again returns the message that is stored.
    async fn send(&self, me: UserId, id: ConversationId, draft: Draft) -> Result<Sent, ChatError>;

    /// The message as it is afterwards.
    async fn change(&self, me: UserId, id: ConversationId, seq: Seq, change: Change) -> Result<Message, ChatError>;

    /// Messages that changed after `after`, at most [`RESUME_MAX`](charla::limits::RESUME_MAX) and one more, in the
    /// order of their changes; or fewer, where they are long.
    async fn changes(&self, me: UserId, id: ConversationId, after: Revision) -> Result<Vec<Message>, ChatError>;

    /// Moves one's read cursor forward: to the newest message, or `up_to`. What one has decided, where the mark of the
    /// unread goes with it.
    async fn mark_read(
        &self,
        me: UserId,
        id: ConversationId,
        up_to: Option<Seq>,
    ) -> Result<Option<ConversationSettings>, ChatError>;

    /// Archives, mutes, marks unread; or takes that back. All that one has decided then.
    async fn change_settings(
        &self,
        me: UserId,
        id: ConversationId,
        change: SettingChange,
    ) -> Result<ConversationSettings, ChatError>;

    /// The others are told that one is writing. Fleeting: it may be dropped.
    async fn typing(&self, me: UserId, id: ConversationId) -> Result<(), ChatError>;

    /// One's conversations with people whose name contains `query`; case and accents do not
    /// matter. None for an empty `query`.
    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, ChatError>;

    /// One's messages that have all the words; none for no words. As often as somebody types, and no more.
    async fn search_messages(&self, me: UserId, search: MessageSearch) -> Result<MessageHits, ChatError>;

    async fn stats(&self, me: UserId) -> Result<Stats, ChatError>;

    /// Unread messages of conversations that are not muted: what every page tells.
    async fn unread_total(&self, me: UserId) -> Result<u32, ChatError>;

    /// The directory without oneself, by name.
    async fn people(&self, me: UserId, request: DirectoryRequest) -> Result<DirectoryPage, ChatError>;

    /// Where one is signed in: `here` first, then those that were used last; at most [`charla::limits::DEVICES`].
    async fn devices(&self, me: UserId, here: SessionId) -> Result<Vec<Device>, ChatError>;
}

/// How often it is looked again for a list and totals of one moment.
const LOOKS: usize = 5;

/// The list and the totals of one moment: where somebody writes in between, it is looked again. Who folds
/// what comes after into totals that count it already would count it twice.
///
/// # Errors
/// What the chat says.
pub async fn inbox(backend: &dyn Backend, me: UserId, list: ListRequest) -> Result<InboxPage, ChatError> {
    let mut stats = backend.stats(me).await?;
    let mut looks = 0;
    loop {
        let ConversationList { conversations, next } = backend.conversations(me, list).await?;
        let before = std::mem::replace(&mut stats, backend.stats(me).await?);
        looks += 1;
        if before == stats || looks == LOOKS {
            return Ok(InboxPage { conversations, next, stats });
        }
    }
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub content: MessageContent,
    pub client_id: Option<ClientId>,
    /// The message of the same conversation that it answers.
    pub reply_to: Option<Seq>,
}

/// A stored message, and whether this send stored it or found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub message: Message,
    pub is_new: bool,
}
