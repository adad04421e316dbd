//! Opens the conversation of two users, of which there is at most one.

use charla::{ChatError, ConversationId, Participant, Role, Timestamp, UserId};

use super::{Opened, list};
use crate::{
    dataset::pair_key::pair_key,
    store::{
        StoreError,
        database::{Executor, Readers, Transaction},
        sql_store::SqlStore,
    },
};

pub const PARTICIPANT: &str = "
    select user_id from (
        select user_id, 'customer' as role from customers where id = $1
        union all
        select user_id, 'provider' as role from providers where id = $1
    ) as participant
    where $2 is null or role = $2
    order by role limit 1";

pub const EXISTING: &str = "select id from conversations where pair_key = $1";

pub(super) async fn open(
    store: &SqlStore,
    me: UserId,
    with: Participant,
    now: Timestamp,
) -> Result<Opened, StoreError> {
    let other = participant(store.readers_in_place(), &with).await?;
    if other == me {
        return Err(ChatError::ParticipantIsSelf.into());
    }
    let pair = pair_key(me.0, other.0);
    // Usually it exists, and no write is needed.
    let (id, is_new) = match existing(store.readers_in_place(), &pair).await? {
        Some(id) => (id, false),
        None => {
            let mut write = store.write().await?;
            let made = find_or_make(&mut write, &pair, [me, other], now).await?;
            write.commit().await?;
            made
        }
    };
    Ok(Opened { conversation: list::one(store.readers_in_place(), me, id).await?, is_new })
}

async fn participant(readers: Readers<'_>, with: &Participant) -> Result<UserId, StoreError> {
    let query = readers.query(PARTICIPANT).bind(with.id.as_str()).bind(with.role.map(Role::as_str));
    let (id,) = query.fetch_optional().await?.ok_or(ChatError::ParticipantNotFound)?;
    Ok(UserId(id))
}

async fn existing(readers: Readers<'_>, pair: &str) -> Result<Option<ConversationId>, StoreError> {
    let id: Option<(i64,)> = readers.query(EXISTING).bind(pair).fetch_optional().await?;
    Ok(id.map(|(id,)| ConversationId(id)))
}

async fn find_or_make(
    write: &mut Transaction,
    pair: &str,
    members: [UserId; 2],
    now: Timestamp,
) -> Result<(ConversationId, bool), StoreError> {
    let made: Option<(i64,)> = write
        .query(
            "insert into conversations (pair_key, created_at, activity_at) values ($1, $2, $2)
            on conflict (pair_key) do nothing returning id",
        )
        .bind(pair)
        .bind(now.as_micros())
        .fetch_optional()
        .await?;
    let Some((id,)) = made else {
        let (id,) = write.query(EXISTING).bind(pair).fetch_one().await?;
        return Ok((ConversationId(id), false));
    };
    write
        .query("insert into members (user_id, conversation_id) values ($1, $3), ($2, $3)")
        .bind(members[0].0)
        .bind(members[1].0)
        .bind(id)
        .execute()
        .await?;
    Ok((ConversationId(id), true))
}
