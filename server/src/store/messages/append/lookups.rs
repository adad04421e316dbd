//! Reads what the batch needs: the conversations, messages of earlier attempts, and the messages that are answered.

use std::collections::BTreeSet;

use charla::{ConversationId, Quote, Seq, UserId};
use serde::Serialize;

use crate::store::{
    StoreError,
    database::{Executor, Transaction, from_row, json_rows},
    messages::{
        MessageRow, NewMessage, Reader,
        batch::{ConversationStates, Member, Quoted, Retried},
        message_columns, message_joins,
    },
};

const CONVERSATIONS: &str = "
    select c.id as conversation_id, c.last_seq, member.user_id, member.read_seq, member.sent,
           u.username, u.first_name, u.last_name
    from json_to_recordset($1::json) as given(id bigint)
    join conversations c on c.id = given.id
    join members member on member.conversation_id = c.id
    join users u on u.id = member.user_id
    order by c.id, member.user_id";

const RETRIED: &str = concat!(
    "select ",
    message_columns!(),
    "
    from json_to_recordset($1::json) as given(sender_id bigint, client_id text)
    join messages m on m.sender_id = given.sender_id and m.client_id = unhex(given.client_id)",
    message_joins!(),
);

const QUOTED: &str = concat!(
    "select ",
    message_columns!(),
    "
    from json_to_recordset($1::json) as given(conversation_id bigint, seq bigint)
    join messages m on m.conversation_id = given.conversation_id and m.seq = given.seq",
    message_joins!(),
);

/// The conversations with their members. `conversations` is a JSON array of rows with an `id`.
pub(super) async fn conversation_states(
    write: &mut Transaction,
    conversations: &str,
) -> Result<ConversationStates, StoreError> {
    let rows: Vec<MemberRow> = write.query(CONVERSATIONS).bind(conversations).fetch_all().await?;
    let mut states = ConversationStates::new();
    for row in rows {
        let state = states.entry(ConversationId(row.conversation_id)).or_default();
        state.last_seq = row.last_seq;
        state.members.push(Member {
            id: UserId(row.user_id),
            read_seq: row.read_seq,
            sent: row.sent,
            username: row.username,
            first_name: row.first_name,
            last_name: row.last_name,
        });
    }
    Ok(states)
}

/// Messages that are stored with these client ids.
pub(super) async fn retried(
    write: &mut Transaction,
    messages: &[NewMessage],
    states: &ConversationStates,
) -> Result<Retried, StoreError> {
    let keys = messages.iter().filter_map(|new| {
        let client_id = new.client_id?.0.simple().to_string();
        Some(ClientIdKey { sender_id: new.sender.0, client_id })
    });
    let rows: Vec<MessageRow> = write.query(RETRIED).bind(json_rows(keys, |key| key)).fetch_all().await?;
    let messages = rows.into_iter().filter_map(|row| {
        let sender = UserId(row.sender_id);
        let state = states.get(&ConversationId(row.conversation_id));
        let others_read_seq = state.map_or(0, |state| state.others_read_seq(sender));
        let message = row.seen_by(Reader { me: sender, read_seq: 0, others_read_seq });
        Some(((sender, message.client_id?), message))
    });
    Ok(messages.collect())
}

/// The messages that are answered.
pub(super) async fn quoted(write: &mut Transaction, messages: &[NewMessage]) -> Result<Quoted, StoreError> {
    let keys: BTreeSet<_> = messages.iter().filter_map(|new| Some((new.conversation.0, new.reply_to?.0))).collect();
    if keys.is_empty() {
        return Ok(Quoted::new());
    }
    let keys = json_rows(keys, |(conversation_id, seq)| MessageKey { conversation_id, seq });
    let rows: Vec<MessageRow> = write.query(QUOTED).bind(keys).fetch_all().await?;
    let quoted = rows.into_iter().map(|row| {
        let key = (ConversationId(row.conversation_id), Seq(row.seq));
        let nobody = Reader { me: UserId(0), read_seq: 0, others_read_seq: 0 };
        (key, Quote::of(&row.seen_by(nobody)))
    });
    Ok(quoted.collect())
}

#[derive(Debug, Serialize)]
struct MessageKey {
    conversation_id: i64,
    seq: i64,
}

#[derive(Debug, Serialize)]
struct ClientIdKey {
    sender_id: i64,
    client_id: String,
}

from_row! {
    #[derive(Debug)]
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
}
