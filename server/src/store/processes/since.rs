//! Messages of all conversations after an id, for a process that missed their events.

use std::ops::ControlFlow::Continue;

use charla::{MessageId, UserId};

use crate::store::{
    Appended, StoreError,
    database::{Executor, Readers, from_row},
    messages::{MessageRow, Reader, message_columns, message_joins},
};

/// One row for each member of the conversation. The left joins make SQLite read the tables in this order, starting with
/// the page.
pub const SINCE: &str = concat!(
    "with page as materialized (select id from messages where id > $1 order by id limit $2)
    select member.user_id, ",
    message_columns!(),
    "
    from page
    left join messages m on m.id = page.id
    left join members member on member.conversation_id = m.conversation_id",
    message_joins!(),
    "order by m.id, member.user_id"
);

pub(super) async fn since(readers: Readers<'_>, after: MessageId, limit: u32) -> Result<Vec<Appended>, StoreError> {
    let mut found = Vec::<Appended>::new();
    let query = readers.query(SINCE).bind(after.0).bind(i64::from(limit));
    query
        .read_while(|MemberRow { user_id, message }: MemberRow| {
            let member = UserId(user_id);
            match found.last_mut().filter(|last| last.message.id.0 == message.message_id) {
                Some(same) => same.members.push(member),
                None => {
                    let sender = Reader { me: UserId(message.sender_id), read_seq: 0, others_read_seq: 0 };
                    found.push(Appended { message: message.seen_by(sender), is_new: true, members: vec![member] });
                }
            }
            Continue(())
        })
        .await?;
    Ok(found)
}

from_row! {
    struct MemberRow {
        user_id: i64,
        message: MessageRow,
    }
}
