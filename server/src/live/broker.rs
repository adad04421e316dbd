//! Several processes on one database tell each other what happened, by way of Redis. It is a hint:
//! what is lost on the way, [`catch_up`](crate::live::catch_up) finds in the database.
//!
//! Each process hears of the users whose sockets it has, on a channel for each user. All channels
//! carry the name of the installation, so that two of them can share a Redis.

mod asking;
mod client;
mod ear;
mod gaps;
mod hearing;
mod interest;
mod note;
mod telling;

use std::{collections::BTreeSet, sync::Arc};

use charla::{MessageId, UserId};
use tokio::sync::{mpsc, watch};

use self::{
    asking::Asking,
    gaps::Gaps,
    hearing::Hearing,
    interest::{Order, Wanted},
    note::{Channels, Note},
};
use crate::{
    live::{broadcast::BroadcastContent, local::Local},
    store::SessionKey,
};

pub use ear::Ear;
pub use interest::Interest;
pub use telling::Outgoing;

/// Notes that wait for Redis; more are dropped, and what is fleeting from half of them on.
const OUTGOING: usize = 10_000;

/// Sockets that wait for their user's channel.
const ORDERS: usize = 1_024;

/// A cheap handle.
#[derive(Debug, Clone)]
pub struct Broker {
    channels: Channels,
    outgoing: mpsc::Sender<Outgoing>,
    wanted: Arc<Wanted>,
    is_away: watch::Receiver<bool>,
    /// Without Redis there is nobody to ask.
    asking: Option<Asking>,
    gaps: Arc<Gaps>,
}

/// Where a broker ends: what others are to be told comes out here, and what they tell goes in.
#[derive(Debug)]
pub struct Line {
    pub to_tell: mpsc::Receiver<Outgoing>,
    pub ear: Ear,
    to_follow: mpsc::Receiver<Order>,
}

impl Broker {
    /// Connects in the background, and again whenever Redis comes back. `installation` is the same
    /// for all processes on one database.
    ///
    /// # Errors
    /// Where `url` is none of Redis, or `authority` no certificates.
    pub fn start(
        url: &str,
        authority: Option<Vec<u8>>,
        installation: &str,
        local: Arc<Local>,
    ) -> Result<Self, redis::RedisError> {
        let client = client::client(url, authority)?;
        let (mut broker, Line { to_tell, ear, to_follow }) = Self::on_a_line(installation, local);
        broker.asking = Some(Asking::new(client.clone(), broker.channels.clone()));
        tokio::spawn(telling::tell_all(client.clone(), to_tell, broker.gaps.clone()));
        let hearing = Hearing { client, ear, wanted: broker.wanted.clone() };
        tokio::spawn(hearing.go_on(to_follow, broker.outgoing.clone()));
        Ok(broker)
    }

    /// Without Redis, whose place at the other end of the line is taken by whoever holds it.
    #[must_use]
    pub fn on_a_line(installation: &str, local: Arc<Local>) -> (Self, Line) {
        let channels = Channels::new(installation);
        let (outgoing, to_tell) = mpsc::channel(OUTGOING);
        let (orders, to_follow) = mpsc::channel(ORDERS);
        let wanted = Arc::new(Wanted::new(orders));
        let gaps = Arc::<Gaps>::default();
        let (ear, is_away) = Ear::new(channels.clone(), local, gaps.clone());
        (Self { channels, outgoing, wanted, is_away, asking: None, gaps }, Line { to_tell, ear, to_follow })
    }

    /// To the processes where these users have sockets.
    pub fn tell(&self, users: &[UserId], what: &BroadcastContent) {
        if what.is_fleeting() && self.outgoing.capacity() < OUTGOING / 2 {
            return;
        }
        let payload = Note::Happened { from: self.channels.process, what: Box::new(what.clone()) }.encoded();
        for user in users {
            self.send(Outgoing { channel: self.channels.user(*user), payload: payload.clone() });
        }
    }

    pub fn tell_session_ended(&self, session: SessionKey) {
        let payload = Note::SessionEnded { session }.encoded();
        self.send(Outgoing { channel: self.channels.all(), payload });
    }

    /// After this message others may not have heard of what happened here.
    pub fn tell_missed(&self, since: MessageId) {
        let payload = Note::Missed { from: self.channels.process, since }.encoded();
        self.send(Outgoing { channel: self.channels.all(), payload });
    }

    /// Whether what happened here was not told, since this was asked last.
    #[must_use]
    pub fn was_mute(&self) -> bool {
        self.gaps.take_own()
    }

    /// After which message others may have told nothing, if they said so since this was asked last.
    #[must_use]
    pub fn missed(&self) -> Option<MessageId> {
        self.gaps.take_others()
    }

    fn send(&self, outgoing: Outgoing) {
        // What finds no place, others find in the database.
        if self.outgoing.try_send(outgoing).is_err() {
            self.gaps.own();
        }
    }

    /// Returns when the channel of `user` is heard, or Redis is known to be away.
    pub async fn listen(&self, user: UserId) -> Interest {
        Wanted::listen(&self.wanted, user).await
    }

    /// Those of `users` who have sockets at any process; `None` where Redis does not say.
    pub async fn heard(&self, users: &[UserId]) -> Option<Vec<UserId>> {
        self.asking()?.heard(users).await.ok()
    }

    /// Which processes there are, by their channels; `None` where Redis does not say.
    pub async fn processes(&self) -> Option<BTreeSet<String>> {
        self.asking()?.processes().await.ok()
    }

    /// Nobody waits for a Redis that is known to be away.
    fn asking(&self) -> Option<&Asking> {
        self.asking.as_ref().filter(|_| !self.is_away())
    }

    /// As [`Self::is_away`], and whether it changed meanwhile.
    pub fn absences(&self) -> watch::Receiver<bool> {
        self.is_away.clone()
    }

    /// Whether notes may be lost at this moment.
    #[must_use]
    pub fn is_away(&self) -> bool {
        *self.is_away.borrow()
    }
}
