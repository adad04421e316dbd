//! Queries Redis for the subscribers of channels. Each process subscribes to the channels of users who have sockets at
//! it, and Redis drops the subscriptions of a process that has ended.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use charla::UserId;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, aio::MultiplexedConnection};
use tokio::sync::Mutex;

use super::Channels;

/// Time for connecting, and for each answer. Redis counts as away after that.
const QUERY_TIMEOUT: Duration = Duration::from_secs(1);

/// A cheap handle.
#[derive(Debug, Clone)]
pub(super) struct PubSubQueries {
    client: Client,
    channels: Channels,
    /// Opened by the first query, and again after a failure.
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl PubSubQueries {
    pub(super) fn new(client: Client, channels: Channels) -> Self {
        Self { client, channels, connection: Arc::default() }
    }

    /// Returns those of `users` whose channel has a subscriber, this process included.
    pub(super) async fn online(&self, users: &[UserId]) -> Result<Vec<UserId>, RedisError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let counts = self.subscribers(users.iter().map(|user| self.channels.user(*user)).collect()).await?;
        Ok(users.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(user, _)| *user).collect())
    }

    /// Returns the channels of all processes.
    pub(super) async fn processes(&self) -> Result<BTreeSet<String>, RedisError> {
        let mut command = redis::cmd("PUBSUB");
        command.arg("CHANNELS").arg(self.channels.processes());
        self.query(&command).await
    }

    /// Returns the number of subscribers of each channel, in the order of `channels`.
    async fn subscribers(&self, channels: Vec<String>) -> Result<Vec<u64>, RedisError> {
        let mut command = redis::cmd("PUBSUB");
        command.arg("NUMSUB").arg(&channels);
        let counts: Vec<(String, u64)> = self.query(&command).await?;
        Ok(counts.into_iter().map(|(_, count)| count).collect())
    }

    /// A connection is kept only after a success: one that failed may be broken, and is replaced by the next query.
    async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let mut kept = self.connection.lock().await;
        let mut connection = match kept.take() {
            Some(open) => open,
            None => {
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(QUERY_TIMEOUT))
                    .set_response_timeout(Some(QUERY_TIMEOUT));
                self.client.get_multiplexed_async_connection_with_config(&config).await?
            }
        };
        let answer = command.query_async(&mut connection).await?;
        *kept = Some(connection);
        Ok(answer)
    }
}
