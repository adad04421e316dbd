//! The members of a conversation.

use charla::{ChatError, ConversationId, UserId};

use crate::store::{StoreError, database::Executor};

pub const MEMBERS: &str = "select user_id from members where conversation_id = $1 order by user_id";

pub async fn members(on: impl Executor<'_>, me: UserId, id: ConversationId) -> Result<Vec<UserId>, StoreError> {
    let members: Vec<(i64,)> = on.query(MEMBERS).bind(id.0).fetch_all().await?;
    if !members.contains(&(me.0,)) {
        return Err(ChatError::ConversationNotFound.into());
    }
    Ok(members.into_iter().map(|(id,)| UserId(id)).collect())
}
