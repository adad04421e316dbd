//! Messages that a client missed while it was disconnected.

use app::backend::Backend;
use charla::{ChatError, Cursor, Message, PageRequest, Seq, ServerEvent, UserId, limits};

use crate::live::frame::Frame;

/// Messages after a cursor, in order; or a `resync` frame if there are too many, or if the client has messages that are not
/// stored.
pub(super) enum Missed {
    Messages(Vec<Message>),
    Everything(Frame),
}

pub(super) async fn missed(backend: &dyn Backend, me: UserId, cursor: Cursor) -> Result<Missed, ChatError> {
    let Cursor { conversation, seq, at, .. } = cursor;
    // Includes the last message that the client has, to check that it is the same as the stored one.
    let held = at.filter(|_| seq > Seq::START);
    let from = Seq(seq.0.saturating_sub(i64::from(held.is_some())));
    let most = limits::RESUME_MAX + u32::from(held.is_some());
    let request = PageRequest { limit: most, ..PageRequest::after(from) };
    let page = backend.messages(me, conversation, request).await?;
    let is_too_much = page.next(request.from).is_some();
    let mut messages = page.results;
    messages.sort_by_key(|message| message.seq);
    let is_same = held.is_none_or(|at| messages.first().is_some_and(|m| m.seq == seq && m.created_at == at));
    if !is_same || is_too_much {
        return Ok(Missed::Everything(Frame::json(&ServerEvent::Resync { conversation })));
    }
    messages.retain(|message| message.seq > seq);
    Ok(Missed::Messages(messages))
}
