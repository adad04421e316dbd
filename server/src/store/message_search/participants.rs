//! The participants of the conversations in which messages were found.

use std::collections::HashMap;

use charla::{MessageHits, User, UserId};

use crate::store::{
    StoreError,
    database::{Executor, Readers, Statement, from_row, json_ids},
};

pub const PARTICIPANTS: Statement = Statement::Each {
    sqlite: "
        select member.conversation_id, u.id, u.username, u.first_name, u.last_name
        from (select value ->> 'id' as id from json_each($1)) as given
        cross join members mine on mine.user_id = $2 and mine.conversation_id = given.id
        cross join members member on member.conversation_id = given.id
        cross join users u on u.id = member.user_id
        order by member.conversation_id, member.user_id",
    postgres: "
        select member.conversation_id, u.id, u.username, u.first_name, u.last_name
        from json_to_recordset($1::json) as given(id bigint)
        join members mine on mine.user_id = $2 and mine.conversation_id = given.id
        join members member on member.conversation_id = given.id
        join users u on u.id = member.user_id
        order by member.conversation_id, member.user_id",
};

pub(super) async fn with_participants(
    readers: Readers<'_>,
    me: UserId,
    mut hits: MessageHits,
) -> Result<MessageHits, StoreError> {
    let mut conversations: Vec<_> = hits.results.iter().map(|hit| hit.message.conversation_id.0).collect();
    conversations.sort_unstable();
    conversations.dedup();
    if conversations.is_empty() {
        return Ok(hits);
    }
    let rows: Vec<ParticipantRow> =
        readers.query(PARTICIPANTS).bind(json_ids(conversations)).bind(me.0).fetch_all().await?;
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

from_row! {
    #[derive(Debug)]
    struct ParticipantRow {
        conversation_id: i64,
        id: i64,
        username: String,
        first_name: String,
        last_name: String,
    }
}
