//! The store in SQL. Compiled once for each database, which brings `connections` and `dialect`: the
//! statements are the same texts for all of them.
//!
//! | module | what is there |
//! |---|---|
//! | `listing`, `conversation_row` | conversations with people, last message and unread count |
//! | `opening` | the one conversation of a pair |
//! | `messages`, `message_row` | pages of messages |
//! | `message_search`, `signing` | messages by what is in them |
//! | `folding_names` | names that were folded otherwise |
//! | `since` | all messages after one, whosever they are |
//! | `group_commit`, `append` | messages are stored, those that wait together |
//! | `changing`, `versions` | messages are edited, deleted, reacted to; what they were before |
//! | `reading`, `standing` | read cursors, and what one has decided about a conversation |
//! | `contacts`, `last_seen` | with whom one has conversations; when they were here last |
//! | `devices`, `known_browsers` | the sessions of one user, and what the user signed in with |
//! | `given` | rows as a parameter |
//! | `stats`, `directory`, `users`, `sessions` | one table's questions each |
//! | `trial` | a write for its own sake |
//! | `import` | the rows of a data set |

use async_trait::async_trait;
use charla::{
    Conversation, ConversationId, ConversationList, ConversationSettings, Device, DirectoryPage, DirectoryRequest,
    FullName, LastSeen, ListRequest, Message, MessageHits, MessageId, MessageSearch, Page, PageRequest, Participant,
    Revision, Seq, SessionId, Stats, Timestamp, User, UserId, conversation_settings::SettingChange,
};

use self::{directory::Totals, group_commit::GroupCommit};
use super::{
    connections::{self, Connections},
    dialect,
};
use crate::{
    dataset::{BadRowPolicy, Dataset},
    store::{
        Appended, Changed, Durability, Imported, Marked, NewChange, NewMessage, NewUser, Opened, Session, Store,
        StoreError, Version,
    },
};

pub(in crate::store) mod append;
pub(in crate::store) mod changing;
pub(in crate::store) mod contacts;
mod conversation_row;
pub(in crate::store) mod devices;
pub(in crate::store) mod directory;
pub(in crate::store) mod folding_names;
mod given;
mod group_commit;
mod import;
pub(in crate::store) mod known_browsers;
pub(in crate::store) mod last_seen;
pub(in crate::store) mod listing;
mod message_row;
pub(in crate::store) mod message_search;
pub(in crate::store) mod messages;
pub(in crate::store) mod opening;
pub(in crate::store) mod reading;
pub(in crate::store) mod sessions;
pub(in crate::store) mod signing;
pub(in crate::store) mod since;
pub(in crate::store) mod standing;
pub(in crate::store) mod stats;
pub(in crate::store) mod trial;
pub(in crate::store) mod users;
pub(in crate::store) mod versions;

/// A cheap handle: clones share the connections.
#[derive(Debug, Clone)]
pub struct SqlStore {
    pub(super) connections: Connections,
    messages: GroupCommit,
    directory: Totals,
}

impl SqlStore {
    /// Opens the database at `url` and brings its tables up to date.
    ///
    /// # Errors
    /// What the database or the file system says.
    pub async fn open(url: &str, durability: Durability) -> Result<Self, StoreError> {
        let connections = Connections::open(url, durability).await?;
        folding_names::fold_all(&connections).await?;
        Ok(Self { messages: GroupCommit::start(connections.clone()), directory: Totals::default(), connections })
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn conversations(&self, me: UserId, request: ListRequest) -> Result<ConversationList, StoreError> {
        listing::page(self.connections.readers(), me, request).await
    }

    async fn conversation(&self, me: UserId, id: ConversationId) -> Result<Conversation, StoreError> {
        listing::one(self.connections.readers(), me, id).await
    }

    async fn open_conversation(&self, me: UserId, with: Participant, now: Timestamp) -> Result<Opened, StoreError> {
        opening::open(&self.connections, me, with, now).await
    }

    async fn messages(
        &self,
        me: UserId,
        id: ConversationId,
        request: PageRequest,
    ) -> Result<Page<Message>, StoreError> {
        messages::page(self.connections.readers(), me, id, request).await
    }

    async fn append(&self, message: NewMessage) -> Result<Appended, StoreError> {
        self.messages.append(message).await
    }

    async fn change(&self, change: NewChange) -> Result<Changed, StoreError> {
        changing::change(&self.connections, change).await
    }

    async fn changes(
        &self,
        me: UserId,
        id: ConversationId,
        after: Revision,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        changing::since(self.connections.readers(), me, id, after, limit).await
    }

    async fn versions(&self, me: UserId, id: ConversationId, seq: Seq) -> Result<Vec<Version>, StoreError> {
        versions::of(self.connections.readers(), me, id, seq).await
    }

    async fn mark_read(&self, me: UserId, id: ConversationId, up_to: Option<Seq>) -> Result<Marked, StoreError> {
        reading::mark_read(&self.connections, me, id, up_to).await
    }

    async fn decide(
        &self,
        me: UserId,
        id: ConversationId,
        decision: SettingChange,
    ) -> Result<ConversationSettings, StoreError> {
        standing::decide(&self.connections, me, id, decision).await
    }

    async fn search(&self, me: UserId, query: &str) -> Result<Vec<Conversation>, StoreError> {
        listing::search(self.connections.readers(), me, query).await
    }

    async fn search_messages(&self, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError> {
        message_search::search(self.connections.readers(), me, search).await
    }

    async fn stats(&self, me: UserId) -> Result<Stats, StoreError> {
        stats::stats(self.connections.readers(), me).await
    }

    async fn news(&self, me: UserId) -> Result<u32, StoreError> {
        stats::news(self.connections.readers(), me).await
    }

    async fn people(&self, me: UserId, request: &DirectoryRequest) -> Result<DirectoryPage, StoreError> {
        directory::people(self.connections.readers(), &self.directory, me, request).await
    }

    async fn last_seq(&self, me: UserId, id: ConversationId) -> Result<Seq, StoreError> {
        listing::last_seq(self.connections.readers(), me, id).await
    }

    async fn conversation_after(
        &self,
        me: UserId,
        after: ConversationId,
    ) -> Result<Option<ConversationId>, StoreError> {
        listing::next(self.connections.readers(), me, after).await
    }

    async fn members(&self, me: UserId, id: ConversationId) -> Result<Vec<UserId>, StoreError> {
        contacts::members(self.connections.readers(), me, id).await
    }

    async fn last_seen(&self, me: UserId) -> Result<Option<Timestamp>, StoreError> {
        last_seen::of(self.connections.readers(), me).await
    }

    async fn left(&self, people: &[LastSeen]) -> Result<(), StoreError> {
        last_seen::left(&self.connections, people).await
    }

    async fn presence_watchers(&self, me: UserId) -> Result<Vec<UserId>, StoreError> {
        contacts::presence_watchers(self.connections.readers(), me).await
    }

    async fn presence_visible_to(&self, me: UserId) -> Result<Vec<UserId>, StoreError> {
        contacts::presence_visible_to(self.connections.readers(), me).await
    }

    async fn claim(&self, shared: bool) -> Result<bool, StoreError> {
        dialect::claim(&self.connections, shared).await
    }

    async fn installation(&self) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar("select name from installation").fetch_one(self.connections.readers()).await?)
    }

    async fn newest_message(&self) -> Result<MessageId, StoreError> {
        since::newest(self.connections.readers()).await
    }

    async fn messages_since(&self, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError> {
        since::since(self.connections.readers(), after, limit).await
    }

    async fn prepare_searches(&self) -> Result<bool, StoreError> {
        signing::sign(&self.connections).await
    }

    async fn forget_versions(&self, before: Timestamp) -> Result<bool, StoreError> {
        versions::forget(&self.connections, before).await
    }

    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        users::user(self.connections.readers(), id).await
    }

    async fn credentials(&self, username: &str) -> Result<Option<(UserId, String)>, StoreError> {
        users::credentials(self.connections.readers(), username).await
    }

    async fn register(&self, user: NewUser) -> Result<User, StoreError> {
        let mut write = self.connections.write().await?;
        let user = users::register(&mut write, user).await?;
        write.commit().await?;
        Ok(user)
    }

    async fn replace_hash(&self, id: UserId, old_hash: &str, new_hash: &str) -> Result<bool, StoreError> {
        users::replace_hash(&self.connections, id, old_hash, new_hash).await
    }

    async fn rename(&self, me: UserId, name: FullName) -> Result<(), StoreError> {
        let mut write = self.connections.write().await?;
        users::rename(&mut write, me, name).await?;
        write.commit().await?;
        Ok(())
    }

    async fn change_password(
        &self,
        me: UserId,
        old_hash: &str,
        new_hash: &str,
        here: SessionId,
    ) -> Result<Option<Vec<Vec<u8>>>, StoreError> {
        let mut write = self.connections.write().await?;
        if !users::change_password(&mut write, me, old_hash, new_hash).await? {
            return Ok(None);
        }
        let ended = devices::end_others(&mut write, me, here).await?;
        known_browsers::forget_all(&mut write, me).await?;
        write.commit().await?;
        Ok(Some(ended))
    }

    async fn session(&self, token_hash: &[u8], now: Timestamp) -> Result<Option<Session>, StoreError> {
        sessions::find(self.connections.readers(), token_hash, now).await
    }

    async fn create_session(
        &self,
        token_hash: &[u8],
        session: Session,
        replaced: Option<&[u8]>,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let user = session.user;
        let mut write = self.connections.write().await?;
        if let Some(replaced) = replaced {
            sessions::delete(&mut write, replaced).await?;
        }
        sessions::create(&mut write, token_hash, session).await?;
        let ended = devices::end_oldest(&mut write, user, token_hash).await?;
        write.commit().await?;
        Ok(ended)
    }

    async fn prolong_session(&self, token_hash: &[u8], session: Session) -> Result<bool, StoreError> {
        sessions::prolong(&self.connections, token_hash, session).await
    }

    async fn delete_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        let mut write = self.connections.write().await?;
        sessions::delete(&mut write, token_hash).await?;
        write.commit().await?;
        Ok(())
    }

    async fn ended_sessions(&self, token_hashes: &[&[u8]], now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError> {
        sessions::ended(self.connections.readers(), token_hashes, now).await
    }

    async fn delete_expired_sessions(&self, now: Timestamp) -> Result<Vec<(Vec<u8>, UserId)>, StoreError> {
        sessions::delete_expired(&self.connections, now).await
    }

    async fn devices(&self, me: UserId, here: SessionId, now: Timestamp) -> Result<Vec<Device>, StoreError> {
        devices::list(self.connections.readers(), me, here, now).await
    }

    async fn end_session_of(&self, me: UserId, id: SessionId) -> Result<Option<Vec<u8>>, StoreError> {
        devices::end(&self.connections, me, id).await
    }

    async fn end_other_sessions(&self, me: UserId, here: SessionId) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut write = self.connections.write().await?;
        let ended = devices::end_others(&mut write, me, here).await?;
        write.commit().await?;
        Ok(ended)
    }

    async fn knows_browser(&self, username: &str, token_hash: &[u8]) -> Result<bool, StoreError> {
        known_browsers::knows(self.connections.readers(), username, token_hash).await
    }

    async fn remember_browser(&self, me: UserId, token_hash: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.connections.write().await?;
        known_browsers::remember(&mut write, me, token_hash, now).await?;
        write.commit().await?;
        Ok(())
    }

    async fn import(
        &self,
        dataset: &Dataset,
        password_hash: &str,
        policy: BadRowPolicy,
    ) -> Result<Imported, StoreError> {
        let mut write = self.connections.write().await?;
        let imported = import::import(&mut write, dataset, password_hash, policy).await?;
        write.commit().await?;
        Ok(imported)
    }

    async fn try_write(&self) -> Result<(), StoreError> {
        trial::write(&self.connections).await
    }

    async fn is_empty(&self) -> Result<bool, StoreError> {
        users::is_empty(self.connections.readers()).await
    }

    async fn close(&self) {
        self.connections.close().await;
    }
}
