//! Asks Redis who hears a channel: each process hears those of the users it has sockets of, and Redis
//! itself forgets a process that is no more.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use charla::UserId;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, aio::MultiplexedConnection};
use tokio::sync::Mutex;

use super::Channels;

/// Redis answers by then, or counts as away.
const PATIENCE: Duration = Duration::from_secs(1);

/// A cheap handle.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    client: Client,
    channels: Channels,
    /// Opened when it is needed, and anew after a failure.
    connection: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl Asking {
    pub(super) fn new(client: Client, channels: Channels) -> Self {
        Self { client, channels, connection: Arc::default() }
    }

    /// Those of `users` whom any process hears, this one included.
    pub(super) async fn heard(&self, users: &[UserId]) -> Result<Vec<UserId>, RedisError> {
        if users.is_empty() {
            return Ok(Vec::new());
        }
        let counts = self.listeners(users.iter().map(|user| self.channels.user(*user)).collect()).await?;
        Ok(users.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(user, _)| *user).collect())
    }

    /// The channels of all processes.
    pub(super) async fn processes(&self) -> Result<BTreeSet<String>, RedisError> {
        let mut question = redis::cmd("PUBSUB");
        question.arg("CHANNELS").arg(self.channels.processes());
        self.ask(&question).await
    }

    /// In the order of the channels.
    async fn listeners(&self, channels: Vec<String>) -> Result<Vec<u64>, RedisError> {
        let mut question = redis::cmd("PUBSUB");
        question.arg("NUMSUB").arg(&channels);
        let counts: Vec<(String, u64)> = self.ask(&question).await?;
        Ok(counts.into_iter().map(|(_, count)| count).collect())
    }

    async fn ask<T: FromRedisValue>(&self, question: &Cmd) -> Result<T, RedisError> {
        let mut place = self.connection.lock().await;
        let mut connection = match place.take() {
            Some(open) => open,
            None => {
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(PATIENCE))
                    .set_response_timeout(Some(PATIENCE));
                self.client.get_multiplexed_async_connection_with_config(&config).await?
            }
        };
        let answer = question.query_async(&mut connection).await?;
        *place = Some(connection);
        Ok(answer)
    }
}
