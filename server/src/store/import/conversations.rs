//! Conversations of a data set and their members.

use std::collections::HashSet;

use crate::{
    dataset::{CheckedConversation, DatasetError, MemberProgress, Progress},
    store::{
        StoreError,
        database::{Executor, Transaction},
    },
};

/// The progress of the conversation and whether it is new, or the reason why it cannot be stored.
pub(super) async fn find_or_insert(
    write: &mut Transaction,
    conversation: &CheckedConversation,
    people: &HashSet<i64>,
) -> Result<Result<(Progress, bool), DatasetError>, StoreError> {
    if let Some(user) = conversation.members.iter().find(|user| !people.contains(user)) {
        return Ok(Err(conversation.row.error(format!("there is no user {user}"))));
    }
    Ok(match existing(write, conversation).await? {
        Some(progress) if progress.members.keys().eq(&conversation.members) => Ok((progress, false)),
        Some(_) => Err(conversation.row.error("this id is a conversation of others")),
        None => insert(write, conversation).await?.map(|progress| (progress, true)),
    })
}

/// The progress of the conversation with this id, if it exists.
async fn existing(write: &mut Transaction, conversation: &CheckedConversation) -> Result<Option<Progress>, StoreError> {
    let last_seq: Option<(i64,)> =
        write.query("select last_seq from conversations where id = $1").bind(conversation.id).fetch_optional().await?;
    let Some((last_seq,)) = last_seq else {
        return Ok(None);
    };
    let members: Vec<(i64, i64, i64, i64, i64)> = write
        .query("select user_id, read_seq, sent, sent_at_read, deleted_unread from members where conversation_id = $1")
        .bind(conversation.id)
        .fetch_all()
        .await?;
    let members = members.into_iter().map(|(id, read_seq, sent, sent_at_read, deleted)| {
        (id, MemberProgress::new(last_seq, read_seq, sent, sent_at_read, deleted))
    });
    Ok(Some(Progress { last_seq, members: members.collect() }))
}

async fn insert(
    write: &mut Transaction,
    conversation: &CheckedConversation,
) -> Result<Result<Progress, DatasetError>, StoreError> {
    let pair = conversation.pair_key();
    let other: Option<(i64,)> =
        write.query("select id from conversations where pair_key = $1").bind(&pair).fetch_optional().await?;
    if let Some((other,)) = other {
        let reason = format!("its two participants have conversation {other} already");
        return Ok(Err(conversation.row.error(reason)));
    }
    write
        .query("insert into conversations (id, pair_key, created_at, activity_at) values ($1, $2, $3, $3)")
        .bind(conversation.id)
        .bind(pair)
        .bind(conversation.created_at.as_micros())
        .execute()
        .await?;
    let mut progress = Progress::default();
    for member in &conversation.members {
        write
            .query("insert into members (user_id, conversation_id) values ($1, $2)")
            .bind(member)
            .bind(conversation.id)
            .execute()
            .await?;
        progress.members.insert(*member, MemberProgress::default());
    }
    Ok(Ok(progress))
}
