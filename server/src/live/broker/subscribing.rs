//! The task that is connected to Redis as a subscriber: it reconnects by itself, and subscribes again to all channels.

use std::{sync::Arc, time::Duration};

use charla::UserId;
use futures::StreamExt;
use redis::{Client, RedisError, aio::PubSubSink};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};

use super::{BrokerMessage, Command, Publication, SubscribedUsers, Subscriber};

/// Pause between two attempts to connect.
const RECONNECT_INTERVAL: Duration = Duration::from_millis(300);

/// Time for connecting, and for each command. Redis counts as away after that.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(2);

/// A process publishes heartbeats to itself: an open connection alone does not show that messages still arrive.
const HEARTBEAT_INTERVAL: Duration = Duration::from_millis(500);
const HEARTBEAT_TIMEOUT: Duration = Duration::from_millis(1_500);

/// Channels in one command, and commands handled together.
const BATCH_SIZE: usize = 500;

pub(super) struct SubscriberTask {
    pub(super) client: Client,
    pub(super) subscriber: Subscriber,
    pub(super) users: Arc<SubscribedUsers>,
}

#[derive(Debug, thiserror::Error)]
enum ConnectionLost {
    #[error(transparent)]
    Redis(#[from] RedisError),
    #[error("no answer in time")]
    Timeout(#[from] tokio::time::error::Elapsed),
    #[error("the connection was closed")]
    Closed,
    #[error("no heartbeat came back")]
    NoHeartbeat,
}

impl SubscriberTask {
    /// Runs until the last handle of the broker is dropped.
    pub(super) async fn run(self, commands: mpsc::Receiver<Command>, publications: mpsc::Sender<Publication>) {
        tokio::select! {
            () = self.subscriber.broker_dropped() => {}
            () = self.run_forever(commands, publications) => {}
        }
    }

    async fn run_forever(&self, mut commands: mpsc::Receiver<Command>, publications: mpsc::Sender<Publication>) {
        // Redis counts as away at the start, so the first failure to reach it is no change.
        let mut is_first = true;
        loop {
            let Err(lost) = self.connect_and_receive(&mut commands, &publications).await;
            if self.subscriber.set_away(true) | std::mem::take(&mut is_first) {
                tracing::warn!(error = %lost, "Redis is away: live delivery polls the database meanwhile");
            }
            self.pause(&mut commands).await;
        }
    }

    /// Drops the commands that arrive before the next attempt, so that no socket waits for a confirmation.
    async fn pause(&self, commands: &mut mpsc::Receiver<Command>) {
        let _ = timeout(RECONNECT_INTERVAL, async {
            while let Some(command) = commands.recv().await {
                drop(command);
            }
            // The broker was dropped, and this task is about to end.
            sleep(RECONNECT_INTERVAL).await;
        })
        .await;
    }

    async fn connect_and_receive(
        &self,
        commands: &mut mpsc::Receiver<Command>,
        publications: &mpsc::Sender<Publication>,
    ) -> Result<std::convert::Infallible, ConnectionLost> {
        let (mut sink, mut stream) = timeout(COMMAND_TIMEOUT, self.client.get_async_pubsub()).await??.split();
        let channels = &self.subscriber.channels;
        timeout(COMMAND_TIMEOUT, sink.subscribe(&[channels.all(), channels.own()])).await??;
        for users in self.users.all().chunks(BATCH_SIZE) {
            self.subscribe(&mut sink, users).await?;
        }
        let mut heartbeat = interval(HEARTBEAT_INTERVAL);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last_heartbeat = Instant::now();
        let mut batch = Vec::new();
        loop {
            tokio::select! {
                message = stream.next() => {
                    let message = message.ok_or(ConnectionLost::Closed)?;
                    if self.subscriber.handle(message.get_channel_name(), message.get_payload_bytes()) {
                        last_heartbeat = Instant::now();
                        if self.subscriber.set_away(false) {
                            tracing::info!("connected to Redis");
                        }
                    }
                }
                count = commands.recv_many(&mut batch, BATCH_SIZE) => {
                    if count == 0 {
                        return Err(ConnectionLost::Closed);
                    }
                    self.execute(&mut sink, batch.drain(..)).await?;
                }
                _ = heartbeat.tick() => {
                    if last_heartbeat.elapsed() > HEARTBEAT_TIMEOUT {
                        return Err(ConnectionLost::NoHeartbeat);
                    }
                    let payload = BrokerMessage::Heartbeat.encoded();
                    let _ = publications.try_send(Publication { channel: channels.own(), payload });
                }
            }
        }
    }

    async fn execute(
        &self,
        sink: &mut PubSubSink,
        commands: impl Iterator<Item = Command>,
    ) -> Result<(), ConnectionLost> {
        let mut new = Vec::<UserId>::new();
        let mut confirmations = Vec::<oneshot::Sender<()>>::new();
        let mut ended = Vec::new();
        for command in commands {
            match command {
                Command::Subscribe(user, confirm) => {
                    new.push(user);
                    confirmations.push(confirm);
                }
                // The user has opened another socket meanwhile.
                Command::Unsubscribe(user, _) if self.users.contains(user) => {}
                Command::Unsubscribe(user, confirm) => {
                    ended.push(self.subscriber.channels.user(user));
                    confirmations.extend(confirm);
                }
            }
        }
        if !ended.is_empty() {
            timeout(COMMAND_TIMEOUT, sink.unsubscribe(ended)).await??;
        }
        if !new.is_empty() {
            self.subscribe(sink, &new).await?;
        }
        for confirm in confirmations {
            let _ = confirm.send(());
        }
        Ok(())
    }

    async fn subscribe(&self, sink: &mut PubSubSink, users: &[UserId]) -> Result<(), ConnectionLost> {
        let channels: Vec<_> = users.iter().map(|user| self.subscriber.channels.user(*user)).collect();
        Ok(timeout(COMMAND_TIMEOUT, sink.subscribe(channels)).await??)
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, sync::Arc};

    use tokio::runtime;

    use crate::{
        live::{broker::Broker, hub::Hub, local::Local},
        log::captured_log::captured_log,
    };

    #[test]
    fn an_operator_whose_redis_cannot_be_reached_at_the_start_is_warned_once() {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let warned = captured_log(|| {
            runtime.block_on(async {
                let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
                let local = Arc::new(Local::with_peers(Hub::new(1)));
                let _broker = Broker::start(&format!("redis://{nobody}"), None, "charla", local).expect("a broker");
                tokio::time::pause();
                tokio::time::sleep(20 * super::RECONNECT_INTERVAL).await;
            });
        });
        assert_eq!(warned.matches("Redis is away").count(), 1, "{warned}");
    }
}
