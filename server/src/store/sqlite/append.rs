//! Stores messages, and assigns their `seq`: with `messages/append.rs` for PostgreSQL, the only place that does. Each message
//! costs a few statements, which need no other thread: see `appender`.

use std::collections::{BTreeSet, HashMap};

use charla::{ChatError, ConversationId, Quote, Seq, UserId};
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params, params};

use crate::store::{
    StoreError,
    database::{FromRow, Row},
    messages::{
        Appended, Batch, ConversationStates, Member, MessageRow, NewMessage, NewRow, Quoted, Reader, Retried,
        message_columns, message_joins,
    },
};

/// The joins are in the order in which the tables are read.
pub const CONVERSATION: &str = "
    select c.last_seq, member.user_id, member.read_seq, member.sent, u.username, u.first_name, u.last_name
    from conversations c
    cross join members member on member.conversation_id = c.id
    cross join users u on u.id = member.user_id
    where c.id = ?1
    order by member.user_id";

pub const RETRIED: &str = concat!(
    "select ",
    message_columns!(),
    " from messages m",
    message_joins!(),
    "where m.client_id = ?1 and m.sender_id = ?2"
);

pub const QUOTED: &str = concat!(
    "select ",
    message_columns!(),
    " from messages m",
    message_joins!(),
    "where m.conversation_id = ?1 and m.seq = ?2"
);

const INSERT: &str = "
    insert into messages (conversation_id, seq, sender_id, sender_seq, content, client_id, created_at, reply_to,
                          signature_1, signature_2, signature_3, signature_4)
    values (:conversation_id, :seq, :sender_id, :sender_seq, :content, :client_id, :created_at, :reply_to,
            :signature_1, :signature_2, :signature_3, :signature_4)";

pub const NEWEST: &str = "update conversations set last_seq = ?2, activity_at = ?3 where id = ?1";

pub const SENT: &str = "update members set sent = ?3 where user_id = ?1 and conversation_id = ?2";

/// Stores the messages in one transaction, which is durable when this returns. Returns one result for each message; a
/// refused message has no effect.
pub(super) fn append(
    connection: &mut Connection,
    messages: &[NewMessage],
) -> Result<Vec<Result<Appended, ChatError>>, StoreError> {
    let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let states = conversation_states(&write, messages)?;
    let retried = retried(&write, messages, &states)?;
    let batch = Batch::plan(messages, &states, &retried, &quoted(&write, messages)?);
    let ids = insert(&write, &batch)?;
    write.commit()?;
    Ok(batch.outcomes(&ids))
}

fn conversation_states(
    write: &Transaction<'_>,
    messages: &[NewMessage],
) -> Result<ConversationStates, rusqlite::Error> {
    let mut states = ConversationStates::new();
    let mut statement = write.prepare_cached(CONVERSATION)?;
    for id in messages.iter().map(|new| new.conversation).collect::<BTreeSet<_>>() {
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let state = states.entry(id).or_default();
            state.last_seq = row.get(0)?;
            state.members.push(member(row)?);
        }
    }
    Ok(states)
}

fn member(row: &rusqlite::Row<'_>) -> Result<Member, rusqlite::Error> {
    Ok(Member {
        id: UserId(row.get(1)?),
        read_seq: row.get(2)?,
        sent: row.get(3)?,
        username: row.get(4)?,
        first_name: row.get(5)?,
        last_name: row.get(6)?,
    })
}

/// Messages that are stored with these client ids.
fn retried(
    write: &Transaction<'_>,
    messages: &[NewMessage],
    states: &ConversationStates,
) -> Result<Retried, StoreError> {
    let mut retried = Retried::new();
    let mut statement = write.prepare_cached(RETRIED)?;
    for new in messages {
        let Some(client_id) = new.client_id else { continue };
        let mut rows = statement.query(params![client_id.0.as_bytes(), new.sender.0])?;
        if let Some(row) = rows.next()? {
            let row = message_row(row)?;
            let state = states.get(&ConversationId(row.conversation_id));
            let others_read_seq = state.map_or(0, |state| state.others_read_seq(new.sender));
            let message = row.seen_by(Reader { me: new.sender, read_seq: 0, others_read_seq });
            retried.insert((new.sender, client_id), message);
        }
    }
    Ok(retried)
}

fn message_row(row: &rusqlite::Row<'_>) -> Result<MessageRow, StoreError> {
    MessageRow::from_row(&Row::in_place(row))
}

/// The messages that are answered.
fn quoted(write: &Transaction<'_>, messages: &[NewMessage]) -> Result<Quoted, StoreError> {
    let mut quoted = Quoted::new();
    let mut statement = write.prepare_cached(QUOTED)?;
    let keys: BTreeSet<_> = messages.iter().filter_map(|new| Some((new.conversation, new.reply_to?))).collect();
    for (conversation, seq) in keys {
        let mut rows = statement.query([conversation.0, seq.0])?;
        if let Some(row) = rows.next()? {
            let nobody = Reader { me: UserId(0), read_seq: 0, others_read_seq: 0 };
            quoted.insert((conversation, seq), Quote::of(&message_row(row)?.seen_by(nobody)));
        }
    }
    Ok(quoted)
}

/// Returns the ids of the rows, by conversation and `seq`.
fn insert(write: &Transaction<'_>, batch: &Batch) -> Result<HashMap<(ConversationId, Seq), i64>, rusqlite::Error> {
    let mut ids = HashMap::with_capacity(batch.rows.len());
    let mut statement = write.prepare_cached(INSERT)?;
    for row in &batch.rows {
        let NewRow { conversation_id, seq, sender_id, sender_seq, content, client_id, created_at, reply_to, bloom } =
            row;
        let id = statement.insert(named_params! {
            ":conversation_id": conversation_id, ":seq": seq, ":sender_id": sender_id, ":sender_seq": sender_seq,
            ":content": content, ":client_id": client_id.as_ref().map(|id| id.0.as_bytes()), ":created_at": created_at,
            ":reply_to": reply_to, ":signature_1": bloom.signature_1, ":signature_2": bloom.signature_2,
            ":signature_3": bloom.signature_3, ":signature_4": bloom.signature_4,
        })?;
        ids.insert((ConversationId(*conversation_id), Seq(*seq)), id);
    }
    let mut statement = write.prepare_cached(NEWEST)?;
    for newest in batch.newest() {
        statement.execute([newest.id, newest.last_seq, newest.activity_at])?;
    }
    let mut statement = write.prepare_cached(SENT)?;
    for sent in batch.sent_counts() {
        statement.execute([sent.user_id, sent.conversation_id, sent.sent])?;
    }
    Ok(ids)
}
