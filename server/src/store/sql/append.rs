//! Messages are stored: the one place that gives a `seq`. A few statements, however many messages.

use std::collections::{BTreeSet, HashMap};

use charla::{ChatError, ConversationId, Quote, Seq, UserId};
use serde::Serialize;
use sqlx::FromRow;

use super::{
    dialect::{self, Connection, given_rows, ordered_join},
    given::given,
    message_row::{MessageRow, Reader, message_columns, message_joins},
};
use crate::store::{
    Appended, NewMessage, StoreError,
    batch::{Batch, Member, Quoted, Retried, Talks},
};

pub(in crate::store) const TALKS: &str = concat!(
    "select c.id as conversation_id, c.last_seq, member.user_id, member.read_seq, member.sent,
            u.username, u.first_name, u.last_name
    from ",
    given_rows!(id bigint),
    " ",
    ordered_join!(),
    " conversations c on c.id = given.id ",
    ordered_join!(),
    " members member on member.conversation_id = c.id ",
    ordered_join!(),
    " users u on u.id = member.user_id
    order by c.id, member.user_id"
);

pub(in crate::store) const RETRIED: &str = concat!(
    "select ",
    message_columns!(),
    " from ",
    given_rows!(sender_id bigint, client_id text),
    " ",
    ordered_join!(),
    " messages m on m.sender_id = given.sender_id and m.client_id = unhex(given.client_id) ",
    message_joins!()
);

pub(in crate::store) const QUOTED: &str = concat!(
    "select ",
    message_columns!(),
    " from ",
    given_rows!(conversation_id bigint, seq bigint),
    " ",
    ordered_join!(),
    " messages m on m.conversation_id = given.conversation_id and m.seq = given.seq ",
    message_joins!()
);

const INSERT: &str = concat!(
    "insert into messages (conversation_id, seq, sender_id, sender_seq, content, client_id, created_at, reply_to,
                          signature_1, signature_2, signature_3, signature_4)
    select given.conversation_id, given.seq, given.sender_id, given.sender_seq, given.content,
           unhex(given.client_id), given.created_at, given.reply_to,
           given.signature_1, given.signature_2, given.signature_3, given.signature_4
    from ",
    given_rows!(
        conversation_id bigint,
        seq bigint,
        sender_id bigint,
        sender_seq bigint,
        content text,
        client_id text,
        created_at bigint,
        reply_to bigint,
        signature_1 bigint,
        signature_2 bigint,
        signature_3 bigint,
        signature_4 bigint
    ),
    " returning id, conversation_id, seq"
);

pub(in crate::store) const NEWEST: &str = concat!(
    "update conversations as c set last_seq = given.last_seq, activity_at = given.activity_at
    from ",
    given_rows!(id bigint, last_seq bigint, activity_at bigint),
    " where c.id = given.id"
);

pub(in crate::store) const SENT: &str = concat!(
    "update members as member set sent = given.sent
    from ",
    given_rows!(conversation_id bigint, user_id bigint, sent bigint),
    " where member.user_id = given.user_id and member.conversation_id = given.conversation_id"
);

/// Within a transaction, which the caller commits. What is refused has changed nothing.
pub(super) async fn append(
    write: &mut Connection,
    messages: &[NewMessage],
) -> Result<Vec<Result<Appended, ChatError>>, StoreError> {
    let conversations = given(messages.iter().map(|new| new.conversation.0).collect::<BTreeSet<_>>(), |id| Id { id });
    if let Some(lock) = dialect::LOCK {
        sqlx::query(lock).bind(&conversations).execute(&mut *write).await?;
    }
    let talks = talks(write, &conversations).await?;
    let retried = retried(write, messages, &talks).await?;
    let quoted = quoted(write, messages).await?;
    let batch = Batch::plan(messages, &talks, &retried, &quoted);
    let mut ids = HashMap::new();
    if !batch.rows.is_empty() {
        let rows: Vec<(i64, i64, i64)> =
            sqlx::query_as(INSERT).bind(given(&batch.rows, |row| row)).fetch_all(&mut *write).await?;
        ids.extend(rows.into_iter().map(|(id, conversation, seq)| ((conversation, seq), id)));
        sqlx::query(NEWEST).bind(given(batch.newest(), |row| row)).execute(&mut *write).await?;
        sqlx::query(SENT).bind(given(batch.sent_counts(), |row| row)).execute(&mut *write).await?;
    }
    Ok(batch.told(&ids))
}

async fn talks(write: &mut Connection, conversations: &str) -> Result<Talks, StoreError> {
    let rows: Vec<MemberRow> = sqlx::query_as(TALKS).bind(conversations).fetch_all(write).await?;
    let mut talks = Talks::new();
    for row in rows {
        let talk = talks.entry(ConversationId(row.conversation_id)).or_default();
        talk.last_seq = row.last_seq;
        talk.members.push(Member {
            id: UserId(row.user_id),
            read_seq: row.read_seq,
            sent: row.sent,
            username: row.username,
            first_name: row.first_name,
            last_name: row.last_name,
        });
    }
    Ok(talks)
}

async fn retried(write: &mut Connection, messages: &[NewMessage], talks: &Talks) -> Result<Retried, StoreError> {
    let keys = messages.iter().filter_map(|new| {
        let client_id = new.client_id?.0.simple().to_string();
        Some(Key { sender_id: new.sender.0, client_id })
    });
    let keys = given(keys, |key| key);
    let rows: Vec<MessageRow> = sqlx::query_as(RETRIED).bind(keys).fetch_all(write).await?;
    let told = rows.into_iter().filter_map(|row| {
        let sender = UserId(row.sender_id);
        let talk = talks.get(&ConversationId(row.conversation_id));
        let others_read_seq = talk.map_or(0, |talk| talk.others_read_seq(sender));
        let message = row.seen_by(Reader { me: sender, read_seq: 0, others_read_seq });
        Some(((sender, message.client_id?), message))
    });
    Ok(told.collect())
}

/// What the messages answer, where they answer any.
async fn quoted(write: &mut Connection, messages: &[NewMessage]) -> Result<Quoted, StoreError> {
    let places: BTreeSet<_> = messages.iter().filter_map(|new| Some((new.conversation.0, new.reply_to?.0))).collect();
    if places.is_empty() {
        return Ok(Quoted::new());
    }
    let places = given(places, |(conversation_id, seq)| Place { conversation_id, seq });
    let rows: Vec<MessageRow> = sqlx::query_as(QUOTED).bind(places).fetch_all(write).await?;
    let quoted = rows.into_iter().map(|row| {
        let key = (ConversationId(row.conversation_id), Seq(row.seq));
        let nobody = Reader { me: UserId(0), read_seq: 0, others_read_seq: 0 };
        (key, Quote::of(&row.seen_by(nobody)))
    });
    Ok(quoted.collect())
}

#[derive(Debug, Serialize)]
struct Place {
    conversation_id: i64,
    seq: i64,
}

#[derive(Debug, Serialize)]
struct Id {
    id: i64,
}

#[derive(Debug, Serialize)]
struct Key {
    sender_id: i64,
    client_id: String,
}

#[derive(Debug, FromRow)]
struct MemberRow {
    conversation_id: i64,
    last_seq: i64,
    user_id: i64,
    read_seq: i64,
    sent: i64,
    username: String,
    first_name: String,
    last_name: String,
}
