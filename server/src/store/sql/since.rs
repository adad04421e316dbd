//! All messages after one, by their ids: for a process that was not told of them.

use charla::{MessageId, UserId};
use sqlx::{FromRow, Row};

use super::{
    dialect::{Pool, ordered_join},
    message_row::{MessageRow, Reader, message_columns, message_joins},
};
use crate::store::{Appended, StoreError};

/// A row for each member of the conversation.
pub(in crate::store) const SINCE: &str = concat!(
    "with page as materialized (select id from messages where id > $1 order by id limit $2)
    select member.user_id, ",
    message_columns!(),
    " from page ",
    ordered_join!(),
    " messages m on m.id = page.id ",
    ordered_join!(),
    " members member on member.conversation_id = m.conversation_id ",
    message_joins!(),
    "order by m.id, member.user_id"
);

pub(super) async fn newest(readers: &Pool) -> Result<MessageId, StoreError> {
    let newest: Option<i64> = sqlx::query_scalar("select max(id) from messages").fetch_one(readers).await?;
    Ok(MessageId(newest.unwrap_or(0)))
}

pub(super) async fn since(readers: &Pool, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError> {
    let rows = sqlx::query(SINCE).bind(after.0).bind(i64::from(limit)).fetch_all(readers).await?;
    let mut found = Vec::<Appended>::new();
    for row in &rows {
        let member = UserId(row.try_get("user_id")?);
        let id: i64 = row.try_get("message_id")?;
        match found.last_mut().filter(|last| last.message.id.0 == id) {
            Some(same) => same.members.push(member),
            None => {
                let row = MessageRow::from_row(row)?;
                let sender = Reader { me: UserId(row.sender_id), read_seq: 0, others_read_seq: 0 };
                found.push(Appended { message: row.seen_by(sender), is_new: true, members: vec![member] });
            }
        }
    }
    Ok(found)
}
