//! What the broker did not bring is found in the database: while it is away every second, and once more
//! when it is back.

mod marks;
mod neighbours;

use std::{fmt, sync::Arc, time::Duration};

use charla::MessageId;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;

use self::{marks::Marks, neighbours::Neighbours};
use crate::{
    live::{broadcast::Broadcast, broker::Broker, ended_sessions, local::Local},
    store::{Store, StoreError},
};

const EVERY: Duration = Duration::from_secs(1);

/// Messages of one question.
const PAGE: u32 = 1_000;
const PAGES: u32 = 20;

/// So many people are told to ask for what they lack, and then there is a pause.
const TOGETHER: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// How long the broker must have been heard before the database is left alone.
const ROUNDS_AFTER: u32 = 3;

/// Until the server ends.
pub async fn keep_up(store: Arc<dyn Store>, local: Arc<Local>, broker: Broker, ending: CancellationToken) {
    let mut rounds = Rounds::new(store, local, &broker);
    let mut clock = interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = ending.cancelled() => return,
            _ = clock.tick() => {}
        }
        rounds.next().await;
    }
}

/// What is looked for at each tick of the clock.
pub struct Rounds {
    store: Arc<dyn Store>,
    local: Arc<Local>,
    broker: Broker,
    away: watch::Receiver<bool>,
    marks: Marks,
    /// Rounds until the database is left alone.
    left: u32,
    /// After this message, others were perhaps not told what happened here.
    mute_since: Option<MessageId>,
    /// After this message, others said that they may have told nothing.
    missed: Option<MessageId>,
    neighbours: Neighbours,
}

impl Rounds {
    #[must_use]
    pub fn new(store: Arc<dyn Store>, local: Arc<Local>, broker: &Broker) -> Self {
        Self {
            store,
            local,
            broker: broker.clone(),
            away: broker.watch_away(),
            marks: Marks::default(),
            left: ROUNDS_AFTER,
            mute_since: None,
            missed: None,
            neighbours: Neighbours::default(),
        }
    }

    pub async fn next(&mut self) {
        // It may have been away between two rounds.
        let was_away = self.away.has_changed().unwrap_or(true);
        let is_away = *self.away.borrow_and_update() || was_away;
        let is_mute = self.broker.take_unpublished() || is_away;
        if is_mute {
            self.mute_since = self.mute_since.or(self.marks.settled());
        }
        self.missed = self.broker.take_missed().into_iter().chain(self.missed).min();
        // A process that has ended may have stored what it told nobody.
        if self.neighbours.are_fewer(&self.broker).await || self.missed.is_some() {
            self.left = ROUNDS_AFTER;
        }
        match self.look(is_away).await {
            Ok(()) => self.left = if is_away { ROUNDS_AFTER } else { self.left.saturating_sub(1) },
            Err(error) => {
                tracing::warn!(%error, "what others wrote cannot be looked for");
                self.left = ROUNDS_AFTER;
            }
        }
        if !is_mute && let Some(since) = self.mute_since.take() {
            self.broker.publish_missed(since);
        }
    }

    async fn look(&mut self, is_away: bool) -> Result<(), StoreError> {
        if is_away || self.left > 0 {
            let after = self.marks.settled().into_iter().chain(self.missed).min();
            replay(&*self.store, &self.local, after).await?;
            self.missed = None;
            ended_sessions::close_ended(&*self.store, &self.local.hub).await?;
        }
        if !is_away && self.left == 1 {
            tell_to_resume(&self.local).await;
        }
        self.marks.add(Instant::now(), self.store.newest_message().await?);
        Ok(())
    }
}

impl fmt::Debug for Rounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rounds").field("marks", &self.marks).field("left", &self.left).finish_non_exhaustive()
    }
}

/// Announces what came after this message; who knows it already is not told again. Not for ever: what is
/// left then is missed by `seq`, or asked for.
async fn replay(store: &dyn Store, local: &Local, mut after: Option<MessageId>) -> Result<(), StoreError> {
    for _ in 0..PAGES {
        let Some(id) = after else { break };
        let page = store.messages_since(id, PAGE).await?;
        after = page.last().map(|appended| appended.message.id);
        for appended in page {
            local.publish(&appended.members, &mut Broadcast::message(appended.message));
        }
    }
    Ok(())
}

/// Read cursors and new conversations have no log: every client asks for what it lacks, a few at a time.
async fn tell_to_resume(local: &Local) {
    for some in local.hub.users().chunks(TOGETHER) {
        for user in some {
            local.publish(&[*user], &mut Broadcast::ready(*user));
        }
        sleep(PAUSE).await;
    }
}
