//! Read cursors.

use async_trait::async_trait;
use charla::{ChatError, ConversationId, ConversationSettings, Revision, Seq, UserId};

use super::{
    StoreError,
    database::{Executor, Transaction, from_row},
    settings::{MARK_UNREAD, settings_of},
    sql_store::SqlStore,
};

/// The read cursor after the call. `moved` is false if it was there before. `settings` are the new ones if the
/// conversation was marked unread, which reading ends.
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

#[async_trait]
pub trait Reading {
    /// Moves the read cursor of `me` forward, never back. `up_to: None`, or a `seq` after the newest message, means the
    /// newest message.
    async fn mark_read(&self, me: UserId, id: ConversationId, up_to: Option<Seq>) -> Result<Marked, StoreError>;
}

pub const CURSORS: &str = "
    select member.user_id, member.read_seq, c.last_seq, c.revision,
           (c.last_seq - member.read_seq) - (member.sent - member.sent_at_read) - member.deleted_unread as unread_count,
           member.is_marked_unread
    from members member join conversations c on c.id = member.conversation_id
    where member.conversation_id = $1
    order by member.user_id";

/// In PostgreSQL a statement sees the database as of its start, but updates a row as it is once its lock is free.
/// [`MOVE`] needs both to be of the same moment, so the row is locked by a statement of its own.
const LOCK_MEMBER: &str = "select 1 from members where user_id = $1 and conversation_id = $2 for no key update";

/// `sender_seq` of the member's last message before the cursor is the number of their messages before it. Without an own
/// message after the old cursor nothing is looked up; otherwise it is usually close to the new one, which is where the
/// search begins. `deleted_unread` decreases by the deleted messages of others that the cursor passes, so that each is
/// counted once.
pub const MOVE: &str = "
    update members as mine set
        read_seq = $3,
        sent_at_read = case when mine.sent = mine.sent_at_read then mine.sent_at_read else coalesce((
            select m.sender_seq from messages m
            where m.conversation_id = $2 and m.seq > mine.read_seq and m.seq <= $3 and m.sender_id = $1
            order by m.seq desc limit 1
        ), mine.sent_at_read) end,
        deleted_unread = mine.deleted_unread - (
            select count(*) from messages m
            where m.conversation_id = $2 and m.seq > mine.read_seq and m.seq <= $3
              and m.deleted_at is not null and m.sender_id <> $1
        )
    where user_id = $1 and conversation_id = $2 and read_seq < $3";

#[async_trait]
impl Reading for SqlStore {
    async fn mark_read(&self, me: UserId, id: ConversationId, up_to: Option<Seq>) -> Result<Marked, StoreError> {
        // Every opened page calls this, and usually nothing changes: then no write is needed. A cursor never moves
        // back, so the answer still holds.
        let before = Cursors::of(self.readers_in_place(), me, id).await?;
        if before.target(up_to) <= before.mine.read_seq && before.mine.is_marked_unread == 0 {
            return Ok(before.marked(false, None));
        }

        let mut write = self.write().await?;
        if let Transaction::Postgres(_) = write {
            write.query(LOCK_MEMBER).bind(me.0).bind(id.0).execute().await?;
        }
        let now = Cursors::of(&mut write, me, id).await?;
        let moved = write.query(MOVE).bind(me.0).bind(id.0).bind(now.target(up_to)).execute().await?;
        let mut settings = None;
        if now.mine.is_marked_unread != 0 {
            write.query(MARK_UNREAD).bind(me.0).bind(id.0).bind(0_i64).execute().await?;
            settings = Some(settings_of(&mut write, me, id).await?);
        }
        let after = Cursors::of(&mut write, me, id).await?;
        write.commit().await?;
        Ok(after.marked(moved > 0, settings))
    }
}

from_row! {
    #[derive(Debug, Clone, Copy)]
    struct Cursor {
        user_id: i64,
        read_seq: i64,
        last_seq: i64,
        revision: i64,
        unread_count: i64,
        is_marked_unread: i64,
    }
}

/// The cursors of all members at one moment.
struct Cursors {
    mine: Cursor,
    members: Vec<UserId>,
}

impl Cursors {
    async fn of(on: impl Executor<'_>, me: UserId, id: ConversationId) -> Result<Self, StoreError> {
        let cursors: Vec<Cursor> = on.query(CURSORS).bind(id.0).fetch_all().await?;
        let mine = cursors.iter().find(|cursor| cursor.user_id == me.0).ok_or(ChatError::ConversationNotFound)?;
        Ok(Self { mine: *mine, members: cursors.iter().map(|cursor| UserId(cursor.user_id)).collect() })
    }

    fn target(&self, up_to: Option<Seq>) -> i64 {
        up_to.map_or(self.mine.last_seq, |seq| seq.0.min(self.mine.last_seq))
    }

    fn marked(self, moved: bool, settings: Option<ConversationSettings>) -> Marked {
        Marked {
            read_seq: Seq(self.mine.read_seq),
            moved,
            settings,
            unread_count: u32::try_from(self.mine.unread_count).unwrap_or(0),
            last_seq: Seq(self.mine.last_seq),
            revision: Revision(self.mine.revision),
            members: self.members,
        }
    }
}
