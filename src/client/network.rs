//! The connection, and time.

use super::{Client, Effect, SocketId, TimerId, connection::Outcome, outbound::TimerPurpose};
use crate::{ClientEvent, Cursor, Inbox, ServerEvent, Timestamp};

impl Client {
    // What comes over the network.

    /// Connects, and stays connected.
    pub fn connect(&mut self, now: Timestamp) {
        self.connection.open(&mut self.out, now);
    }

    /// A frame of this socket; `None` for one that is not understood.
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
                // A page without the list has it for the unread total.
                if !self.connection.is_fresh() || self.inbox.is_none() {
                    self.recover();
                }
                self.send_queue.deliver_all(&mut self.out);
                self.resume();
            }
            // Who of it is present is told with all others; and what overtook it.
            ServerEvent::Conversation { .. } => self.resume(),
            ServerEvent::Reconnect { after_millis } => self.connection.reconnect_after(*after_millis),
            ServerEvent::Error { retry_after: Some(seconds), client_id: None, .. } => {
                let millis = self.out.pause_as_told(*seconds);
                self.connection.resume_after(&mut self.out, millis);
            }
            _ => {}
        }
    }

    /// The socket closed, or could not be opened, or the network went. `session_ended`: the server closed it for that.
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

    /// The network is gone.
    pub fn offline(&mut self) {
        let outcome = self.connection.close(&mut self.out);
        self.lost(outcome);
    }

    /// The user, the network or the page is back.
    pub fn woken(&mut self, is_hidden: bool, now: Timestamp) {
        let outcome = self.connection.woken(&mut self.out, is_hidden, now);
        self.lost(outcome);
    }

    /// The time of a timer is over.
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
            TimerPurpose::TellLost => {
                self.connection.tell_lost_elapsed();
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
            Outcome::Goes => return,
            // Without a socket, the state is fetched at each attempt to connect.
            Outcome::StaysLost => self.recover(),
            Outcome::JustLost => self.changes.connection = true,
        }
        self.presence.connection_lost();
        self.changes.presence = true;
    }
}
