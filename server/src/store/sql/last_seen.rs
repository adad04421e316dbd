//! When people were here last.

use charla::{LastSeen, Timestamp, UserId};
use serde::Serialize;

use super::{
    connections::Connections,
    dialect::{Pool, given_rows},
    given::given,
};
use crate::store::StoreError;

pub(in crate::store) const LEFT: &str = concat!(
    "update users set seen_at = given.seen_at from ",
    given_rows!(user_id bigint, seen_at bigint),
    " where users.id = given.user_id and coalesce(users.seen_at, 0) < given.seen_at"
);

#[derive(Debug, Serialize)]
struct Given {
    user_id: i64,
    seen_at: i64,
}

pub(super) async fn of(readers: &Pool, me: UserId) -> Result<Option<Timestamp>, StoreError> {
    let seen_at: Option<i64> =
        sqlx::query_scalar("select seen_at from users where id = $1").bind(me.0).fetch_one(readers).await?;
    Ok(seen_at.map(Timestamp::from_micros))
}

pub(super) async fn left(connections: &Connections, people: &[LastSeen]) -> Result<(), StoreError> {
    let mut write = connections.write().await?;
    let people = given(people, |seen| Given { user_id: seen.user.0, seen_at: seen.at.as_micros() });
    sqlx::query(LEFT).bind(people).execute(&mut *write).await?;
    write.commit().await?;
    Ok(())
}
