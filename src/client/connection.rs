//! The live connection: opens one socket at a time, detects a dead one, and reconnects after a wait, or sooner when the
//! network or the user is back.

use super::effects::{Effect, EffectQueue, SocketId, TimerId, TimerPurpose};
use crate::{ClientEvent, Timestamp};

/// Limits of the upper bound of the wait before the n-th attempt to connect. The wait is drawn uniformly from 0 to this
/// bound, so that many clients do not reconnect at the same moment.
const FIRST_RECONNECT_MILLIS: u32 = 500;
const MAX_RECONNECT_MILLIS: u32 = 30_000;

/// Time without a connection after which the user is informed.
const SHOW_LOST_AFTER_MILLIS: u32 = 2_000;

/// A beat is the interval of the liveness check. After `PING_AFTER_BEATS` beats without a frame the client sends a
/// ping; after `GIVE_UP_AFTER_BEATS` it closes the socket.
const BEAT_MILLIS: u32 = 10_000;
const PING_AFTER_BEATS: u32 = 3;
const GIVE_UP_AFTER_BEATS: u32 = 5;

/// An attempt to connect is given up after this many beats.
const OPEN_WITHIN_BEATS: u32 = 2;

/// When the user, the network or the page is back, the client pings at once and waits this long for a frame.
const PROBE_MILLIS: u32 = 2_000;

/// State of the connection as shown to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Not connected yet, or disconnected for less than two seconds: nothing is shown.
    Starting,
    Live,
    Lost,
}

#[derive(Debug)]
pub(super) struct Connection {
    status: ConnectionStatus,
    socket: Option<Socket>,
    /// Timer of the next attempt.
    wait: Option<TimerId>,
    attempt: u32,
    lost_timer: Option<TimerId>,
    /// No socket has been closed yet: the page is as new as its first connection, so nothing can be missing.
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
    /// The server refused `resume` and set a time after which it may be sent again.
    resume_pause: Option<TimerId>,
    /// Wait that the server asked for before the next attempt.
    reconnect_after_millis: Option<u32>,
}

/// Result of an event for the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(super) enum Outcome {
    Unchanged,
    /// An attempt failed, and the user already knows that the connection is lost.
    StillLost,
    JustLost,
}

impl Default for Connection {
    fn default() -> Self {
        let status = ConnectionStatus::Starting;
        Self { status, socket: None, wait: None, attempt: 0, lost_timer: None, is_fresh: true }
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

    pub(super) fn open(&mut self, out: &mut EffectQueue, now: Timestamp) {
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

    /// Sends the event if the connection is ready, else drops it. Returns whether it was sent.
    pub(super) fn transmit(&self, out: &mut EffectQueue, event: ClientEvent) -> bool {
        let Some(socket) = self.socket.as_ref().filter(|socket| socket.is_ready) else { return false };
        out.push(Effect::Transmit(socket.id, event));
        true
    }

    /// A frame of any kind arrived.
    pub(super) fn received(&mut self, out: &mut EffectQueue) {
        if let Some(socket) = &mut self.socket {
            socket.quiet_beats = 0;
            out.cancel_timer(socket.probe.take());
        }
    }

    /// The server is ready; `at` is the time of its clock.
    pub(super) fn ready(&mut self, out: &mut EffectQueue, at: Option<Timestamp>) {
        let Some(socket) = &mut self.socket else { return };
        socket.is_ready = true;
        if let Some(at) = at {
            out.push(Effect::SetServerTime { at, asked: socket.opened_at });
        }
        out.cancel_timer(self.lost_timer.take());
        self.status = ConnectionStatus::Live;
    }

    pub(super) fn reconnect_after(&mut self, millis: u32) {
        if let Some(socket) = &mut self.socket {
            socket.reconnect_after_millis = Some(millis);
        }
    }

    /// The server refused a `resume`, wholly or partly: it is sent again after `millis`.
    pub(super) fn resume_after(&mut self, out: &mut EffectQueue, millis: u32) {
        if let Some(socket) = self.socket.as_mut().filter(|socket| socket.resume_pause.is_none()) {
            socket.resume_pause = Some(out.set_timer(millis, TimerPurpose::ResumePause(socket.id)));
        }
    }

    /// Returns whether to send `resume` now.
    pub(super) fn resume_pause_elapsed(&mut self, id: SocketId) -> bool {
        let socket = self.socket.as_mut().filter(|socket| socket.id == id);
        socket.is_some_and(|socket| socket.resume_pause.take().is_some())
    }

    pub(super) fn beat(&mut self, out: &mut EffectQueue, id: SocketId) -> Outcome {
        let Some(socket) = self.socket.as_mut().filter(|socket| socket.id == id) else { return Outcome::Unchanged };
        socket.quiet_beats += 1;
        let longest = if socket.is_ready { GIVE_UP_AFTER_BEATS } else { OPEN_WITHIN_BEATS };
        if socket.quiet_beats >= longest {
            return self.close(out);
        }
        socket.beat = Some(out.set_timer(BEAT_MILLIS, TimerPurpose::Beat(id)));
        if socket.quiet_beats == PING_AFTER_BEATS {
            self.transmit(out, ClientEvent::Ping);
        }
        Outcome::Unchanged
    }

    /// The user, the network or the page is back. The connection may have died during a sleep, so it is probed.
    pub(super) fn came_back(&mut self, out: &mut EffectQueue, is_hidden: bool, now: Timestamp) -> Outcome {
        let Some(socket) = &mut self.socket else {
            if self.wait.is_some() {
                self.open(out, now);
            }
            return Outcome::Unchanged;
        };
        if is_hidden {
            return Outcome::Unchanged;
        }
        if socket.is_ready {
            out.cancel_timer(socket.probe.take());
            socket.probe = Some(out.set_timer(PROBE_MILLIS, TimerPurpose::Probe(socket.id)));
            out.push(Effect::Transmit(socket.id, ClientEvent::Ping));
        } else if socket.quiet_beats > 0 {
            // The socket has been opening for a while; a new attempt is likely faster.
            return self.close(out);
        }
        Outcome::Unchanged
    }

    pub(super) fn probe_elapsed(&mut self, out: &mut EffectQueue, id: SocketId) -> Outcome {
        if self.is_current(id) { self.close(out) } else { Outcome::Unchanged }
    }

    /// Closes the socket and schedules the next attempt.
    pub(super) fn close(&mut self, out: &mut EffectQueue) -> Outcome {
        let Some(socket) = self.socket.take() else { return Outcome::Unchanged };
        out.push(Effect::CloseSocket(socket.id));
        for timer in [socket.beat, socket.probe, socket.resume_pause] {
            out.cancel_timer(timer);
        }
        self.is_fresh = false;
        if socket.is_ready {
            self.attempt = 0;
        }
        let longest = MAX_RECONNECT_MILLIS.min(FIRST_RECONNECT_MILLIS << self.attempt.min(6));
        let wait = socket.reconnect_after_millis.unwrap_or_else(|| out.draw(longest));
        self.wait = Some(out.set_timer(wait, TimerPurpose::Reconnect));
        self.attempt += 1;
        if self.status == ConnectionStatus::Lost {
            return Outcome::StillLost;
        }
        self.status = ConnectionStatus::Starting;
        // The time counts from the first failed attempt.
        if self.lost_timer.is_none() {
            self.lost_timer = Some(out.set_timer(SHOW_LOST_AFTER_MILLIS, TimerPurpose::ShowLost));
        }
        Outcome::JustLost
    }

    pub(super) fn wait_elapsed(&mut self, out: &mut EffectQueue, now: Timestamp) {
        self.wait = None;
        self.open(out, now);
    }

    pub(super) fn lost_timer_elapsed(&mut self) {
        self.lost_timer = None;
        if self.status == ConnectionStatus::Starting {
            self.status = ConnectionStatus::Lost;
        }
    }
}
