//! All SQL. One trait for all databases, so that the code that uses it knows none of them; rows
//! become values of the chat at this edge.
//!
//! | folder | what is there |
//! |---|---|
//! | `sql` | the statements, compiled for each database |
//! | `sqlite`, `postgres` | what is their own: connections, dialect, who may use it, copies |
//! | `durability` | what an operator may trade for speed |
//! | `batch`, `names`, `trigram_bloom` | computed without a database |
//! | `session`, `session_key` | what is stored of a session, and by what it is found |
//! | `error`, `opening`, `transient` | errors: all of them, those at the start, and transient ones, which are worth another try |
//! | `writing` | whether the database can be written to |

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use charla::{
    Change, ChangeWindow, ClientId, Conversation, ConversationId, ConversationList, ConversationSettings, Device,
    DirectoryPage, DirectoryRequest, FullName, LastSeen, ListRequest, Message, MessageContent, MessageHits, MessageId,
    MessageSearch, Page, PageRequest, Participant, Revision, Role, Seq, SessionId, Stats, Timestamp, User, UserId,
    conversation_settings::SettingChange,
};
use serde::Serialize;

use crate::dataset::{BadRowPolicy, BadRows, Dataset};

pub mod batch;
mod durability;
mod error;
pub mod names;
mod opening;
pub mod postgres;
mod session;
mod session_key;
pub mod sqlite;
mod transient;
pub mod trigram_bloom;
mod writing;

pub use durability::Durability;
pub use error::StoreError;
pub use opening::OpeningError;
pub use postgres::PostgresStore;
pub use session::Session;
pub use session_key::SessionKey;
pub use sqlite::SqliteStore;
pub use writing::{Checked, Writes, Writing};

/// Opens the database at `url`: `postgres://…`, or `sqlite:path`, which is made, with its folder, where
/// it is absent.
///
/// # Errors
/// [`StoreError::Opening`] with one sentence for the operator; what the database says.
pub async fn open(url: &str, durability: Durability) -> Result<Arc<dyn Store>, StoreError> {
    if is_postgres(url) {
        Ok(Arc::new(PostgresStore::open(url, durability).await?))
    } else if url.starts_with("sqlite:") {
        Ok(Arc::new(SqliteStore::open(url, durability).await?))
    } else {
        Err(OpeningError::UnknownDatabase.into())
    }
}

/// Writes a copy of the database at `url`, which others may be using, to a `file` that is not there yet.
///
/// # Errors
/// [`StoreError::OwnBackup`] for PostgreSQL; what the database or the file system says.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    if is_postgres(url) {
        return Err(StoreError::OwnBackup);
    }
    sqlite::backup(url, file).await
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// Every function of the chat looks the conversation up as one of `me`: for a stranger it does not
/// exist.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    // --- the chat ---

    /// As many as were asked for, or as many as an answer holds.
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, StoreError>;
    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, StoreError>;
    /// By the unique key of the pair: opened at the same moment twice, it is one.
    async fn open_conversation(&self, me: UserId, with: Participant, now: Timestamp) -> Result<Opened, StoreError>;
    /// As many as were asked for, or as many as an answer holds: those nearest to where it was asked from.
    async fn messages(&self, me: UserId, id: ConversationId, request: PageRequest)
    -> Result<Page<Message>, StoreError>;
    /// Gives the next `seq` and stores, in one transaction; durable when it returns.
    async fn append(&self, message: NewMessage) -> Result<Appended, StoreError>;
    /// [`ChatError::MessageNotFound`], and what [`Change::apply`] refuses.
    async fn change(&self, change: NewChange) -> Result<Changed, StoreError>;
    /// The first `limit` of those that changed after `after`, or as many as an answer holds, in the order of their
    /// changes.
    async fn changes(
        &self,
        me: UserId,
        id: ConversationId,
        after: Revision,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError>;
    /// What this message of `me` was before it was edited or deleted, as far as it is kept; oldest first.
    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError>;
    /// `up_to: None` is the newest message; beyond the newest counts as the newest.
    async fn mark_read(&self, me: UserId, id: ConversationId, up_to: Option<Seq>) -> Result<Marked, StoreError>;
    /// What one has decided about it, all told.
    async fn decide(
        &self,
        me: UserId,
        id: ConversationId,
        decision: SettingChange,
    ) -> Result<ConversationSettings, StoreError>;
    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, StoreError>;
    /// Newest first. [`ChatError::ConversationNotFound`] where the search is in a stranger's conversation.
    async fn search_messages(&self, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError>;
    async fn stats(&self, me: UserId) -> Result<Stats, StoreError>;
    /// Unread messages of conversations that are not muted.
    async fn news(&self, me: UserId) -> Result<u32, StoreError>;
    async fn people(&self, me: UserId, request: &DirectoryRequest) -> Result<DirectoryPage, StoreError>;
    /// Of the newest message; [`ChatError::ConversationNotFound`] for a stranger.
    async fn last_seq(&self, me: UserId, id: ConversationId) -> Result<Seq, StoreError>;
    /// One's conversations from the first that was opened, one after the other: whatever happens in them,
    /// none is missed.
    async fn conversation_after(&self, me: UserId, after: ConversationId)
    -> Result<Option<ConversationId>, StoreError>;
    /// All of them, oneself included.
    async fn members(&self, me: UserId, id: ConversationId) -> Result<Vec<UserId>, StoreError>;
    /// Users who may see the presence of `me`: `me` has written to them, in one of the latest conversations of `me`. At most
    /// [`charla::limits::CONTACTS`], unordered.
    async fn presence_watchers(&self, me: UserId) -> Result<Vec<UserId>, StoreError>;
    /// Users whose presence `me` may see: they have written to `me` in one of these. As many, unordered.
    async fn presence_visible_to(&self, me: UserId) -> Result<Vec<UserId>, StoreError>;
    /// When one closed one's last page.
    async fn last_seen(&self, me: UserId) -> Result<Option<Timestamp>, StoreError>;
    /// They closed their last page then; what was known of later holds.
    async fn left(&self, people: &[LastSeen]) -> Result<(), StoreError>;

    // --- other processes ---

    /// Claims the database for as long as the store is open: for this process alone, or `shared` with
    /// others that share it. False where others do not let it.
    async fn claim(&self, shared: bool) -> Result<bool, StoreError>;

    /// The same for all processes on this database, and no other's.
    async fn installation(&self) -> Result<String, StoreError>;
    /// The highest id that a message has; 0 before the first.
    async fn newest_message(&self) -> Result<MessageId, StoreError>;
    /// The first messages, at most `limit`, with ids after `after`, as their senders see them.
    async fn messages_since(&self, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError>;

    // --- what searches need ---

    /// Prepares some of the messages that were edited, or are from before there were searches, for them; they are
    /// found before, too, but with more work. False where there may be more.
    async fn prepare_searches(&self) -> Result<bool, StoreError>;

    // --- what is kept for a time ---

    /// Deletes some of what messages were until `before`. False where there may be more.
    async fn forget_versions(&self, before: Timestamp) -> Result<bool, StoreError>;

    // --- people who sign in ---

    /// With the `email`: it is for that user's own eyes.
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError>;
    /// The password's hash in PHC form; user names differ not in case.
    async fn credentials(&self, username: &str) -> Result<Option<(UserId, String)>, StoreError>;
    /// [`ChatError::InvalidFields`] where the user name is taken.
    async fn register(&self, user: NewUser) -> Result<User, StoreError>;
    /// Puts another hash of the same password in the place of `old_hash`. False where that is not in force any more.
    async fn replace_hash(&self, id: UserId, old_hash: &str, new_hash: &str) -> Result<bool, StoreError>;
    /// From now on others see this name, and find by it.
    async fn rename(&self, me: UserId, name: FullName) -> Result<(), StoreError>;
    /// The sessions of `me` but that one end with it: their hashes. All browsers of `me` are forgotten. None where `old_hash` is not in force
    /// any more; then nothing is changed.
    async fn change_password(
        &self,
        me: UserId,
        old_hash: &str,
        new_hash: &str,
        here: SessionId,
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError>;

    // --- sessions, under the hash of their token ---

    async fn session(&self, token_hash: &[u8], now: Timestamp) -> Result<Option<Session>, StoreError>;
    /// Deletes the session under the hash `replaced`, if there is one, and stores `session`. A user has at most
    /// [`charla::limits::DEVICES`] sessions: returns the hashes of those that were deleted for it, used longest ago.
    async fn create_session(
        &self,
        token_hash: &[u8],
        session: Session,
        replaced: Option<&[u8]>,
    ) -> Result<Vec<Vec<u8>>, StoreError>;
    /// Stores the times of `session`. Returns false if there is no such session any more; it does not come back.
    async fn prolong_session(&self, token_hash: &[u8], session: Session) -> Result<bool, StoreError>;
    async fn delete_session(&self, token_hash: &[u8]) -> Result<(), StoreError>;
    /// Those of the hashes under which there is no session now.
    async fn ended_sessions(&self, token_hashes: &[&[u8]], now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError>;
    /// The hashes of those that were deleted, and whose they were.
    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<Vec<(Vec<u8>, UserId)>, StoreError>;

    // --- sessions, as their user sees them ---

    /// At most [`charla::limits::DEVICES`]: this one, then those that were used last.
    async fn devices(&self, me: UserId, here: SessionId, now: Timestamp) -> Result<Vec<Device>, StoreError>;
    /// The hash of the one that was deleted: none where `me` has no such session.
    async fn end_session_of(&self, me: UserId, id: SessionId) -> Result<Option<Vec<u8>>, StoreError>;
    /// The hashes of those that were deleted: all of `me` but that one.
    async fn end_other_sessions(&self, me: UserId, here: SessionId) -> Result<Vec<Vec<u8>>, StoreError>;

    // --- browsers that users have signed in with, under the hash of their token ---

    async fn knows_browser(&self, username: &str, token_hash: &[u8]) -> Result<bool, StoreError>;
    /// At most [`charla::limits::DEVICES`] of one user: those of the latest sign-ins.
    async fn remember_browser(&self, me: UserId, token_hash: &[u8], now: Timestamp) -> Result<(), StoreError>;

    // --- the whole ---

    /// Stores all rows in one transaction; rows that are there already stay. `password_hash` is
    /// the hash of the data set's one password.
    async fn import(
        &self,
        dataset: &Dataset,
        password_hash: &str,
        policy: BadRowPolicy,
    ) -> Result<Imported, StoreError>;
    async fn is_empty(&self) -> Result<bool, StoreError>;
    /// Writes something, and changes nothing by it.
    async fn try_write(&self) -> Result<(), StoreError>;
    /// Finishes what runs and closes the database.
    async fn close(&self);
}

#[derive(Debug, Clone)]
pub struct NewMessage {
    pub sender: UserId,
    pub conversation: ConversationId,
    pub content: MessageContent,
    pub client_id: Option<ClientId>,
    /// In the same conversation.
    pub reply_to: Option<Seq>,
    pub now: Timestamp,
}

#[derive(Debug, Clone)]
pub struct NewChange {
    pub me: UserId,
    pub conversation: ConversationId,
    pub seq: Seq,
    pub change: Change,
    pub window: ChangeWindow,
    pub now: Timestamp,
}

#[derive(Debug, Clone)]
pub struct NewUser {
    pub username: String,
    pub first_name: String,
    pub last_name: String,
    pub password_hash: String,
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub conversation: Conversation,
    pub is_new: bool,
}

/// `is_new` is false where the same `client_id` had stored this message before. `members` are
/// all whom it concerns, the sender included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub message: Message,
    pub is_new: bool,
    pub members: Vec<UserId>,
}

/// The message as it is now, as `me` sees it, and the `client_id` that its sender knows it by. `is_new` is false where it was so before. `after` is the revision of
/// the conversation before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub message: Message,
    pub client_id: Option<ClientId>,
    pub after: Revision,
    pub is_new: bool,
    pub members: Vec<UserId>,
}

/// What a message was, until it was edited or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    pub content: String,
    pub replaced_at: Timestamp,
}

/// Where the reader now stands. `moved` is false where the cursor was there already; `settings` is told where the mark
/// of the unread went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub read_seq: Seq,
    pub moved: bool,
    pub settings: Option<ConversationSettings>,
    pub unread_count: u32,
    pub last_seq: Seq,
    /// Of the conversation's last change.
    pub revision: Revision,
    pub members: Vec<UserId>,
}

/// How many rows an import stored; those that were there already do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    pub users: u64,
    pub conversations: u64,
    pub messages: u64,
    pub left_out: BadRows,
}
