//! Pages of messages. Since `seq` has no gaps, each page is a range of it, which is read equally fast everywhere in a long
//! conversation.

use std::ops::ControlFlow::{Break, Continue};

use charla::{AnswerBytes, ChatError, ConversationId, Message, Page, PageRequest, PageStart, UserId, limits::PAGE_MAX};

use super::{MessageRow, Reader, message_columns, message_joins};
use crate::store::{
    StoreError,
    database::{Executor, Readers, from_row},
};

/// For a member, at least one row, whose message columns are null if the range has no messages. The rows are in the order
/// of the index, so that rows after the last one that is taken are never read.
macro_rules! page {
    ($order:literal) => {
        concat!(
            "
            with range as (
                select c.id, c.last_seq, mine.read_seq,
                       case when c.last_seq - $3 < $4 then c.last_seq - $3 else $4 end as upper
                from members mine join conversations c on c.id = mine.conversation_id
                where mine.user_id = $1 and mine.conversation_id = $2
            )
            select range.last_seq, range.read_seq,
                   (select coalesce(max(read_seq), 0) from members where conversation_id = $2 and user_id <> $1)
                       as others_read_seq,
                   ",
            message_columns!(),
            "
            from range
            left join messages m
                on m.conversation_id = range.id and m.seq <= range.upper and m.seq > range.upper - $5 and m.seq > $6",
            message_joins!(),
            "order by m.seq ",
            $order
        )
    };
}

pub const NEWEST_FIRST: &str = page!("desc");
pub const OLDEST_FIRST: &str = page!("asc");

pub(super) async fn page(
    readers: Readers<'_>,
    me: UserId,
    id: ConversationId,
    request: PageRequest,
) -> Result<Page<Message>, StoreError> {
    let limit = request.limit.clamp(1, PAGE_MAX);
    let Range { skip, newest, after } = Range::of(request.from, limit);
    let is_upwards = matches!(request.from, PageStart::After(_));
    let query = readers
        .query(if is_upwards { OLDEST_FIRST } else { NEWEST_FIRST })
        .bind(me.0)
        .bind(id.0)
        .bind(skip)
        .bind(newest)
        .bind(i64::from(limit))
        .bind(after);

    let (mut count, mut results, mut answer) = (None, Vec::new(), AnswerBytes::default());
    query
        .read_while(|row: PageRow| {
            count = Some(u32::try_from(row.last_seq).unwrap_or(u32::MAX));
            let Some(message) = row.message else { return Break(()) };
            let PageRow { read_seq, others_read_seq, .. } = row;
            let message = message.seen_by(Reader { me, read_seq, others_read_seq });
            if !answer.admit(message.answer_bytes()) && !request.is_whole() {
                return Break(());
            }
            results.push(message);
            Continue(())
        })
        .await?;
    let count = count.ok_or(ChatError::ConversationNotFound)?;
    if is_upwards {
        results.reverse();
    }
    Ok(Page { results, count, page: request.page_number(), limit })
}

/// The newest of the page is at most `newest`, and `skip` before the conversation's newest; all
/// are after `after`.
struct Range {
    skip: i64,
    newest: i64,
    after: i64,
}

impl Range {
    fn of(from: PageStart, limit: u32) -> Self {
        match from {
            PageStart::Page(page) => {
                Self { skip: i64::from(page.saturating_sub(1)) * i64::from(limit), newest: i64::MAX, after: 0 }
            }
            PageStart::Before(seq) => Self { skip: 0, newest: seq.0.max(1) - 1, after: 0 },
            PageStart::After(seq) => {
                let after = seq.0.max(0);
                Self { skip: 0, newest: after.saturating_add(i64::from(limit)), after }
            }
        }
    }
}

from_row! {
    struct PageRow {
        last_seq: i64,
        read_seq: i64,
        others_read_seq: i64,
        message: Option<MessageRow>,
    }
}
