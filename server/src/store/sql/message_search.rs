//! Messages by what is in them. First the signatures of all of one's own are looked at, in an index that has nothing
//! else; then those messages that they do not rule out are read, from the newest on, as many as it takes. To look for
//! words in them is work for the processor, and done beside the threads that serve everybody.

use std::{collections::HashMap, sync::Arc};

use charla::{
    AnswerBytes, ConversationId, MessageHit, MessageHits, MessageId, MessageSearch, SearchWords, User, UserId,
};
use serde::Serialize;
use sqlx::FromRow;
use tokio::task::spawn_blocking;

use super::{
    dialect::{DbRow, Pool, for_each, given_rows, ordered_join},
    given::given,
    listing,
    message_row::{MessageRow, Reader, message_columns, message_joins},
};
use crate::store::{StoreError, trigram_bloom::TrigramBloom};

/// Messages that one query of the bloom filters returns, at most.
const MAX_CANDIDATES: usize = 1_000;

/// Messages read in one search, at most. The next page continues from there.
const MAX_MESSAGES_READ: usize = 5_000;

/// Bytes of messages read in one search, at most, about.
const MAX_BYTES_READ: usize = 4 * 1_024 * 1_024;

/// Messages in one query, at most. The first query reads as many as the page may have, since most will be on it.
const MAX_BATCH_SIZE: usize = 100;

/// Conversation by conversation: the sum keeps the database from walking through everybody's messages by their id.
pub(in crate::store) const IN_ALL: &str = concat!(
    "select m.id
    from members mine ",
    for_each!(
        "messages m",
        "m.conversation_id = mine.conversation_id and m.id < $2
         and (m.signature_1 & $3) = $3 and (m.signature_2 & $4) = $4
         and (m.signature_3 & $5) = $5 and (m.signature_4 & $6) = $6",
        "m"
    ),
    "
    where mine.user_id = $1
    order by m.id + 0 desc limit $7"
);

pub(in crate::store) const IN_ONE: &str = "
    select m.id
    from messages m
    where m.conversation_id = $8 and m.id < $2
      and (m.signature_1 & $3) = $3 and (m.signature_2 & $4) = $4
      and (m.signature_3 & $5) = $5 and (m.signature_4 & $6) = $6
      and exists (select 1 from members mine where mine.user_id = $1 and mine.conversation_id = $8)
    order by m.id desc limit $7";

pub(in crate::store) const READ_THEM: &str = concat!(
    "select mine.read_seq as my_read_seq,
            (select coalesce(max(other.read_seq), 0) from members other
             where other.conversation_id = mine.conversation_id and other.user_id <> $2) as others_read_seq,
            ",
    message_columns!(),
    "
    from ",
    given_rows!(id bigint),
    " ",
    ordered_join!(),
    " messages m on m.id = given.id ",
    ordered_join!(),
    " members mine on mine.user_id = $2 and mine.conversation_id = m.conversation_id ",
    message_joins!(),
    "order by m.id desc"
);

pub(in crate::store) const PARTICIPANTS: &str = concat!(
    "select member.conversation_id, u.id, u.username, u.first_name, u.last_name
    from ",
    given_rows!(id bigint),
    " ",
    ordered_join!(),
    " members mine on mine.user_id = $2 and mine.conversation_id = given.id ",
    ordered_join!(),
    " members member on member.conversation_id = given.id ",
    ordered_join!(),
    " users u on u.id = member.user_id
    order by member.conversation_id, member.user_id"
);

pub(super) async fn search(readers: &Pool, me: UserId, search: &MessageSearch) -> Result<MessageHits, StoreError> {
    if let Some(conversation) = search.conversation {
        listing::last_seq(readers, me, conversation).await?;
    }
    if search.words.is_empty() {
        return Ok(MessageHits::default());
    }
    let limit = search.limit as usize;
    let mut hits = MessageHits::default();
    let mut before = search.before.map_or(i64::MAX, |before| before.0);
    let (mut read, mut read_bytes) = (0, 0);
    let (mut together, mut answer) = (limit + 1, AnswerBytes::default());
    let words = Arc::new(search.words.clone());
    loop {
        let candidates = candidates(readers, me, search, before).await?;
        let mut rest = &candidates[..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(together.min(rest.len()));
            (rest, together) = (later, (2 * together).min(MAX_BATCH_SIZE));
            let (found, bytes) = read_them(readers, me, now, &words).await?;
            // One more than is shown: then there is a next page.
            for hit in found {
                if hits.results.len() == limit || !answer.admit(hit.answer_bytes()) {
                    hits.next = hits.results.last().map(|hit| hit.message.id);
                    return with_participants(readers, me, hits).await;
                }
                hits.results.push(hit);
            }
            read_bytes += bytes;
            if read_bytes >= MAX_BYTES_READ
                && let Some(last) = now.last()
            {
                hits.next = Some(MessageId(*last));
                return with_participants(readers, me, hits).await;
            }
        }
        read += candidates.len();
        match candidates.last() {
            Some(last) if candidates.len() == MAX_CANDIDATES => before = *last,
            _ => return with_participants(readers, me, hits).await,
        }
        if read >= MAX_MESSAGES_READ {
            hits.next = Some(MessageId(before));
            return with_participants(readers, me, hits).await;
        }
    }
}

/// Newest first.
async fn candidates(readers: &Pool, me: UserId, search: &MessageSearch, before: i64) -> Result<Vec<i64>, StoreError> {
    let wanted = TrigramBloom::wanted(&search.words);
    let query = sqlx::query_scalar(if search.conversation.is_some() { IN_ONE } else { IN_ALL })
        .bind(me.0)
        .bind(before)
        .bind(wanted.signature_1)
        .bind(wanted.signature_2)
        .bind(wanted.signature_3)
        .bind(wanted.signature_4)
        .bind(i64::try_from(MAX_CANDIDATES).unwrap_or(i64::MAX));
    let query = match search.conversation {
        Some(ConversationId(conversation)) => query.bind(conversation),
        None => query,
    };
    Ok(query.fetch_all(readers).await?)
}

/// Those of them that have the words, and how many bytes were looked at.
async fn read_them(
    readers: &Pool,
    me: UserId,
    ids: &[i64],
    words: &Arc<SearchWords>,
) -> Result<(Vec<MessageHit>, usize), StoreError> {
    let ids = given(ids, |id| Id { id: *id });
    let rows = sqlx::query(READ_THEM).bind(ids).bind(me.0).fetch_all(readers).await?;
    let words = Arc::clone(words);
    let looking = spawn_blocking(move || look(me, rows, &words));
    Ok(looking.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
}

fn look(me: UserId, rows: Vec<DbRow>, words: &SearchWords) -> Result<(Vec<MessageHit>, usize), sqlx::Error> {
    let (mut hits, mut bytes) = (Vec::new(), 0);
    for row in rows {
        let ReadingRow { my_read_seq, others_read_seq } = ReadingRow::from_row(&row)?;
        let reader = Reader { me, read_seq: my_read_seq, others_read_seq };
        let message = MessageRow::from_row(&row)?.seen_by(reader);
        bytes += message.content.len();
        hits.extend(MessageHit::of(message, words));
    }
    Ok((hits, bytes))
}

async fn with_participants(readers: &Pool, me: UserId, mut hits: MessageHits) -> Result<MessageHits, StoreError> {
    let mut conversations: Vec<_> = hits.results.iter().map(|hit| hit.message.conversation_id.0).collect();
    conversations.sort_unstable();
    conversations.dedup();
    if conversations.is_empty() {
        return Ok(hits);
    }
    let conversations = given(conversations, |id| Id { id });
    let rows: Vec<ParticipantRow> =
        sqlx::query_as(PARTICIPANTS).bind(conversations).bind(me.0).fetch_all(readers).await?;
    let mut participants = HashMap::<_, Vec<_>>::new();
    for ParticipantRow { conversation_id, id, username, first_name, last_name } in rows {
        let user = User { id: UserId(id), username, first_name, last_name, email: None, must_change_password: false };
        participants.entry(conversation_id).or_default().push(user);
    }
    for hit in &mut hits.results {
        hit.participants = participants.get(&hit.message.conversation_id.0).cloned().unwrap_or_default();
    }
    Ok(hits)
}

#[derive(Debug, Serialize)]
struct Id {
    id: i64,
}

#[derive(Debug, FromRow)]
struct ReadingRow {
    my_read_seq: i64,
    others_read_seq: i64,
}

#[derive(Debug, FromRow)]
struct ParticipantRow {
    conversation_id: i64,
    id: i64,
    username: String,
    first_name: String,
    last_name: String,
}
