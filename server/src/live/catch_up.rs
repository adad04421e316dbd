//! Reads events that the broker lost from the database: every second while it is away, and for a few seconds afterwards.

mod peers;
mod watermarks;

use std::{fmt, sync::Arc, time::Duration};

use charla::MessageId;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

use self::{peers::Peers, watermarks::Watermarks};
use crate::{
    live::{broadcast::Broadcast, broker::Broker, local::Local, session_check},
    store::{Store, StoreError},
};

const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Messages in one query, and queries in one poll.
const PAGE_SIZE: u32 = 1_000;
const MAX_PAGES: u32 = 20;

/// This many users are told to resume at once, followed by a pause: each of them makes several requests.
const RESUME_BATCH_SIZE: usize = 100;
const RESUME_PAUSE: Duration = Duration::from_millis(50);

/// The database is polled until this many polls have found the broker connected.
const POLLS_AFTER_RECONNECT: u32 = 3;

/// Polls until the server ends.
pub async fn run(store: Arc<dyn Store>, local: Arc<Local>, broker: Broker, ending: CancellationToken) {
    let mut poller = CatchUpPoller::new(store, local, &broker);
    let mut clock = interval(POLL_INTERVAL);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = ending.cancelled() => return,
            _ = clock.tick() => {}
        }
        poller.poll().await;
    }
}

/// Polls when it is told to, so that tests control the times.
pub struct CatchUpPoller {
    store: Arc<dyn Store>,
    local: Arc<Local>,
    broker: Broker,
    away: watch::Receiver<bool>,
    watermarks: Watermarks,
    /// Polls that still read from the database.
    polls_left: u32,
    /// Other processes may not have received the events of this process after this message.
    unpublished_since: Option<MessageId>,
    /// Other processes may not have published their events after this message.
    missed_since: Option<MessageId>,
    peers: Peers,
}

impl CatchUpPoller {
    pub fn new(store: Arc<dyn Store>, local: Arc<Local>, broker: &Broker) -> Self {
        Self {
            store,
            local,
            broker: broker.clone(),
            away: broker.watch_away(),
            watermarks: Watermarks::default(),
            polls_left: POLLS_AFTER_RECONNECT,
            unpublished_since: None,
            missed_since: None,
            peers: Peers::default(),
        }
    }

    pub async fn poll(&mut self) {
        // The broker may have been away, and have come back, between two polls.
        let was_away = self.away.has_changed().unwrap_or(true);
        let is_away = *self.away.borrow_and_update() || was_away;
        let is_unpublished = self.broker.take_unpublished() || is_away;
        if is_unpublished {
            self.unpublished_since = self.unpublished_since.or(self.watermarks.settled());
        }
        self.missed_since = self.broker.take_missed().into_iter().chain(self.missed_since).min();
        // A process that ended may have stored messages without publishing them.
        if self.peers.any_gone(&self.broker).await || self.missed_since.is_some() {
            self.polls_left = POLLS_AFTER_RECONNECT;
        }
        match self.poll_database(is_away).await {
            Ok(()) => self.polls_left = if is_away { POLLS_AFTER_RECONNECT } else { self.polls_left.saturating_sub(1) },
            Err(error) => {
                tracing::warn!(%error, "messages of other processes could not be read");
                self.polls_left = POLLS_AFTER_RECONNECT;
            }
        }
        if !is_unpublished && let Some(since) = self.unpublished_since.take() {
            self.broker.publish_missed(since);
        }
    }

    async fn poll_database(&mut self, is_away: bool) -> Result<(), StoreError> {
        if is_away || self.polls_left > 0 {
            let after = self.watermarks.settled().into_iter().chain(self.missed_since).min();
            replay(&*self.store, &self.local, after).await?;
            self.missed_since = None;
            session_check::close_sockets(&*self.store, &self.local.hub).await?;
        }
        if !is_away && self.polls_left == 1 {
            tell_to_resume(&self.local).await;
        }
        self.watermarks.add(Instant::now(), self.store.newest_message().await?);
        Ok(())
    }
}

impl fmt::Debug for CatchUpPoller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatchUpPoller")
            .field("watermarks", &self.watermarks)
            .field("polls_left", &self.polls_left)
            .finish_non_exhaustive()
    }
}

/// Publishes to local sockets the messages after `after`; users who have got a message do not get it again. At most
/// [`MAX_PAGES`] pages: clients notice the gap in `seq`, and are told to resume.
async fn replay(store: &dyn Store, local: &Local, mut after: Option<MessageId>) -> Result<(), StoreError> {
    for _ in 0..MAX_PAGES {
        let Some(id) = after else { break };
        let page = store.messages_since(id, PAGE_SIZE).await?;
        after = page.last().map(|appended| appended.message.id);
        for appended in page {
            local.publish(&appended.members, &mut Broadcast::message(appended.message));
        }
    }
    Ok(())
}

/// Tells all clients to ask for what they lack: read cursors and new conversations have no log that could be replayed.
async fn tell_to_resume(local: &Local) {
    for batch in local.hub.users().chunks(RESUME_BATCH_SIZE) {
        for user in batch {
            local.publish(&[*user], &mut Broadcast::ready(*user));
        }
        sleep(RESUME_PAUSE).await;
    }
}
