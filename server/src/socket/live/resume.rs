//! What a client missed while it was away.

use charla::{ChatError, PageRequest, ServerEvent, event::Cursor, limits};

use super::{super::Replies, Live};
use crate::frame::Frame;

impl Live {
    /// For each cursor the messages since, in order, or `resync`; then `resumed`. A conversation
    /// that is not one's own is refused by itself and does not spoil the others.
    pub(super) async fn resume(&self, cursors: Vec<Cursor>, replies: &Replies) -> Result<(), ChatError> {
        if cursors.len() > limits::RESUME_CONVERSATIONS {
            return Err(ChatError::InvalidParameter {
                name: "cursors".into(),
                min: 0,
                max: i64::try_from(limits::RESUME_CONVERSATIONS).unwrap_or(i64::MAX),
            });
        }
        for cursor in cursors {
            if let Err(error) = self.catch_up(cursor, replies).await {
                replies.send(super::error_frame(self.locale, &error, None)).await;
            }
        }
        let stats = self.backend.stats(self.me).await?;
        replies.send(Frame::json(&ServerEvent::Resumed { stats })).await;
        Ok(())
    }

    async fn catch_up(&self, Cursor { conversation, seq }: Cursor, replies: &Replies) -> Result<(), ChatError> {
        let request = PageRequest { limit: limits::RESUME_MAX + 1, ..PageRequest::after(seq) };
        let mut missed = self.backend.messages(self.me, conversation, request).await?.results;
        if missed.len() > limits::RESUME_MAX as usize {
            replies.send(Frame::json(&ServerEvent::Resync { conversation })).await;
            return Ok(());
        }
        missed.sort_by_key(|message| message.seq);
        for message in missed {
            replies.send(Frame::json(&ServerEvent::Message { message })).await;
        }
        Ok(())
    }
}
