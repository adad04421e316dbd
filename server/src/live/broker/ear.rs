//! Where notes come in, and where it is known whether they do.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Channels, Gaps, Note, Outgoing};
use crate::live::{broadcast::Broadcast, local::Local};

#[derive(Debug)]
pub struct Ear {
    pub(super) channels: Channels,
    local: Arc<Local>,
    away: watch::Sender<bool>,
    gaps: Arc<Gaps>,
}

impl Ear {
    /// Until something was heard, notes may be lost.
    pub(super) fn new(channels: Channels, local: Arc<Local>, gaps: Arc<Gaps>) -> (Self, watch::Receiver<bool>) {
        let (away, is_away) = watch::channel(true);
        (Self { channels, local, away, gaps }, is_away)
    }

    /// Whether it was one's own heartbeat.
    pub(super) fn take(&self, channel: &str, payload: &[u8]) -> bool {
        match serde_json::from_slice(payload) {
            Ok(Note::Heartbeat) => return true,
            Ok(Note::Happened { from, .. }) if from == self.channels.process => {}
            Ok(Note::Happened { what, .. }) => {
                if let Some(user) = self.channels.user_of(channel) {
                    self.local.publish(&[user], &mut Broadcast::of(*what));
                }
            }
            Ok(Note::Missed { from, .. }) if from == self.channels.process => {}
            Ok(Note::Missed { since, .. }) => self.gaps.others(since),
            Ok(Note::SessionEnded { session }) => self.local.hub.end_session(session),
            Err(error) => tracing::warn!(%error, "a note that cannot be read"),
        }
        false
    }

    /// What somebody told.
    pub fn hears(&self, note: &Outgoing) {
        self.take(&note.channel, note.payload.as_bytes());
    }

    /// Returns when the last handle of the broker is gone.
    pub(super) async fn is_of_no_use(&self) {
        self.away.closed().await;
    }

    /// From now on notes may be lost, or none is any more. Whether that is new.
    pub fn is_away(&self, away: bool) -> bool {
        self.away.send_if_modified(|is_away| std::mem::replace(is_away, away) != away)
    }
}
