//! Edits, deletions and reactions. Each change has a revision, a number in its conversation, so that a client can fetch
//! the changes that it missed.

use std::ops::ControlFlow::{Break, Continue};

use charla::{AnswerBytes, ChatError, ConversationId, Message, Revision, UserId};

use super::{
    Changed, MessageRow, NewChange, Reader, conversation_lock::lock_conversations, message_columns, message_joins,
    versions,
};
use crate::store::{
    StoreError,
    conversations::members::members,
    database::{Executor, Readers, Transaction, from_row, json_ids},
};

macro_rules! messages_where {
    ($join:literal, $which:literal) => {
        concat!(
            "select c.revision as conversation_revision, mine.read_seq,
                    (select coalesce(max(read_seq), 0) from members where conversation_id = $2 and user_id <> $1)
                        as others_read_seq,
                    ",
            message_columns!(),
            " from members mine join conversations c on c.id = mine.conversation_id ",
            $join,
            " join messages m on m.conversation_id = c.id and ",
            $which,
            message_joins!(),
            " where mine.user_id = $1 and mine.conversation_id = $2"
        )
    };
}

/// One row for a member; its message columns are null if there is no message.
pub const ONE: &str = messages_where!("left", "m.seq = $3");

pub const SINCE: &str =
    concat!(messages_where!("", "m.revision > $3 and m.revision > 0"), " order by m.revision limit $4");

/// For members who have not read the deleted message: it is not unread any more.
pub const NOT_TO_BE_READ: &str = "
    update members set deleted_unread = deleted_unread + 1
    where conversation_id = $1 and user_id <> $2 and read_seq < $3";

pub(super) async fn change(mut write: Transaction, new: NewChange) -> Result<Changed, StoreError> {
    let NewChange { me, conversation, seq, change, window, now } = new;
    let members = members(&mut write, me, conversation).await?;
    lock_conversations(&mut write, &json_ids([conversation.0])).await?;
    let row: OneRow = write.query(ONE).bind(me.0).bind(conversation.0).bind(seq.0).fetch_one().await?;
    let message = row.message.ok_or(ChatError::MessageNotFound)?;
    // Only the sender gets it; a member who reacts does not.
    let client_id = message.client_id();
    let before = message.seen_by(Reader { me, read_seq: row.read_seq, others_read_seq: row.others_read_seq });
    let after = Revision(row.conversation_revision);
    let Some(mut changed) = change.apply(me, &before, window, now)? else {
        return Ok(Changed { message: before, client_id, after, is_new: false, members });
    };
    changed.revision = after.next();
    if changed.content != before.content {
        versions::keep(&mut write, &before, &changed, now).await?;
    }
    put(&mut write, &changed).await?;
    if changed.is_deleted() {
        let Message { conversation_id, sender_id, seq, .. } = &changed;
        write.query(NOT_TO_BE_READ).bind(conversation_id.0).bind(sender_id.0).bind(seq.0).execute().await?;
    }
    write.commit().await?;
    Ok(Changed { message: changed, client_id, after, is_new: true, members })
}

async fn put(write: &mut Transaction, changed: &Message) -> Result<(), StoreError> {
    let reactions = (!changed.reactions.is_empty()).then(|| serde_json::to_string(&changed.reactions));
    write
        .query(
            "update messages set content = $2, edited_at = $3, deleted_at = $4, reactions = $5, revision = $6
            where id = $1",
        )
        .bind(changed.id.0)
        .bind(&changed.content)
        .bind(changed.edited_at.map(charla::Timestamp::as_micros))
        .bind(changed.deleted_at.map(charla::Timestamp::as_micros))
        .bind(reactions.transpose().unwrap_or_default())
        .bind(changed.revision.0)
        .execute()
        .await?;
    write
        .query("update conversations set revision = $2 where id = $1")
        .bind(changed.conversation_id.0)
        .bind(changed.revision.0)
        .execute()
        .await?;
    Ok(())
}

/// Messages that changed after this revision, in the order of their changes.
pub(super) async fn since(
    readers: Readers<'_>,
    me: UserId,
    id: ConversationId,
    after: Revision,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let query = readers.query(SINCE).bind(me.0).bind(id.0).bind(after.0).bind(i64::from(limit));
    let (mut changed, mut answer) = (Vec::new(), AnswerBytes::default());
    query
        .read_while(|row: ChangedRow| {
            let ChangedRow { read_seq, others_read_seq, message } = row;
            let message = message.seen_by(Reader { me, read_seq, others_read_seq });
            if !answer.admit(message.answer_bytes()) {
                return Break(());
            }
            changed.push(message);
            Continue(())
        })
        .await?;
    if changed.is_empty() {
        // Nothing changed, or `me` is no member.
        members(readers, me, id).await?;
    }
    Ok(changed)
}

from_row! {
    struct OneRow {
        conversation_revision: i64,
        read_seq: i64,
        others_read_seq: i64,
        message: Option<MessageRow>,
    }
}

from_row! {
    struct ChangedRow {
        read_seq: i64,
        others_read_seq: i64,
        message: MessageRow,
    }
}
