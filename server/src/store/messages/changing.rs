//! Edits, deletions and reactions. Each change has a revision, a number in its conversation, so that a client can fetch
//! the changes that it missed.

use charla::{AnswerBytes, ChatError, ConversationId, Message, Revision, UserId};

use super::{
    Changed, MessageRow, NewChange, Reader, conversation_lock::lock_conversations, message_columns, message_joins,
    versions,
};
use crate::store::{
    StoreError,
    conversations::members::members,
    database::{Executor, Readers, Row, Transaction, json_ids},
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
    let row = write.query(ONE).bind(me.0).bind(conversation.0).bind(seq.0).fetch_row().await?;
    if row.get::<Option<i64>>("message_id")?.is_none() {
        return Err(ChatError::MessageNotFound.into());
    }
    let before = message(me, &row)?;
    // Only the sender gets it; a member who reacts does not.
    let client_id = message(before.sender_id, &row)?.client_id;
    let after = Revision(row.get("conversation_revision")?);
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
    let mut rows = readers.query(SINCE).bind(me.0).bind(id.0).bind(after.0).bind(i64::from(limit)).fetch();
    let (mut changed, mut answer) = (Vec::new(), AnswerBytes::default());
    while let Some(row) = rows.try_next().await? {
        let message = message(me, &row)?;
        if !answer.admit(message.answer_bytes()) {
            break;
        }
        changed.push(message);
    }
    drop(rows);
    if changed.is_empty() {
        // Nothing changed, or `me` is no member.
        members(readers, me, id).await?;
    }
    Ok(changed)
}

fn message(me: UserId, row: &Row) -> Result<Message, sqlx::Error> {
    let reader = Reader { me, read_seq: row.get("read_seq")?, others_read_seq: row.get("others_read_seq")? };
    Ok(row.read::<MessageRow>()?.seen_by(reader))
}
