//! Hears Redis: one connection that comes back by itself, and subscribes to all that is wanted.

use std::{sync::Arc, time::Duration};

use charla::UserId;
use futures::StreamExt;
use redis::{Client, RedisError, aio::PubSubSink};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};

use super::{Ear, Note, Order, Outgoing, Wanted};

/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(300);

/// Redis answers by then, or counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// One tells oneself that all is well; without a word for so long it is not.
const HEARTBEAT: Duration = Duration::from_millis(500);
const SILENCE: Duration = Duration::from_millis(1_500);

/// Channels of one command.
const TOGETHER: usize = 500;

pub(super) struct Hearing {
    pub(super) client: Client,
    pub(super) ear: Ear,
    pub(super) wanted: Arc<Wanted>,
}

#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error("no answer in time")]
    Silence(#[from] tokio::time::error::Elapsed),
    #[error("the connection was closed")]
    Closed,
    #[error("one's own word does not come back")]
    Deaf,
}

impl Hearing {
    /// Until the last handle of the broker is gone.
    pub(super) async fn go_on(self, orders: mpsc::Receiver<Order>, outgoing: mpsc::Sender<Outgoing>) {
        tokio::select! {
            () = self.ear.is_of_no_use() => {}
            () = self.go_on_forever(orders, outgoing) => {}
        }
    }

    async fn go_on_forever(&self, mut orders: mpsc::Receiver<Order>, outgoing: mpsc::Sender<Outgoing>) {
        loop {
            let Err(lost) = self.hear(&mut orders, &outgoing).await;
            if self.ear.is_away(true) {
                tracing::warn!(error = %lost, "Redis is away: live delivery goes by the database meanwhile");
            }
            self.pause(&mut orders).await;
        }
    }

    /// Nobody waits for a channel while there is none.
    async fn pause(&self, orders: &mut mpsc::Receiver<Order>) {
        let _ = timeout(PAUSE, async {
            while let Some(order) = orders.recv().await {
                drop(order);
            }
            // The broker is gone, and soon this task.
            sleep(PAUSE).await;
        })
        .await;
    }

    async fn hear(
        &self,
        orders: &mut mpsc::Receiver<Order>,
        outgoing: &mpsc::Sender<Outgoing>,
    ) -> Result<std::convert::Infallible, Lost> {
        let (mut sink, mut stream) = timeout(PATIENCE, self.client.get_async_pubsub()).await??.split();
        timeout(PATIENCE, sink.subscribe(&[self.ear.channels.all(), self.ear.channels.own()])).await??;
        for users in self.wanted.users().chunks(TOGETHER) {
            self.subscribe(&mut sink, users).await?;
        }
        let mut heartbeat = interval(HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let mut taken = Vec::new();
        loop {
            tokio::select! {
                message = stream.next() => {
                    let message = message.ok_or(Lost::Closed)?;
                    if self.ear.take(message.get_channel_name(), message.get_payload_bytes()) {
                        heard = Instant::now();
                        if self.ear.is_away(false) {
                            tracing::info!("Redis is heard");
                        }
                    }
                }
                count = orders.recv_many(&mut taken, TOGETHER) => {
                    if count == 0 {
                        return Err(Lost::Closed);
                    }
                    self.follow(&mut sink, taken.drain(..)).await?;
                }
                _ = heartbeat.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Lost::Deaf);
                    }
                    let beat = Outgoing { channel: self.ear.channels.own(), payload: Note::Heartbeat.encoded() };
                    let _ = outgoing.try_send(beat);
                }
            }
        }
    }

    async fn follow(&self, sink: &mut PubSubSink, orders: impl Iterator<Item = Order>) -> Result<(), Lost> {
        let mut new = Vec::<UserId>::new();
        let mut waiting = Vec::<oneshot::Sender<()>>::new();
        let mut left = Vec::new();
        for order in orders {
            match order {
                Order::Subscribe(user, tell) => {
                    new.push(user);
                    waiting.push(tell);
                }
                // Somebody may have come back since.
                Order::Unsubscribe(user, _) if self.wanted.contains(user) => {}
                Order::Unsubscribe(user, tell) => {
                    left.push(self.ear.channels.user(user));
                    waiting.extend(tell);
                }
            }
        }
        if !left.is_empty() {
            timeout(PATIENCE, sink.unsubscribe(left)).await??;
        }
        if !new.is_empty() {
            self.subscribe(sink, &new).await?;
        }
        for tell in waiting {
            let _ = tell.send(());
        }
        Ok(())
    }

    async fn subscribe(&self, sink: &mut PubSubSink, users: &[UserId]) -> Result<(), Lost> {
        let channels: Vec<_> = users.iter().map(|user| self.ear.channels.user(*user)).collect();
        Ok(timeout(PATIENCE, sink.subscribe(channels)).await??)
    }
}
