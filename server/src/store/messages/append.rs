//! Stores messages in PostgreSQL, and assigns their `seq`: with `sqlite/append.rs`, the only place that does. The number of
//! statements does not depend on the number of messages.

mod lookups;

use std::collections::{BTreeSet, HashMap};

use charla::{ChatError, ConversationId, Seq};

use self::lookups::{conversation_states, quoted, retried};
use super::{Appended, NewMessage, batch::Batch, conversation_lock::lock_conversations};
use crate::store::{
    StoreError,
    database::{Executor, Transaction, json_ids, json_rows},
};

const INSERT: &str = "
    insert into messages (conversation_id, seq, sender_id, sender_seq, content, client_id, created_at, reply_to,
                          signature_1, signature_2, signature_3, signature_4)
    select conversation_id, seq, sender_id, sender_seq, content, unhex(client_id), created_at, reply_to,
           signature_1, signature_2, signature_3, signature_4
    from json_to_recordset($1::json) as given(
        conversation_id bigint, seq bigint, sender_id bigint, sender_seq bigint, content text, client_id text,
        created_at bigint, reply_to bigint,
        signature_1 bigint, signature_2 bigint, signature_3 bigint, signature_4 bigint
    )
    returning id, conversation_id, seq";

const NEWEST: &str = "
    update conversations as c set last_seq = given.last_seq, activity_at = given.activity_at
    from json_to_recordset($1::json) as given(id bigint, last_seq bigint, activity_at bigint)
    where c.id = given.id";

const SENT: &str = "
    update members as member set sent = given.sent
    from json_to_recordset($1::json) as given(conversation_id bigint, user_id bigint, sent bigint)
    where member.user_id = given.user_id and member.conversation_id = given.conversation_id";

/// The caller commits the transaction. Returns one result for each message; a refused message has no effect.
pub(super) async fn append(
    write: &mut Transaction,
    messages: &[NewMessage],
) -> Result<Vec<Result<Appended, ChatError>>, StoreError> {
    let conversations: BTreeSet<_> = messages.iter().map(|new| new.conversation.0).collect();
    let conversations = json_ids(conversations);
    lock_conversations(write, &conversations).await?;
    let states = conversation_states(write, &conversations).await?;
    let retried = retried(write, messages, &states).await?;
    let quoted = quoted(write, messages).await?;
    let batch = Batch::plan(messages, &states, &retried, &quoted);
    let mut ids = HashMap::new();
    if !batch.rows.is_empty() {
        let rows: Vec<(i64, i64, i64)> =
            write.query(INSERT).bind(json_rows(&batch.rows, |row| row)).fetch_all().await?;
        ids.extend(rows.into_iter().map(|(id, conversation, seq)| ((ConversationId(conversation), Seq(seq)), id)));
        write.query(NEWEST).bind(json_rows(batch.newest(), |row| row)).execute().await?;
        write.query(SENT).bind(json_rows(batch.sent_counts(), |row| row)).execute().await?;
    }
    Ok(batch.outcomes(&ids))
}
