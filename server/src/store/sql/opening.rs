//! The one conversation of a pair.

use charla::{ChatError, ConversationId, Participant, Role, Timestamp, UserId};
use sqlx::Row;

use super::dialect::{Connection, Pool};
use super::{connections::Connections, listing};
use crate::{
    dataset::pair_key::pair_key,
    store::{Opened, StoreError},
};

pub(in crate::store) const PARTICIPANT: &str = "
    select user_id from (
        select user_id, 'customer' as role from customers where id = $1
        union all
        select user_id, 'provider' as role from providers where id = $1
    ) as participant
    where $2 is null or role = $2
    order by role limit 1";

pub(in crate::store) const EXISTING: &str = "select id from conversations where pair_key = $1";

pub(super) async fn open(
    connections: &Connections,
    me: UserId,
    with: Participant,
    now: Timestamp,
) -> Result<Opened, StoreError> {
    let other = participant(connections.readers(), &with).await?;
    if other == me {
        return Err(ChatError::ParticipantIsSelf.into());
    }
    let pair = pair_key(me.0, other.0);
    // Mostly it is there already, and then the writer is left alone.
    let (id, is_new) = match existing(connections.readers(), &pair).await? {
        Some(id) => (id, false),
        None => {
            let mut write = connections.write().await?;
            let made = find_or_make(&mut write, &pair, [me, other], now).await?;
            write.commit().await?;
            made
        }
    };
    Ok(Opened { conversation: listing::one(connections.readers(), me, id).await?, is_new })
}

async fn participant(readers: &Pool, with: &Participant) -> Result<UserId, StoreError> {
    let row = sqlx::query(PARTICIPANT)
        .bind(with.id.as_str())
        .bind(with.role.map(Role::as_str))
        .fetch_optional(readers)
        .await?
        .ok_or(ChatError::ParticipantNotFound)?;
    Ok(UserId(row.try_get("user_id")?))
}

async fn existing(readers: &Pool, pair: &str) -> Result<Option<ConversationId>, StoreError> {
    Ok(sqlx::query_scalar(EXISTING).bind(pair).fetch_optional(readers).await?.map(ConversationId))
}

async fn find_or_make(
    write: &mut Connection,
    pair: &str,
    members: [UserId; 2],
    now: Timestamp,
) -> Result<(ConversationId, bool), StoreError> {
    let made = sqlx::query_scalar(
        "insert into conversations (pair_key, created_at, activity_at) values ($1, $2, $2)
        on conflict (pair_key) do nothing returning id",
    )
    .bind(pair)
    .bind(now.as_micros())
    .fetch_optional(&mut *write)
    .await?;
    let Some(id) = made else {
        let id = sqlx::query_scalar(EXISTING).bind(pair).fetch_one(write).await?;
        return Ok((ConversationId(id), false));
    };
    sqlx::query("insert into members (user_id, conversation_id) values ($1, $3), ($2, $3)")
        .bind(members[0].0)
        .bind(members[1].0)
        .bind::<i64>(id)
        .execute(write)
        .await?;
    Ok((ConversationId(id), true))
}
