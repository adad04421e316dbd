//! Publish and subscribe between several processes on one database, by Redis. Delivery is best effort:
//! [`catch_up`](crate::live::catch_up) reads lost events from the database.
//!
//! Each user has a channel, and each process subscribes to the channels of the users who have sockets at it. All channels
//! carry the name of the installation, so that two installations can share a Redis.
//!
//! | module | what is there |
//! |---|---|
//! | `broker_message` | the messages, and the names of the channels |
//! | `publishing` | the task that publishes |
//! | `subscribing`, `subscriber` | the task that receives, and the delivery to the sockets of this process |
//! | `subscription` | the channels that sockets need |
//! | `querying` | who is online, and which processes there are |
//! | `gaps` | messages that were not published |
//! | `client` | the Redis client |

mod broker_message;
mod client;
mod gaps;
mod publishing;
mod querying;
mod subscriber;
mod subscribing;
mod subscription;

use std::{collections::BTreeSet, sync::Arc};

use charla::{MessageId, UserId};
use tokio::sync::{mpsc, watch};

use self::{
    broker_message::{BrokerMessage, Channels},
    gaps::Gaps,
    querying::PubSubQueries,
    subscribing::SubscriberTask,
    subscription::{Command, SubscribedUsers},
};
use crate::{
    live::{broadcast::BroadcastContent, local::Local},
    store::SessionKey,
};

pub use publishing::Publication;
pub use subscriber::Subscriber;
pub use subscription::ChannelSubscription;

/// Messages that wait to be published. When the queue is half full, ephemeral events are dropped; when it is full, all are.
const PUBLICATION_QUEUE_SIZE: usize = 10_000;

/// Sockets that wait for their user's channel.
const COMMAND_QUEUE_SIZE: usize = 1_024;

/// A cheap handle.
#[derive(Debug, Clone)]
pub struct Broker {
    channels: Channels,
    publications: mpsc::Sender<Publication>,
    users: Arc<SubscribedUsers>,
    is_away: watch::Receiver<bool>,
    /// `None` without Redis: then nothing can be queried.
    queries: Option<PubSubQueries>,
    gaps: Arc<Gaps>,
}

/// The other end of a broker: publications come out of it, and the subscriber takes in those of other processes.
#[derive(Debug)]
pub struct BrokerPipe {
    pub publications: mpsc::Receiver<Publication>,
    pub subscriber: Subscriber,
    commands: mpsc::Receiver<Command>,
}

impl Broker {
    /// Connects in the background, and reconnects whenever Redis comes back. `installation` is the same for all
    /// processes on one database.
    ///
    /// # Errors
    /// If `url` is not an address of Redis, or `authority` contains no certificates.
    pub fn start(
        url: &str,
        authority: Option<Vec<u8>>,
        installation: &str,
        local: Arc<Local>,
    ) -> Result<Self, redis::RedisError> {
        let client = client::client(url, authority)?;
        let (mut broker, BrokerPipe { publications, subscriber, commands }) = Self::with_pipe(installation, local);
        broker.queries = Some(PubSubQueries::new(client.clone(), broker.channels.clone()));
        tokio::spawn(publishing::publish_all(client.clone(), publications, broker.gaps.clone()));
        let task = SubscriberTask { client, subscriber, users: broker.users.clone() };
        tokio::spawn(task.run(commands, broker.publications.clone()));
        Ok(broker)
    }

    /// A broker without Redis: the caller takes its place at the other end of the pipe.
    #[must_use]
    pub fn with_pipe(installation: &str, local: Arc<Local>) -> (Self, BrokerPipe) {
        let channels = Channels::new(installation);
        let (publications, to_publish) = mpsc::channel(PUBLICATION_QUEUE_SIZE);
        let (command_sender, commands) = mpsc::channel(COMMAND_QUEUE_SIZE);
        let users = Arc::new(SubscribedUsers::new(command_sender));
        let gaps = Arc::<Gaps>::default();
        let (subscriber, is_away) = Subscriber::new(channels.clone(), local, gaps.clone());
        let broker = Self { channels, publications, users, is_away, queries: None, gaps };
        (broker, BrokerPipe { publications: to_publish, subscriber, commands })
    }

    /// Publishes to the channels of these users. Never waits.
    pub fn publish(&self, users: &[UserId], content: &BroadcastContent) {
        if content.is_ephemeral() && self.publications.capacity() < PUBLICATION_QUEUE_SIZE / 2 {
            return;
        }
        let content = Box::new(content.clone());
        let payload = BrokerMessage::Broadcast { from: self.channels.process, content }.encoded();
        for user in users {
            self.enqueue(Publication { channel: self.channels.user(*user), payload: payload.clone() });
        }
    }

    pub fn publish_session_ended(&self, session: SessionKey) {
        let payload = BrokerMessage::SessionEnded { session }.encoded();
        self.enqueue(Publication { channel: self.channels.all(), payload });
    }

    /// Reports that the events of this process after `since` may not have been published.
    pub fn publish_missed(&self, since: MessageId) {
        let payload = BrokerMessage::Missed { from: self.channels.process, since }.encoded();
        self.enqueue(Publication { channel: self.channels.all(), payload });
    }

    /// Whether an event of this process was dropped since the last call.
    pub fn take_unpublished(&self) -> bool {
        self.gaps.take_unpublished()
    }

    /// Returns the earliest message after which another process reported missed events, since the last call.
    pub fn take_missed(&self) -> Option<MessageId> {
        self.gaps.take_missed()
    }

    fn enqueue(&self, publication: Publication) {
        // Other processes read dropped events from the database.
        if self.publications.try_send(publication).is_err() {
            self.gaps.record_unpublished();
        }
    }

    /// Returns once this process is subscribed to the channel of `user`, or Redis is known to be away.
    pub async fn subscribe(&self, user: UserId) -> ChannelSubscription {
        SubscribedUsers::subscribe(&self.users, user).await
    }

    /// Returns those of `users` who have sockets at any process; `None` if Redis does not answer.
    pub async fn online(&self, users: &[UserId]) -> Option<Vec<UserId>> {
        self.queries()?.online(users).await.ok()
    }

    /// Returns the processes, by the names of their channels; `None` if Redis does not answer.
    pub async fn processes(&self) -> Option<BTreeSet<String>> {
        self.queries()?.processes().await.ok()
    }

    /// Returns `None` while Redis is known to be away, so that no caller waits for a timeout.
    fn queries(&self) -> Option<&PubSubQueries> {
        self.queries.as_ref().filter(|_| !self.is_away())
    }

    /// Returns a receiver of [`Self::is_away`], which also notices changes between two reads.
    pub fn watch_away(&self) -> watch::Receiver<bool> {
        self.is_away.clone()
    }

    /// Whether messages may be lost at the moment.
    pub fn is_away(&self) -> bool {
        *self.is_away.borrow()
    }
}
