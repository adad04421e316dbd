//! What a client missed while it was away.

use app::door::Backend;
use charla::{ChatError, Message, PageRequest, ServerEvent, UserId, event::Cursor, limits};

use crate::frame::Frame;

/// What came after `cursor`, in order; where it is too much, the word to fetch the
/// conversation anew.
pub(super) enum Missed {
    Messages(Vec<Message>),
    TooMuch(Frame),
}

pub(super) async fn missed(backend: &dyn Backend, me: UserId, cursor: Cursor) -> Result<Missed, ChatError> {
    let Cursor { conversation, seq, .. } = cursor;
    let request = PageRequest { limit: limits::RESUME_MAX + 1, ..PageRequest::after(seq) };
    let mut messages = backend.messages(me, conversation, request).await?.results;
    if messages.len() > limits::RESUME_MAX as usize {
        return Ok(Missed::TooMuch(Frame::json(&ServerEvent::Resync { conversation })));
    }
    messages.sort_by_key(|message| message.seq);
    Ok(Missed::Messages(messages))
}
