//! A message is stored: the one place that gives a `seq`.

use charla::{ChatError, Message, MessageId, Seq, UserId};
use sqlx::{FromRow, Row, SqliteConnection};

use super::message_row::{MessageRow, Reader, message_columns};
use crate::store::{Appended, NewMessage, StoreError};

pub(super) const MEMBERS: &str = "
    select member.user_id, member.read_seq, u.username, u.first_name, u.last_name
    from members member join users u on u.id = member.user_id
    where member.conversation_id = ?1
    order by member.user_id";

pub(super) const RETRIED: &str = concat!(
    "select ",
    message_columns!(),
    "
    from messages m join users sender on sender.id = m.sender_id
    where m.sender_id = ?1 and m.client_id = ?2"
);

pub(super) const NEXT_SEQ: &str = "
    update conversations set last_seq = last_seq + 1, activity_at = ?2 where id = ?1 returning last_seq";

pub(super) const NEXT_SENDER_SEQ: &str = "
    update members set sent = sent + 1 where user_id = ?1 and conversation_id = ?2 returning sent";

/// Within a transaction, which the caller commits. A refusal has changed nothing.
pub(super) async fn append(write: &mut SqliteConnection, new: NewMessage) -> Result<Appended, StoreError> {
    let members: Vec<Member> = sqlx::query_as(MEMBERS).bind(new.conversation.0).fetch_all(&mut *write).await?;
    let Some(sender) = members.iter().find(|member| member.user_id == new.sender.0) else {
        return Err(ChatError::ConversationNotFound.into());
    };
    let ids = members.iter().map(|member| UserId(member.user_id)).collect();
    if let Some(stored) = retried(write, &new, &members).await? {
        return Ok(Appended { message: stored, is_new: false, members: ids });
    }

    let seq: i64 =
        sqlx::query_scalar(NEXT_SEQ).bind(new.conversation.0).bind(new.now.as_micros()).fetch_one(&mut *write).await?;
    let sender_seq: i64 =
        sqlx::query_scalar(NEXT_SENDER_SEQ).bind(new.sender.0).bind(new.conversation.0).fetch_one(&mut *write).await?;
    let id = sqlx::query(
        "insert into messages (conversation_id, seq, sender_id, sender_seq, content, client_id, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) returning id",
    )
    .bind(new.conversation.0)
    .bind(seq)
    .bind(new.sender.0)
    .bind(sender_seq)
    .bind(&*new.content)
    .bind(new.client_id.as_ref().map(|id| id.0.as_bytes().as_slice()))
    .bind(new.now.as_micros())
    .fetch_one(write)
    .await?
    .try_get("id")?;

    let message = Message {
        id: MessageId(id),
        conversation_id: new.conversation,
        sender_id: new.sender,
        sender_username: sender.username.clone(),
        sender_first_name: sender.first_name.clone(),
        sender_last_name: sender.last_name.clone(),
        content: new.content.into_string(),
        is_read: false,
        created_at: new.now,
        seq: Seq(seq),
        client_id: new.client_id,
    };
    Ok(Appended { message, is_new: true, members: ids })
}

#[derive(Debug, FromRow)]
struct Member {
    user_id: i64,
    read_seq: i64,
    username: String,
    first_name: String,
    last_name: String,
}

/// What this `client_id` stored before. It is the same message only with the same words in the
/// same conversation.
async fn retried(
    write: &mut SqliteConnection,
    new: &NewMessage,
    members: &[Member],
) -> Result<Option<Message>, StoreError> {
    let Some(client_id) = new.client_id else {
        return Ok(None);
    };
    let stored: Option<MessageRow> = sqlx::query_as(RETRIED)
        .bind(new.sender.0)
        .bind(client_id.0.as_bytes().as_slice())
        .fetch_optional(write)
        .await?;
    let Some(stored) = stored else {
        return Ok(None);
    };
    if stored.conversation_id != new.conversation.0 || stored.content != *new.content {
        return Err(ChatError::ClientIdReused.into());
    }
    let others = members.iter().filter(|member| member.user_id != new.sender.0);
    let others_read_seq = others.map(|member| member.read_seq).max().unwrap_or(0);
    Ok(Some(stored.told_to(Reader { me: new.sender, read_seq: 0, others_read_seq })))
}
