//! Who is with one in a conversation, and in any.

use charla::{ChatError, ConversationId, UserId, limits};
use sqlx::Executor;

use super::dialect::{Database, Pool};
use crate::store::StoreError;

pub(in crate::store) const MEMBERS: &str = "select user_id from members where conversation_id = $1 order by user_id";

/// The others in the latest conversations of $1.
pub(in crate::store) const CONTACTS: &str = "
    with page as materialized (
        select c.id from members mine join conversations c on c.id = mine.conversation_id
        where mine.user_id = $1
        order by c.activity_at desc, c.id desc limit $2
    )
    select distinct other.user_id from page join members other on other.conversation_id = page.id
    where other.user_id <> $1
    limit $2";

pub(super) async fn members(
    executor: impl Executor<'_, Database = Database>,
    me: UserId,
    id: ConversationId,
) -> Result<Vec<UserId>, StoreError> {
    let members: Vec<i64> = sqlx::query_scalar(MEMBERS).bind(id.0).fetch_all(executor).await?;
    if !members.contains(&me.0) {
        return Err(ChatError::ConversationNotFound.into());
    }
    Ok(members.into_iter().map(UserId).collect())
}

pub(super) async fn contacts(readers: &Pool, me: UserId) -> Result<Vec<UserId>, StoreError> {
    let limit = i64::from(limits::CONTACTS);
    let contacts: Vec<i64> = sqlx::query_scalar(CONTACTS).bind(me.0).bind(limit).fetch_all(readers).await?;
    Ok(contacts.into_iter().map(UserId).collect())
}
