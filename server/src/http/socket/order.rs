//! The order in which a socket sends the events of the hub.

use std::{future::Future, sync::Arc};

use app::backend::Backend;
use axum::extract::ws::Message as WireFrame;
use charla::{
    ConversationId, PageRequest, Seq, UserId,
    limits::{PAGE_MAX, RESUME_MAX},
};

use super::Closing;
use crate::live::{broadcast::original_api_frame, event::Event};

pub trait Order: Send {
    /// Appends the frames for this event.
    fn pass(&mut self, event: Event, frames: &mut Vec<WireFrame>) -> impl Future<Output = Result<(), Closing>> + Send;
}

/// For clients that detect gaps themselves, by `seq`.
#[derive(Debug, Default)]
pub struct Unordered;

impl Order for Unordered {
    async fn pass(&mut self, event: Event, frames: &mut Vec<WireFrame>) -> Result<(), Closing> {
        frames.push(event.frame.into());
        Ok(())
    }
}

/// For clients of the original Django design, which show every message they get: each message is sent once, in order.
/// Missing messages are read from the database.
pub(super) struct BySeq {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) me: UserId,
    pub(super) conversation: ConversationId,
    /// The client got all messages up to this one.
    pub(super) up_to: Seq,
}

impl Order for BySeq {
    async fn pass(&mut self, event: Event, frames: &mut Vec<WireFrame>) -> Result<(), Closing> {
        if event.seq.0 - self.up_to.0 > i64::from(RESUME_MAX) {
            return Err(Closing::Behind);
        }
        while self.up_to.next() < event.seq {
            Box::pin(self.fill(event.seq, frames)).await?;
        }
        if self.up_to.next() == event.seq {
            self.up_to = event.seq;
            frames.push(event.frame.into());
        }
        Ok(())
    }
}

impl BySeq {
    /// Appends at least one message before `seq`. These messages are stored, since `seq` is.
    async fn fill(&mut self, seq: Seq, frames: &mut Vec<WireFrame>) -> Result<(), Closing> {
        let request = PageRequest { limit: PAGE_MAX, ..PageRequest::after(self.up_to) };
        let missing = self.backend.messages(self.me, self.conversation, request).await;
        let mut missing = missing.map_err(|_| Closing::Behind)?.results;
        missing.retain(|message| self.up_to < message.seq && message.seq < seq);
        missing.sort_by_key(|message| message.seq);
        self.up_to = missing.last().ok_or(Closing::Behind)?.seq;
        frames.extend(missing.iter().map(|message| original_api_frame(message, message.sender_id == self.me).into()));
        Ok(())
    }
}
