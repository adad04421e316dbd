//! Members of a conversation, and the users who may see the presence of each other.

use charla::{ChatError, ConversationId, UserId, limits};
use sqlx::Executor;

use super::dialect::{Database, Pool};
use crate::store::StoreError;

pub(in crate::store) const MEMBERS: &str = "select user_id from members where conversation_id = $1 order by user_id";

/// The other members of the latest conversations of $1.
macro_rules! others {
    ($mine:literal, $other:literal) => {
        concat!(
            "
            with page as materialized (
                select c.id from members mine join conversations c on c.id = mine.conversation_id
                where mine.user_id = $1",
            $mine,
            "
                order by c.activity_at desc, c.id desc limit $2
            )
            select distinct other.user_id from page join members other on other.conversation_id = page.id
            where other.user_id <> $1",
            $other,
            "
            limit $2"
        )
    };
}

/// Users to whom $1 has written.
pub(in crate::store) const PRESENCE_WATCHERS: &str = others!(" and mine.sent > 0", "");

/// Users who have written to $1.
pub(in crate::store) const PRESENCE_VISIBLE_TO: &str = others!("", " and other.sent > 0");

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

pub(super) async fn presence_watchers(readers: &Pool, me: UserId) -> Result<Vec<UserId>, StoreError> {
    others(readers, PRESENCE_WATCHERS, me).await
}

pub(super) async fn presence_visible_to(readers: &Pool, me: UserId) -> Result<Vec<UserId>, StoreError> {
    others(readers, PRESENCE_VISIBLE_TO, me).await
}

async fn others(readers: &Pool, which: &'static str, me: UserId) -> Result<Vec<UserId>, StoreError> {
    let limit = i64::from(limits::CONTACTS);
    let others: Vec<i64> = sqlx::query_scalar(which).bind(me.0).bind(limit).fetch_all(readers).await?;
    Ok(others.into_iter().map(UserId).collect())
}
