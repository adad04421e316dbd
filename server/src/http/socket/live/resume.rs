//! Resuming: a client that reconnects sends the last state it has, and gets what it missed.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use charla::{
    ChatError, Conversation, ConversationId, Cursor, ListRequest, Message, ReadCursor, Revision, ServerEvent,
    event::Unread, limits,
};

use super::Live;
use crate::{
    http::socket::{
        Replies,
        missed::{Missed, missed},
    },
    limits::admission::Meter,
    live::frame::Frame,
};

/// Frames to one client. They are charged like answers to requests.
struct MeteredReplies<'a> {
    replies: &'a Replies,
    meter: Meter,
}

impl MeteredReplies<'_> {
    async fn send(&mut self, frame: Frame) {
        self.meter.count(frame.as_str().len());
        self.replies.send(frame).await;
    }
}

impl Live {
    /// Answers each cursor with the messages since, in order, or `resync`; then with new read cursors and settings.
    /// `resumed` comes last. The list of online users follows as an event. A conversation of which the user is not a
    /// member is refused without affecting the others. If a conversation has several cursors, the earliest one counts.
    pub(super) async fn resume(&self, cursors: Vec<Cursor>, replies: &Replies) -> Result<(), ChatError> {
        if cursors.len() > limits::RESUME_CONVERSATIONS {
            return Err(ChatError::InvalidParameter {
                name: "cursors".into(),
                min: 0,
                max: i64::try_from(limits::RESUME_CONVERSATIONS).unwrap_or(i64::MAX),
            });
        }
        let _turn = self.resumes.begin(self.me).await?;
        // One query finds the conversations in which nothing was missed, which are nearly all.
        let list = ListRequest { limit: 2 * limits::PAGE_DEFAULT, ..ListRequest::first() };
        let listed = self.backend.conversations(self.me, list).await?.conversations;
        let mut listed: HashMap<_, _> = listed.into_iter().map(|listed| (listed.id, listed)).collect();
        let mut nearest = BTreeMap::new();
        for cursor in cursors {
            let held = nearest.entry(cursor.conversation).or_insert(cursor);
            *held = held.or_earlier(cursor);
        }
        let mut metered = MeteredReplies { replies, meter: self.resumes.meter(self.me) };
        for cursor in nearest.into_values() {
            if let Err(error) = self.catch_up(cursor, listed.remove(&cursor.conversation), &mut metered).await {
                metered.send(super::error_frame(self.locale, &error, None)).await;
            }
        }
        let stats = self.backend.stats(self.me).await?;
        metered.send(Frame::json(&ServerEvent::Resumed { stats })).await;
        self.presence.request_list(self.me, replies.socket);
        Ok(())
    }

    async fn catch_up(
        &self,
        cursor: Cursor,
        listed: Option<Conversation>,
        metered: &mut MeteredReplies<'_>,
    ) -> Result<(), ChatError> {
        let is_known = |now: &Conversation| {
            cursor.is_up_to_date(now) && cursor.revision.is_none_or(|revision| revision == now.revision)
        };
        if !listed.as_ref().is_some_and(is_known) {
            self.resumes.admit_read(self.me).await;
        }
        let now = match listed {
            Some(listed) => listed,
            None => self.backend.conversation(self.me, cursor.conversation).await?,
        };
        if !cursor.is_up_to_date(&now) {
            match missed(&*self.backend, self.me, cursor).await? {
                Missed::Messages(messages) => {
                    for message in messages {
                        metered.send(Frame::json(&ServerEvent::Message { message })).await;
                    }
                }
                Missed::Everything(resync) => metered.send(resync).await,
            }
        }
        if let Some(revision) = cursor.revision.filter(|revision| *revision != now.revision) {
            self.send_changes(now.id, revision..now.revision, metered).await?;
        }
        if cursor.reading.is_some_and(|reading| now.reading() > reading) {
            self.send_read_cursors(&now, metered).await;
        }
        match cursor.settings.map(|known| known.cmp(&now.settings.revision)) {
            Some(Ordering::Less) => {
                let settings = ServerEvent::SettingsChanged { conversation: now.id, settings: now.settings };
                metered.send(Frame::json(&settings)).await;
            }
            Some(Ordering::Greater) => {
                metered.send(Frame::json(&ServerEvent::Resync { conversation: now.id })).await;
            }
            Some(Ordering::Equal) | None => {}
        }
        Ok(())
    }

    /// Sends the changes since the client's revision. Sends `resync` if there are too many, or if the client's revision is
    /// later than the stored one.
    async fn send_changes(
        &self,
        conversation: ConversationId,
        known: Range<Revision>,
        metered: &mut MeteredReplies<'_>,
    ) -> Result<(), ChatError> {
        let mut after = known.start;
        let changed =
            if known.is_empty() { None } else { Some(self.backend.changes(self.me, conversation, after).await?) };
        // False if the answer has only the first of many or long changes.
        let is_whole = |changed: &Vec<Message>| {
            let last = changed.last().map(|message| message.revision);
            changed.len() <= limits::RESUME_MAX as usize && last >= Some(known.end)
        };
        let Some(changed) = changed.filter(is_whole) else {
            metered.send(Frame::json(&ServerEvent::Resync { conversation })).await;
            return Ok(());
        };
        for message in changed {
            let revision = message.revision;
            metered.send(Frame::json(&ServerEvent::Changed { message, after })).await;
            after = revision;
        }
        Ok(())
    }

    async fn send_read_cursors(&self, now: &Conversation, metered: &mut MeteredReplies<'_>) {
        let unread = Unread { count: now.unread_count, last_seq: now.last_seq(), revision: now.revision };
        for ReadCursor { user, read_seq } in now.read_cursors.iter().copied() {
            let unread = (user == self.me).then_some(unread);
            metered.send(Frame::json(&ServerEvent::Read { conversation: now.id, user, read_seq, unread })).await;
        }
    }
}
