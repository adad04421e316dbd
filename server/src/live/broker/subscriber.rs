//! Delivers the messages of other processes to the sockets of this one, and knows whether any may be lost.

use std::sync::Arc;

use tokio::sync::watch;

use super::{BrokerMessage, Channels, Gaps, Publication};
use crate::live::{broadcast::Broadcast, local::Local};

#[derive(Debug)]
pub struct Subscriber {
    pub(super) channels: Channels,
    local: Arc<Local>,
    away: watch::Sender<bool>,
    gaps: Arc<Gaps>,
}

impl Subscriber {
    /// Also returns whether the broker is away: it counts as away until the first heartbeat arrives.
    pub(super) fn new(channels: Channels, local: Arc<Local>, gaps: Arc<Gaps>) -> (Self, watch::Receiver<bool>) {
        let (away, is_away) = watch::channel(true);
        (Self { channels, local, away, gaps }, is_away)
    }

    /// Returns whether the message was the heartbeat of this process. Messages of this process itself are ignored: its
    /// sockets have got the event already.
    pub(super) fn handle(&self, channel: &str, payload: &[u8]) -> bool {
        match serde_json::from_slice(payload) {
            Ok(BrokerMessage::Heartbeat) => return true,
            Ok(BrokerMessage::Broadcast { from, .. }) if from == self.channels.process => {}
            Ok(BrokerMessage::Broadcast { content, .. }) => {
                if let Some(user) = self.channels.user_of(channel) {
                    self.local.publish(&[user], &mut Broadcast::of(*content));
                }
            }
            Ok(BrokerMessage::Missed { from, .. }) if from == self.channels.process => {}
            Ok(BrokerMessage::Missed { since, .. }) => self.gaps.record_missed(since),
            Ok(BrokerMessage::SessionEnded { session }) => self.local.hub.close_sockets_of_session(session),
            Err(error) => tracing::warn!(%error, "a message from Redis could not be parsed"),
        }
        false
    }

    /// Delivers what another process published.
    pub fn receive(&self, publication: &Publication) {
        self.handle(&publication.channel, publication.payload.as_bytes());
    }

    /// Returns when the last handle of the broker is dropped.
    pub(super) async fn broker_dropped(&self) {
        self.away.closed().await;
    }

    /// While `away`, messages may be lost. Returns whether this is a change.
    pub fn set_away(&self, away: bool) -> bool {
        self.away.send_if_modified(|is_away| std::mem::replace(is_away, away) != away)
    }
}
