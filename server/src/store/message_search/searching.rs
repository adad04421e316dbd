//! The search. First it reads the bloom filters of all messages of the user, from an index that contains nothing else.
//! Then it reads the messages that the filters do not rule out, from the newest on, until the page is full. Matching
//! takes processor time, so it runs on threads that serve no requests.

use std::sync::Arc;

use charla::{AnswerBytes, ConversationId, MessageHit, MessageHits, MessageId, MessageSearch, SearchWords, UserId};
use tokio::task::spawn_blocking;

use super::{TrigramBloom, participants::with_participants};
use crate::store::{
    StoreError,
    database::{Executor, Readers, Statement, from_row, json_ids},
    messages::{MessageRow, Reader, message_columns, message_joins},
};

/// Messages that one query of the bloom filters returns, at most.
const MAX_CANDIDATES: usize = 1_000;

/// Messages read in one search, at most. The next page continues from there.
const MAX_MESSAGES_READ: usize = 5_000;

/// Bytes of messages read in one search, at most, about.
const MAX_BYTES_READ: usize = 4 * 1_024 * 1_024;

/// Messages in one query, at most. The first query reads as many as the page may have, since most will be on it.
const MAX_BATCH_SIZE: usize = 100;

/// The condition that a filter (`$f`) has all bits of the words.
macro_rules! has_all_bits {
    ($f:literal) => {
        concat!(
            "(",
            $f,
            ".signature_1 & $3) = $3 and (",
            $f,
            ".signature_2 & $4) = $4
            and (",
            $f,
            ".signature_3 & $5) = $5 and (",
            $f,
            ".signature_4 & $6) = $6"
        )
    };
}

/// In SQLite, new messages that are not in `message_filters` yet; `$of` are the conversations. They are read by their ids,
/// and not conversation by conversation (the plus).
macro_rules! not_in_filters {
    ($of:literal) => {
        concat!(
            "select m.id
            from message_filters_progress progress
            cross join messages m on m.id > progress.up_to and m.id < $2 and ",
            has_all_bits!("m"),
            "
            where ",
            $of,
            " and not exists (
                select 1 from message_filters f where f.conversation_id = m.conversation_id and f.message_id = m.id
            )"
        )
    };
}

/// Reads conversation by conversation. The sum in `order by` keeps the database from reading the messages of all users
/// in the order of their ids. In PostgreSQL the offset does the same for a plan that was made while the tables were
/// empty.
pub const IN_ALL: Statement = Statement::Each {
    sqlite: concat!(
        "
        select id from (
            select f.message_id as id
            from members mine
            cross join message_filters f
                on f.conversation_id = mine.conversation_id and f.message_id < $2 and ",
        has_all_bits!("f"),
        "
            where mine.user_id = $1
            union all
            ",
        not_in_filters!(
            "exists (select 1 from members mine where mine.user_id = $1 and mine.conversation_id = m.conversation_id)"
        ),
        "
        )
        order by id + 0 desc limit $7"
    ),
    postgres: concat!(
        "
        select m.id
        from members mine
        cross join lateral (
            select m.id from messages m
            where m.conversation_id = mine.conversation_id and m.id < $2 and ",
        has_all_bits!("m"),
        "
            offset 0
        ) m
        where mine.user_id = $1
        order by m.id + 0 desc limit $7"
    ),
};

pub const IN_ONE: Statement = Statement::Each {
    sqlite: concat!(
        "
        select id from (
            select * from (
                select f.message_id as id from message_filters f
                where f.conversation_id = $8 and f.message_id < $2 and ",
        has_all_bits!("f"),
        "
                order by f.message_id desc limit $7
            )
            union all
            ",
        not_in_filters!("+m.conversation_id = $8"),
        "
        )
        where exists (select 1 from members mine where mine.user_id = $1 and mine.conversation_id = $8)
        order by id + 0 desc limit $7"
    ),
    postgres: concat!(
        "
        select m.id
        from messages m
        where m.conversation_id = $8 and m.id < $2 and ",
        has_all_bits!("m"),
        "
          and exists (select 1 from members mine where mine.user_id = $1 and mine.conversation_id = $8)
        order by m.id desc limit $7"
    ),
};

pub const READ_THEM: Statement = Statement::Each {
    sqlite: concat!(
        "
        select mine.read_seq as my_read_seq,
               (select coalesce(max(other.read_seq), 0) from members other
                where other.conversation_id = mine.conversation_id and other.user_id <> $2) as others_read_seq,
               ",
        message_columns!(),
        "
        from (select value ->> 'id' as id from json_each($1)) as given
        cross join messages m on m.id = given.id
        cross join members mine on mine.user_id = $2 and mine.conversation_id = m.conversation_id",
        message_joins!(),
        "order by m.id desc",
    ),
    postgres: concat!(
        "
        select mine.read_seq as my_read_seq,
               (select coalesce(max(other.read_seq), 0) from members other
                where other.conversation_id = mine.conversation_id and other.user_id <> $2) as others_read_seq,
               ",
        message_columns!(),
        "
        from json_to_recordset($1::json) as given(id bigint)
        join messages m on m.id = given.id
        join members mine on mine.user_id = $2 and mine.conversation_id = m.conversation_id",
        message_joins!(),
        "order by m.id desc",
    ),
};

pub(super) async fn search(
    readers: Readers<'_>,
    me: UserId,
    search: &MessageSearch,
) -> Result<MessageHits, StoreError> {
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
            // One more than the page has: there is a next page.
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
async fn candidates(
    readers: Readers<'_>,
    me: UserId,
    search: &MessageSearch,
    before: i64,
) -> Result<Vec<i64>, StoreError> {
    let wanted = TrigramBloom::wanted(&search.words);
    let statement = if search.conversation.is_some() { IN_ONE } else { IN_ALL };
    let query = readers
        .query(statement)
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
    let ids: Vec<(i64,)> = query.fetch_all().await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Returns the messages that have the words, and the number of bytes that were read.
async fn read_them(
    readers: Readers<'_>,
    me: UserId,
    ids: &[i64],
    words: &Arc<SearchWords>,
) -> Result<(Vec<MessageHit>, usize), StoreError> {
    let rows: Vec<ReadingRow> =
        readers.query(READ_THEM).bind(json_ids(ids.iter().copied())).bind(me.0).fetch_all().await?;
    let words = Arc::clone(words);
    let looking = spawn_blocking(move || look(me, rows, &words));
    Ok(looking.await.map_err(|_| sqlx::Error::WorkerCrashed)?)
}

fn look(me: UserId, rows: Vec<ReadingRow>, words: &SearchWords) -> (Vec<MessageHit>, usize) {
    let (mut hits, mut bytes) = (Vec::new(), 0);
    for ReadingRow { my_read_seq, others_read_seq, message } in rows {
        let message = message.seen_by(Reader { me, read_seq: my_read_seq, others_read_seq });
        bytes += message.content.len();
        hits.extend(MessageHit::of(message, words));
    }
    (hits, bytes)
}

from_row! {
    #[derive(Debug)]
    struct ReadingRow {
        my_read_seq: i64,
        others_read_seq: i64,
        message: MessageRow,
    }
}
