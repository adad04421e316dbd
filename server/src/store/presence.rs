//! Who may see whose presence, and when users were last seen.

use async_trait::async_trait;
use charla::{LastSeen, Timestamp, UserId, limits};
use serde::Serialize;

use super::{
    StoreError,
    database::{Executor, Readers, Statement, json_rows},
    sql_store::SqlStore,
};

#[async_trait]
pub trait Presence {
    /// Users who may see the presence of `me`: `me` has written to them, in one of the latest conversations of `me`. At
    /// most [`limits::CONTACTS`], unordered.
    async fn presence_watchers(&self, me: UserId) -> Result<Vec<UserId>, StoreError>;

    /// Users whose presence `me` may see: they have written to `me`, in one of the latest conversations of `me`. At
    /// most [`limits::CONTACTS`], unordered.
    async fn presence_visible_to(&self, me: UserId) -> Result<Vec<UserId>, StoreError>;

    /// When `me` closed their last page; `None` if never.
    async fn last_seen(&self, me: UserId) -> Result<Option<Timestamp>, StoreError>;

    /// Stores when these users closed their last pages. A later time that is stored is kept.
    async fn save_last_seen(&self, users: &[LastSeen]) -> Result<(), StoreError>;
}

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
pub const PRESENCE_WATCHERS: &str = others!(" and mine.sent > 0", "");

/// Users who have written to $1.
pub const PRESENCE_VISIBLE_TO: &str = others!("", " and other.sent > 0");

pub const SAVE_LAST_SEEN: Statement = Statement::Each {
    sqlite: "
        update users set seen_at = given.seen_at
        from (select value ->> 'user_id' as user_id, value ->> 'seen_at' as seen_at from json_each($1)) as given
        where users.id = given.user_id and coalesce(users.seen_at, 0) < given.seen_at",
    postgres: "
        update users set seen_at = given.seen_at
        from json_to_recordset($1::json) as given(user_id bigint, seen_at bigint)
        where users.id = given.user_id and coalesce(users.seen_at, 0) < given.seen_at",
};

#[async_trait]
impl Presence for SqlStore {
    async fn presence_watchers(&self, me: UserId) -> Result<Vec<UserId>, StoreError> {
        others(self.readers_in_place(), PRESENCE_WATCHERS, me).await
    }

    async fn presence_visible_to(&self, me: UserId) -> Result<Vec<UserId>, StoreError> {
        others(self.readers_in_place(), PRESENCE_VISIBLE_TO, me).await
    }

    async fn last_seen(&self, me: UserId) -> Result<Option<Timestamp>, StoreError> {
        let statement = "select seen_at from users where id = $1";
        let (seen_at,): (Option<i64>,) = self.readers_in_place().query(statement).bind(me.0).fetch_one().await?;
        Ok(seen_at.map(Timestamp::from_micros))
    }

    async fn save_last_seen(&self, users: &[LastSeen]) -> Result<(), StoreError> {
        let rows = json_rows(users, |seen| SeenRow { user_id: seen.user.0, seen_at: seen.at.as_micros() });
        let mut write = self.write().await?;
        write.query(SAVE_LAST_SEEN).bind(rows).execute().await?;
        write.commit().await?;
        Ok(())
    }
}

async fn others(readers: Readers<'_>, which: &'static str, me: UserId) -> Result<Vec<UserId>, StoreError> {
    let limit = i64::from(limits::CONTACTS);
    let others: Vec<(i64,)> = readers.query(which).bind(me.0).bind(limit).fetch_all().await?;
    Ok(others.into_iter().map(|(id,)| UserId(id)).collect())
}

#[derive(Debug, Serialize)]
struct SeenRow {
    user_id: i64,
    seen_at: i64,
}
