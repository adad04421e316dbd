//! The operations of the chat. The server implements them; pages and server functions use nothing else.

use async_trait::async_trait;
use charla::{
    Change, ChatError, ClientId, Conversation, ConversationId, ConversationList, ConversationSettings, Device,
    DirectoryPage, DirectoryRequest, InboxPage, ListRequest, Message, MessageContent, MessageHits, MessageSearch, Page,
    PageRequest, Participant, Revision, Seq, SessionId, Stats, UserId, conversation_settings::SettingChange,
};

/// The operations of the chat. The JSON API, the sockets and the server functions all call these, so that each rule is
/// written once. A conversation is looked up as a member: for a user who is not one it does not exist
/// ([`ChatError::ConversationNotFound`]).
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Returns a page of the list: `request.limit` conversations, or fewer if the answer would be too large.
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, ChatError>;

    /// Returns a page of the list, and the totals of the same moment. The client applies later events to both, and would
    /// otherwise count a message twice or not at all.
    async fn inbox(&self, me: UserId, request: ListRequest) -> Result<InboxPage, ChatError>;

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, ChatError>;

    /// Returns the conversation of the two users; creates it if it does not exist.
    async fn open_conversation(&self, me: UserId, with: Participant) -> Result<Conversation, ChatError>;

    /// Returns a page of messages: `request.limit` messages, or fewer if the answer would be too large. [`Page::next`]
    /// is the start of the next page.
    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest) -> Result<Page<Message>, ChatError>;

    /// Stores a message durably. A second send with the same `client_id` returns the stored message.
    async fn send(&self, me: UserId, id: ConversationId, draft: OutgoingMessage) -> Result<Sent, ChatError>;

    /// Returns the changed message.
    async fn change(&self, me: UserId, id: ConversationId, seq: Seq, change: Change) -> Result<Message, ChatError>;

    /// Returns the messages that changed after the revision `after`, in the order of their revisions: at most
    /// [`RESUME_MAX`](charla::limits::RESUME_MAX) + 1, or fewer if the answer would be too large.
    async fn changes(&self, me: UserId, id: ConversationId, after: Revision) -> Result<Vec<Message>, ChatError>;

    /// Moves the user's read cursor forward to `up_to`, or to the newest message. Returns the settings of the
    /// conversation if this removed its "marked unread" flag.
    async fn mark_read(
        &self,
        me: UserId,
        id: ConversationId,
        up_to: Option<Seq>,
    ) -> Result<Option<ConversationSettings>, ChatError>;

    /// Changes the user's settings of the conversation. Returns all of them.
    async fn change_settings(
        &self,
        me: UserId,
        id: ConversationId,
        change: SettingChange,
    ) -> Result<ConversationSettings, ChatError>;

    /// Publishes that the user is typing. Not stored: it may be lost.
    async fn typing(&self, me: UserId, id: ConversationId) -> Result<(), ChatError>;

    /// Returns the user's conversations with people whose name contains `query`, ignoring case and accents. Empty for
    /// an empty `query`.
    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, ChatError>;

    /// Returns the messages of the user's conversations that contain all words; empty without words. Rate-limited to
    /// the pace of a person who types.
    async fn search_messages(&self, me: UserId, search: MessageSearch) -> Result<MessageHits, ChatError>;

    async fn stats(&self, me: UserId) -> Result<Stats, ChatError>;

    /// Returns the number of unread messages in conversations that are not muted. Every page shows it.
    async fn unread_total(&self, me: UserId) -> Result<u32, ChatError>;

    /// Returns a page of the directory by name, without the user.
    async fn people(&self, me: UserId, request: DirectoryRequest) -> Result<DirectoryPage, ChatError>;

    /// Returns the user's sessions, at most [`charla::limits::DEVICES`]: the session `here` first, then by last use.
    async fn devices(&self, me: UserId, here: SessionId) -> Result<Vec<Device>, ChatError>;
}

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    pub content: MessageContent,
    pub client_id: Option<ClientId>,
    /// The quoted message of the same conversation.
    pub reply_to: Option<Seq>,
}

/// A stored message, and whether this send stored it or an earlier one did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub message: Message,
    pub is_new: bool,
}
