//! Messages of a data set. They follow the existing messages of the conversation.

use crate::{
    dataset::{BadRows, CheckedConversation, CheckedMessage, DatasetError, Progress},
    store::{
        StoreError,
        database::{Executor, Transaction},
        message_search::{TrigramBloom, filters},
    },
};

/// Returns the number of new messages.
pub(super) async fn import(
    write: &mut Transaction,
    conversation: &CheckedConversation,
    progress: &mut Progress,
    bad: &mut BadRows,
) -> Result<u64, StoreError> {
    let mut new = 0;
    let mut newest = None;
    for message in &conversation.messages {
        match is_there(write, conversation.id, message).await? {
            Ok(false) => {}
            Ok(true) => continue,
            Err(error) => {
                bad.extend([error]);
                continue;
            }
        }
        let (seq, sender_seq) = progress.add(message.sender, message.is_read);
        let bloom = TrigramBloom::of(&message.content);
        write
            .query(
                "insert into messages (id, conversation_id, seq, sender_id, sender_seq, content, created_at,
                                   signature_1, signature_2, signature_3, signature_4)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(message.id)
            .bind(conversation.id)
            .bind(seq)
            .bind(message.sender)
            .bind(sender_seq)
            .bind(&*message.content)
            .bind(message.created_at.as_micros())
            .bind(bloom.signature_1)
            .bind(bloom.signature_2)
            .bind(bloom.signature_3)
            .bind(bloom.signature_4)
            .execute()
            .await?;
        newest = Some(message.created_at);
        new += 1;
    }
    let Some(newest) = newest else {
        return Ok(0);
    };
    filters::add_conversation(write, conversation.id).await?;

    write
        .query("update conversations set last_seq = $2, activity_at = $3 where id = $1")
        .bind(conversation.id)
        .bind(progress.last_seq)
        .bind(newest.as_micros())
        .execute()
        .await?;
    for (id, member) in &progress.members {
        write
            .query(
                "update members set read_seq = $3, sent = $4, sent_at_read = $5, deleted_unread = $6
            where user_id = $1 and conversation_id = $2",
            )
            .bind(id)
            .bind(conversation.id)
            .bind(member.read_seq)
            .bind(member.sent)
            .bind(member.sent_at_read)
            .bind(member.deleted_unread)
            .execute()
            .await?;
    }
    Ok(new)
}

async fn is_there(
    write: &mut Transaction,
    conversation: i64,
    message: &CheckedMessage,
) -> Result<Result<bool, DatasetError>, StoreError> {
    let there: Option<(i64, i64)> = write
        .query("select conversation_id, sender_id from messages where id = $1")
        .bind(message.id)
        .fetch_optional()
        .await?;
    Ok(match there {
        None => Ok(false),
        Some(same) if same == (conversation, message.sender) => Ok(true),
        Some((other, _)) => Err(message.row.error(format!("this id is another message's, in conversation {other}"))),
    })
}
