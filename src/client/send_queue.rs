//! Sends messages. A message is stored and shown at once; the messages of a conversation are then delivered one after
//! the other, each until it is acknowledged.

use litemap::LiteMap;

use super::effects::{Call, CallPurpose, Effect, EffectQueue, TimerId, TimerPurpose};
use crate::{ChatError, ClientId, ConversationId, Failure, Outbox, Unsent, outbox::OutboxFull};

/// Wait between two automatic attempts; it doubles from the first value up to the second.
const FIRST_SEND_RETRY_MILLIS: u32 = 2_000;
const MAX_SEND_RETRY_MILLIS: u32 = 30_000;

#[derive(Debug, Default)]
pub(super) struct SendQueue {
    outbox: Outbox,
    /// Conversations with a delivery in progress; their other messages wait for it.
    states: LiteMap<ConversationId, SendState>,
    /// The next automatic attempt.
    retry: Option<Retry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SendState {
    AwaitsLock,
    AwaitsAnswer,
    /// The server asked for a pause before the next attempt.
    Paused,
}

#[derive(Debug, Clone, Copy)]
struct Retry {
    wait_millis: u32,
    timer: TimerId,
}

/// Result of a failed send.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub(super) enum SendFailed {
    /// The message was stored after all, or deleted.
    Gone,
    /// The state of the message has changed: the timeline shows it.
    Changed,
    /// The session has ended or belongs to another user. The page is left, and the message stays in the storage.
    WrongReader,
}

impl SendQueue {
    pub(super) const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Adds a new message to the outbox and stores it, before the first attempt to send it.
    pub(super) fn write(&mut self, out: &mut EffectQueue, unsent: Unsent) -> Result<(), OutboxFull> {
        self.outbox.write(unsent.clone())?;
        out.push(Effect::StoreUnsent(unsent));
        Ok(())
    }

    /// Adds a message that an earlier page or another tab has stored.
    pub(super) fn restore(&mut self, unsent: Unsent) {
        self.outbox.put(unsent);
    }

    /// Makes a failed message ready to be sent again.
    pub(super) fn retry(&mut self, out: &mut EffectQueue, client_id: ClientId) {
        self.outbox.retry(client_id);
        self.keep_change(out, client_id);
    }

    /// Removes a message that the server has stored.
    pub(super) fn settle(&mut self, out: &mut EffectQueue, client_id: ClientId) {
        if self.outbox.remove(client_id).is_some() {
            out.push(Effect::RemoveSent(client_id));
        }
    }

    /// Removes a message that the user deleted.
    pub(super) fn discard(&mut self, out: &mut EffectQueue, client_id: ClientId) {
        self.outbox.remove(client_id);
        out.push(Effect::RemoveUnsent(client_id));
    }

    /// Removes a message that another tab has sent or deleted.
    pub(super) fn removed_elsewhere(&mut self, client_id: ClientId) {
        self.outbox.remove(client_id);
    }

    /// Starts the delivery in every conversation with waiting messages, opened in this tab or not.
    pub(super) fn deliver_all(&mut self, out: &mut EffectQueue) {
        for id in self.outbox.due() {
            self.deliver(out, id);
        }
    }

    pub(super) fn deliver(&mut self, out: &mut EffectQueue, id: ConversationId) {
        if !self.states.contains_key(&id) && self.outbox.next(id).is_some() {
            self.states.insert(id, SendState::AwaitsLock);
            out.push(Effect::Lock(id));
        }
    }

    pub(super) fn locked(&mut self, out: &mut EffectQueue, id: ConversationId) {
        if self.states.get(&id) == Some(&SendState::AwaitsLock) {
            self.send_next(out, id);
        }
    }

    pub(super) fn pause_elapsed(&mut self, out: &mut EffectQueue, id: ConversationId) {
        if self.states.get(&id) == Some(&SendState::Paused) {
            self.send_next(out, id);
        }
    }

    /// Continues with the next message after one was stored and [settled](Self::settle).
    pub(super) fn sent(&mut self, out: &mut EffectQueue, id: ConversationId) {
        self.send_next(out, id);
    }

    pub(super) fn failed(
        &mut self,
        out: &mut EffectQueue,
        id: ConversationId,
        client_id: ClientId,
        failure: &Failure,
    ) -> SendFailed {
        if let Failure::Refused(ChatError::NotSignedIn | ChatError::AnotherReader) = failure {
            self.end(out, id);
            return SendFailed::WrongReader;
        }
        self.outbox.fail(client_id, failure.clone());
        let is_queued = self.keep_change(out, client_id);
        match failure {
            _ if !is_queued => self.send_next(out, id),
            Failure::Unreachable | Failure::TimedOut => {
                self.keep_trying(out);
                self.end(out, id);
            }
            Failure::Refused(error) => match error.retry_after() {
                // Later messages wait for it: in this tab, and in others because the lock is held.
                Some(seconds) => {
                    self.states.insert(id, SendState::Paused);
                    let millis = out.pause_millis(seconds);
                    out.set_timer(millis, TimerPurpose::SendPause(id));
                }
                None => self.send_next(out, id),
            },
        }
        if is_queued { SendFailed::Changed } else { SendFailed::Gone }
    }

    /// Schedules automatic attempts until the outbox is empty. Needed because a reconnect may never happen: the socket
    /// may stay alive, or never be accepted.
    pub(super) fn keep_trying(&mut self, out: &mut EffectQueue) {
        if self.retry.is_none() {
            self.set_retry(out, FIRST_SEND_RETRY_MILLIS);
        }
    }

    pub(super) fn retry_elapsed(&mut self, out: &mut EffectQueue) {
        let Some(retry) = self.retry.take() else { return };
        self.deliver_all(out);
        if !self.outbox.due().is_empty() {
            self.set_retry(out, MAX_SEND_RETRY_MILLIS.min(retry.wait_millis * 2));
        }
    }

    fn set_retry(&mut self, out: &mut EffectQueue, wait_millis: u32) {
        let timer = out.set_timer(wait_millis, TimerPurpose::RetrySends);
        self.retry = Some(Retry { wait_millis, timer });
    }

    fn send_next(&mut self, out: &mut EffectQueue, id: ConversationId) {
        match self.outbox.next(id).cloned() {
            Some(unsent) => {
                self.states.insert(id, SendState::AwaitsAnswer);
                let purpose = CallPurpose::Send(id, unsent.client_id);
                out.call(Call::Send(unsent), purpose);
            }
            None => self.end(out, id),
        }
    }

    fn end(&mut self, out: &mut EffectQueue, id: ConversationId) {
        self.states.remove(&id);
        out.push(Effect::Unlock(id));
        if self.outbox.due().is_empty()
            && let Some(retry) = self.retry.take()
        {
            out.cancel_timer(Some(retry.timer));
        }
    }

    /// Stores the changed state of the message; returns `false` if the message is no longer in the outbox.
    fn keep_change(&self, out: &mut EffectQueue, client_id: ClientId) -> bool {
        let changed = self.outbox.find(client_id).cloned();
        let is_queued = changed.is_some();
        changed.into_iter().for_each(|changed| out.push(Effect::UpdateUnsent(changed)));
        is_queued
    }
}
