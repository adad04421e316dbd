//! A client that comes back says how far it was.

use std::collections::{BTreeMap, HashMap};

use charla::{ChatError, Conversation, ListRequest, ListStart, ServerEvent, event::Cursor, limits};

use super::Live;
use crate::{
    frame::Frame,
    socket::{
        Replies,
        missed::{Missed, missed},
    },
};

impl Live {
    /// For each cursor the messages since, in order, or `resync`; then `resumed`, and who is here. A conversation
    /// that is not one's own is refused by itself and does not spoil the others; one that is named
    /// twice counts once.
    pub(super) async fn resume(&self, cursors: Vec<Cursor>, replies: &Replies) -> Result<(), ChatError> {
        if cursors.len() > limits::RESUME_CONVERSATIONS {
            return Err(ChatError::InvalidParameter {
                name: "cursors".into(),
                min: 0,
                max: i64::try_from(limits::RESUME_CONVERSATIONS).unwrap_or(i64::MAX),
            });
        }
        // One query tells where nothing was missed, which is nearly everywhere.
        let list = ListRequest { from: ListStart::Page(1), limit: 2 * limits::PAGE_DEFAULT };
        let listed = self.backend.conversations(self.me, list).await?;
        let listed: HashMap<_, _> = listed.iter().map(|listed| (listed.id, listed)).collect();
        let mut nearest = BTreeMap::new();
        for cursor in cursors {
            let held = nearest.entry(cursor.conversation).or_insert(cursor);
            if cursor.seq < held.seq {
                *held = cursor;
            }
        }
        for cursor in nearest.into_values() {
            if listed.get(&cursor.conversation).is_some_and(|listed| is_up_to_date(listed, cursor)) {
                continue;
            }
            if let Err(error) = self.catch_up(cursor, replies).await {
                replies.send(super::error_frame(self.locale, &error, None)).await;
            }
        }
        let stats = self.backend.stats(self.me).await?;
        replies.send(Frame::json(&ServerEvent::Resumed { stats })).await;
        self.presence.tell(self.me);
        Ok(())
    }

    async fn catch_up(&self, cursor: Cursor, replies: &Replies) -> Result<(), ChatError> {
        match missed(&*self.backend, self.me, cursor).await? {
            Missed::Messages(messages) => {
                for message in messages {
                    replies.send(Frame::json(&ServerEvent::Message { message })).await;
                }
            }
            Missed::Everything(resync) => replies.send(resync).await,
        }
        Ok(())
    }
}

/// Whether the client holds the newest message, and the same as is stored.
fn is_up_to_date(listed: &Conversation, cursor: Cursor) -> bool {
    match (&listed.last_message, cursor.at) {
        (Some(last), Some(at)) => last.seq == cursor.seq && last.created_at == at,
        (None, Some(_)) => false,
        (_, None) => listed.last_seq() <= cursor.seq,
    }
}
