//! The live connection: one socket at a time, and when there is to be another one. It notices when a connection died
//! without a word, and comes back by itself, sooner when the network or the user does.

use super::outbound::{Effect, Outbound, SocketId, TimerId, TimerPurpose};
use crate::{ClientEvent, Timestamp};

/// Upper limit of the wait before the n-th attempt to connect; the wait itself is drawn evenly from 0 to this, so that a
/// thousand clients do not come back in one moment.
const FIRST_WAIT_MILLIS: u32 = 500;
const LONGEST_WAIT_MILLIS: u32 = 30_000;

/// Without a socket for this long, the user is told.
const TELL_LOST_AFTER_MILLIS: u32 = 2_000;

/// Where nothing was received for so many beats the server is asked, and where it still is silent after the second
/// number the connection is given up.
const BEAT_MILLIS: u32 = 10_000;
const PING_AFTER_BEATS: u32 = 3;
const GIVE_UP_AFTER_BEATS: u32 = 5;

/// An attempt to connect that has led to nothing after so many beats is given up.
const OPEN_WITHIN_BEATS: u32 = 2;

/// Where the user, the network or the page is back, the server is asked at once, and given up on after so long.
const PROBE_MILLIS: u32 = 2_000;

/// What the user is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Not yet, or not for long: nothing to tell.
    Starting,
    Live,
    Lost,
}

#[derive(Debug)]
pub(super) struct Connection {
    status: ConnectionStatus,
    socket: Option<Socket>,
    /// Waits for the next attempt.
    wait: Option<TimerId>,
    attempt: u32,
    tell_lost: Option<TimerId>,
    /// The page shows what the server had when it was made: nothing can be missing before the first connection.
    is_fresh: bool,
}

#[derive(Debug)]
struct Socket {
    id: SocketId,
    opened_at: Timestamp,
    is_ready: bool,
    quiet_beats: u32,
    beat: Option<TimerId>,
    probe: Option<TimerId>,
    /// The server refused `resume`, and said when it may be sent again.
    resume_pause: Option<TimerId>,
    /// The server said when to come back.
    reconnect_after_millis: Option<u32>,
}

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Outcome {
    Goes,
    /// There is no socket any more, and there was none before, as the user knows.
    StaysLost,
    JustLost,
}

impl Default for Connection {
    fn default() -> Self {
        let status = ConnectionStatus::Starting;
        Self { status, socket: None, wait: None, attempt: 0, tell_lost: None, is_fresh: true }
    }
}

impl Connection {
    pub(super) const fn status(&self) -> ConnectionStatus {
        self.status
    }

    pub(super) const fn is_live(&self) -> bool {
        matches!(self.status, ConnectionStatus::Live)
    }

    pub(super) const fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    pub(super) fn open(&mut self, out: &mut Outbound, now: Timestamp) {
        out.cancel_timer(self.wait.take());
        let id = out.next_socket();
        out.push(Effect::OpenSocket(id));
        self.socket = Some(Socket {
            id,
            opened_at: now,
            is_ready: false,
            quiet_beats: 0,
            beat: Some(out.set_timer(BEAT_MILLIS, TimerPurpose::Beat(id))),
            probe: None,
            resume_pause: None,
            reconnect_after_millis: None,
        });
    }

    pub(super) fn is_current(&self, id: SocketId) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.id == id)
    }

    /// Sent if the server listens, or dropped.
    pub(super) fn transmit(&self, out: &mut Outbound, event: ClientEvent) -> bool {
        let Some(socket) = self.socket.as_ref().filter(|socket| socket.is_ready) else { return false };
        out.push(Effect::Transmit(socket.id, event));
        true
    }

    /// Something came over the socket, whatever it was.
    pub(super) fn received(&mut self, out: &mut Outbound) {
        if let Some(socket) = &mut self.socket {
            socket.quiet_beats = 0;
            out.cancel_timer(socket.probe.take());
        }
    }

    /// The server listens. `at`: its clock.
    pub(super) fn ready(&mut self, out: &mut Outbound, at: Option<Timestamp>) {
        let Some(socket) = &mut self.socket else { return };
        socket.is_ready = true;
        if let Some(at) = at {
            out.push(Effect::SetServerTime { at, asked: socket.opened_at });
        }
        out.cancel_timer(self.tell_lost.take());
        self.status = ConnectionStatus::Live;
    }

    pub(super) fn reconnect_after(&mut self, millis: u32) {
        if let Some(socket) = &mut self.socket {
            socket.reconnect_after_millis = Some(millis);
        }
    }

    /// The answer to `resume`, or a part of it, is missing: it is asked for once more after so long.
    pub(super) fn resume_after(&mut self, out: &mut Outbound, millis: u32) {
        if let Some(socket) = self.socket.as_mut().filter(|socket| socket.resume_pause.is_none()) {
            socket.resume_pause = Some(out.set_timer(millis, TimerPurpose::ResumePause(socket.id)));
        }
    }

    /// Whether to send `resume` now.
    pub(super) fn resume_pause_elapsed(&mut self, id: SocketId) -> bool {
        let socket = self.socket.as_mut().filter(|socket| socket.id == id);
        socket.is_some_and(|socket| socket.resume_pause.take().is_some())
    }

    pub(super) fn beat(&mut self, out: &mut Outbound, id: SocketId) -> Outcome {
        let Some(socket) = self.socket.as_mut().filter(|socket| socket.id == id) else { return Outcome::Goes };
        socket.quiet_beats += 1;
        let longest = if socket.is_ready { GIVE_UP_AFTER_BEATS } else { OPEN_WITHIN_BEATS };
        if socket.quiet_beats >= longest {
            return self.close(out);
        }
        socket.beat = Some(out.set_timer(BEAT_MILLIS, TimerPurpose::Beat(id)));
        if socket.quiet_beats == PING_AFTER_BEATS {
            self.transmit(out, ClientEvent::Ping);
        }
        Outcome::Goes
    }

    /// The user, the network or the page is back: after a sleep nobody knows what the connection is worth.
    pub(super) fn woken(&mut self, out: &mut Outbound, is_hidden: bool, now: Timestamp) -> Outcome {
        let Some(socket) = &mut self.socket else {
            if self.wait.is_some() {
                self.open(out, now);
            }
            return Outcome::Goes;
        };
        if is_hidden {
            return Outcome::Goes;
        }
        if socket.is_ready {
            out.cancel_timer(socket.probe.take());
            socket.probe = Some(out.set_timer(PROBE_MILLIS, TimerPurpose::Probe(socket.id)));
            out.push(Effect::Transmit(socket.id, ClientEvent::Ping));
        } else if socket.quiet_beats > 0 {
            // It has been opening for a while; a new one is quicker.
            return self.close(out);
        }
        Outcome::Goes
    }

    pub(super) fn probe_elapsed(&mut self, out: &mut Outbound, id: SocketId) -> Outcome {
        if self.is_current(id) { self.close(out) } else { Outcome::Goes }
    }

    /// There is no socket any more: another one is opened after a while.
    pub(super) fn close(&mut self, out: &mut Outbound) -> Outcome {
        let Some(socket) = self.socket.take() else { return Outcome::Goes };
        out.push(Effect::CloseSocket(socket.id));
        for timer in [socket.beat, socket.probe, socket.resume_pause] {
            out.cancel_timer(timer);
        }
        self.is_fresh = false;
        if socket.is_ready {
            self.attempt = 0;
        }
        let longest = LONGEST_WAIT_MILLIS.min(FIRST_WAIT_MILLIS << self.attempt.min(6));
        let wait = socket.reconnect_after_millis.unwrap_or_else(|| out.draw(longest));
        self.wait = Some(out.set_timer(wait, TimerPurpose::Reconnect));
        self.attempt += 1;
        if self.status == ConnectionStatus::Lost {
            return Outcome::StaysLost;
        }
        self.status = ConnectionStatus::Starting;
        // Counted from the first attempt that failed.
        if self.tell_lost.is_none() {
            self.tell_lost = Some(out.set_timer(TELL_LOST_AFTER_MILLIS, TimerPurpose::TellLost));
        }
        Outcome::JustLost
    }

    pub(super) fn wait_elapsed(&mut self, out: &mut Outbound, now: Timestamp) {
        self.wait = None;
        self.open(out, now);
    }

    pub(super) fn tell_lost_elapsed(&mut self) {
        self.tell_lost = None;
        if self.status == ConnectionStatus::Starting {
            self.status = ConnectionStatus::Lost;
        }
    }
}
