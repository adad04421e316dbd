//! Input from the network and from timers.

use super::{Client, Effect, SocketId, TimerId, connection::Outcome, effects::TimerPurpose};
use crate::{ClientEvent, Cursor, Inbox, ServerEvent, Timestamp};

impl Client {
    /// Connects, and reconnects whenever the connection is lost.
    pub fn connect(&mut self, now: Timestamp) {
        self.connection.open(&mut self.out, now);
    }

    /// Takes a frame of this socket; `frame` is `None` if it could not be parsed.
    pub fn received(&mut self, socket: SocketId, frame: Option<&ServerEvent>, now: Timestamp) {
        if !self.connection.is_current(socket) {
            return;
        }
        self.connection.received(&mut self.out);
        let Some(event) = frame else { return };
        self.apply(event, now);
        match event {
            ServerEvent::Ready { at, .. } => {
                self.connection.ready(&mut self.out, *at);
                self.changes.connection = true;
                // Every page needs the list for its unread total.
                if !self.connection.is_fresh() || self.inbox.is_none() {
                    self.recover();
                }
                self.send_queue.deliver_all(&mut self.out);
                self.resume();
            }
            // The answer brings the presence of the members, and events that arrived before this one.
            ServerEvent::Conversation { .. } => self.resume(),
            ServerEvent::Reconnect { after_millis } => self.connection.reconnect_after(*after_millis),
            ServerEvent::Error { retry_after: Some(seconds), client_id: None, .. } => {
                let millis = self.out.pause_millis(*seconds);
                self.connection.resume_after(&mut self.out, millis);
            }
            _ => {}
        }
    }

    /// The socket was closed or could not be opened. `session_ended`: the server closed it because the session ended.
    pub fn closed(&mut self, socket: SocketId, session_ended: bool) {
        if !self.connection.is_current(socket) {
            return;
        }
        if session_ended {
            self.out.push(Effect::CheckReader);
        }
        let outcome = self.connection.close(&mut self.out);
        self.lost(outcome);
    }

    /// The browser is offline.
    pub fn offline(&mut self) {
        let outcome = self.connection.close(&mut self.out);
        self.lost(outcome);
    }

    /// The user, the network or the page is back.
    pub fn came_back(&mut self, is_hidden: bool, now: Timestamp) {
        let outcome = self.connection.came_back(&mut self.out, is_hidden, now);
        self.lost(outcome);
    }

    /// A timer has elapsed.
    pub fn elapsed(&mut self, timer: TimerId, now: Timestamp) {
        let Some(purpose) = self.out.elapsed(timer) else { return };
        match purpose {
            TimerPurpose::Recover => self.recovery.wait_elapsed(&mut self.out),
            TimerPurpose::RetrySends => self.send_queue.retry_elapsed(&mut self.out),
            TimerPurpose::SendPause(id) => self.send_queue.pause_elapsed(&mut self.out, id),
            TimerPurpose::Beat(socket) => {
                let outcome = self.connection.beat(&mut self.out, socket);
                self.lost(outcome);
            }
            TimerPurpose::Probe(socket) => {
                let outcome = self.connection.probe_elapsed(&mut self.out, socket);
                self.lost(outcome);
            }
            TimerPurpose::ResumePause(socket) => {
                if self.connection.resume_pause_elapsed(socket) {
                    self.resume();
                }
            }
            TimerPurpose::Reconnect => self.connection.wait_elapsed(&mut self.out, now),
            TimerPurpose::ShowLost => {
                self.connection.lost_timer_elapsed();
                self.changes.connection = true;
            }
            TimerPurpose::ExpireTyping => {
                self.typing_timer = None;
                self.changes.presence |= self.presence.expire(now);
                self.watch_typing();
            }
            TimerPurpose::ClearFailure => {
                self.failure_notice.clear();
                self.changes.failure = true;
            }
        }
    }

    fn resume(&mut self) {
        let opened = self.opened.values().map(|opened| Cursor::of_timeline(opened.timeline()));
        let listed = self.inbox.iter().flat_map(Inbox::conversations).map(Cursor::of_listed);
        let cursors = Cursor::all(opened, listed);
        self.connection.transmit(&mut self.out, ClientEvent::Resume { cursors });
    }

    fn lost(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Unchanged => return,
            // Without a connection, the client fetches the state after each failed attempt.
            Outcome::StillLost => self.recover(),
            Outcome::JustLost => self.changes.connection = true,
        }
        self.presence.connection_lost();
        self.changes.presence = true;
    }
}
