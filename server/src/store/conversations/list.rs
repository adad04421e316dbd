//! Conversations with members, read cursors, newest message and unread count. One statement reads them all, so all are
//! of one moment.

use std::ops::ControlFlow::{Break, Continue};

use charla::{
    AnswerBytes, ChatError, Conversation, ConversationId, ConversationList, Filter, ListRequest, ListStart, UserId,
    limits::PAGE_MAX,
};

use super::conversation_row::{ConversationRow, PartialConversation};
use crate::store::{
    StoreError,
    database::{Executor, Query, Readers, Statement},
    messages::{message_columns, message_joins},
    names::search_query,
};

/// Selects conversations (`c`) of the user $1 through the membership (`mine`); `$which` is the condition and the order.
macro_rules! conversations_where {
    ($which:literal) => {
        Statement::Each {
            sqlite: rows_where!($which, ""),
            postgres: rows_where!($which, "order by page.activity_at desc, page.id desc, member.user_id"),
        }
    };
}

/// The left joins make SQLite read the tables in this order: the page in its order, then the members by their index. To
/// sort the rows once more would be a third of the work.
macro_rules! rows_where {
    ($which:literal, $order:literal) => {
        concat!(
            "
            with page as materialized (
                select c.id, c.created_at, c.last_seq, c.activity_at, c.revision,
                       (c.last_seq - mine.read_seq) - (mine.sent - mine.sent_at_read) - mine.deleted_unread as unread_count,
                       mine.archived_seq, mine.is_muted, mine.is_marked_unread, mine.standing_revision
                from members mine join conversations c on c.id = mine.conversation_id
                where mine.user_id = $1 and ",
            $which,
            "
            )
            select page.id as conversation, page.created_at, page.unread_count, page.revision,
                   page.last_seq, page.archived_seq, page.is_muted, page.is_marked_unread, page.standing_revision,
                   member.user_id as member_id, member.read_seq, u.username, u.first_name, u.last_name,
                   case when member.sent > 0 then u.seen_at end as seen_at,
                   u.is_customer > 0 as is_customer, u.is_provider > 0 as is_provider,
                   ",
            message_columns!(),
            "
            from page
            left join members member on member.conversation_id = page.id
            left join users u on u.id = member.user_id
            left join messages m
                on member.user_id = $1 and m.conversation_id = page.id and m.seq = page.last_seq",
            message_joins!(),
            $order
        )
    };
}

pub const ONE: Statement = conversations_where!("mine.conversation_id = $2");

pub const PAGE: Statement = conversations_where!(
    "(c.activity_at, c.id) < ($2, $3)
    and case $6
        when 1 then coalesce(mine.archived_seq, -1) < c.last_seq
        when 2 then coalesce(mine.archived_seq, -1) < c.last_seq
            and (mine.is_marked_unread = 1
                or (c.last_seq - mine.read_seq) > (mine.sent - mine.sent_at_read) + mine.deleted_unread)
        when 3 then mine.archived_seq >= c.last_seq
        else $6 = 0 end
    order by c.activity_at desc, c.id desc limit $4 offset $5"
);

pub const SEARCH: Statement = conversations_where!(
    "exists (
        select 1 from members other join users named on named.id = other.user_id
        where other.conversation_id = mine.conversation_id and other.user_id <> $1
          and instr(named.search_text, $2) > 0
    )
    order by c.activity_at desc, c.id desc limit $3"
);

pub async fn one(readers: Readers<'_>, me: UserId, id: ConversationId) -> Result<Conversation, StoreError> {
    let (found, _) = as_many_as_fit(me, 1, readers.query(ONE).bind(me.0).bind(id.0)).await?;
    found.into_iter().next().ok_or_else(|| ChatError::ConversationNotFound.into())
}

pub async fn page(on: impl Executor<'_>, me: UserId, request: ListRequest) -> Result<ConversationList, StoreError> {
    let limit = request.limit.clamp(1, PAGE_MAX);
    let (activity_at, id, skip) = match request.from {
        ListStart::Page(page) => (i64::MAX, i64::MAX, i64::from(page.saturating_sub(1)) * i64::from(limit)),
        ListStart::After(cursor) => (cursor.activity_at.as_micros(), cursor.conversation.0, 0),
    };
    let query = on
        .query(PAGE)
        .bind(me.0)
        .bind(activity_at)
        .bind(id)
        // One more than the page has, to know whether there is a next page.
        .bind(i64::from(limit) + 1)
        .bind(skip)
        .bind(filter_code(request.filter));
    let (conversations, is_all) = as_many_as_fit(me, limit, query).await?;
    let next = conversations.last().map(Conversation::activity).filter(|_| !is_all);
    Ok(ConversationList { conversations, next })
}

/// The first conversations, up to the size limit of an answer, and whether these are all. Further rows are not read.
async fn as_many_as_fit(me: UserId, limit: u32, query: Query<'_>) -> Result<(Vec<Conversation>, bool), StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut conversations, mut answer, mut partial) = (Vec::new(), AnswerBytes::default(), None);
    let mut admit = |partial: PartialConversation| {
        let conversation = partial.finish(me);
        let fits = conversations.len() < limit && answer.admit(conversation.answer_bytes());
        if fits {
            conversations.push(conversation);
        }
        fits
    };
    let mut is_all = true;
    let read = query.read_while(|row: ConversationRow| {
        match &mut partial {
            Some(partial) if PartialConversation::is_of(partial, &row) => partial.add(row),
            _ => is_all = partial.replace(PartialConversation::begin(row)).is_none_or(&mut admit),
        }
        if is_all { Continue(()) } else { Break(()) }
    });
    read.await?;
    let is_all = is_all && partial.is_none_or(admit);
    Ok((conversations, is_all))
}

/// The code of the filter in [`PAGE`].
const fn filter_code(filter: Filter) -> i64 {
    match filter {
        Filter::Everything => 0,
        Filter::Current => 1,
        Filter::Unread => 2,
        Filter::Archived => 3,
    }
}

pub async fn search(readers: Readers<'_>, me: UserId, query: &str) -> Result<Vec<Conversation>, StoreError> {
    let Some(query) = search_query(query).filter(|query| !query.is_empty()) else {
        return Ok(Vec::new());
    };
    let query = readers.query(SEARCH).bind(me.0).bind(query).bind(i64::from(PAGE_MAX));
    Ok(as_many_as_fit(me, PAGE_MAX, query).await?.0)
}
