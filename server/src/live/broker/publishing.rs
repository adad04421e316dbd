//! Publishes messages to Redis, many in one round trip.

use std::{sync::Arc, time::Duration};

use redis::{AsyncConnectionConfig, Client, RedisError, aio::MultiplexedConnection};
use tokio::sync::mpsc;

use super::Gaps;

/// Messages in one round trip.
const BATCH_SIZE: usize = 256;

/// Time for connecting, and for each batch. Redis counts as away after that.
const PUBLISH_TIMEOUT: Duration = Duration::from_secs(2);

/// A message for all subscribers of a channel.
#[derive(Debug, Clone)]
pub struct Publication {
    pub(super) channel: String,
    pub(super) payload: Arc<str>,
}

/// Runs until the last handle of the broker is dropped. A batch that Redis does not take is dropped and recorded as a
/// gap.
pub(super) async fn publish_all(client: Client, mut publications: mpsc::Receiver<Publication>, gaps: Arc<Gaps>) {
    let mut connection = None;
    let mut batch = Vec::with_capacity(BATCH_SIZE);
    while publications.recv_many(&mut batch, BATCH_SIZE).await > 0 {
        match publish_batch(&client, connection.take(), &batch).await {
            Ok(open) => connection = Some(open),
            Err(error) => {
                gaps.record_unpublished();
                tracing::debug!(%error, "messages could not be published to Redis");
            }
        }
        batch.clear();
    }
}

/// Publishes again over a new connection when the old one fails: it may have broken since the last batch while the
/// subscribers stay connected and see no reason to read from the database. Receivers ignore duplicates.
async fn publish_batch(
    client: &Client,
    connection: Option<MultiplexedConnection>,
    batch: &[Publication],
) -> Result<MultiplexedConnection, RedisError> {
    if let Some(mut open) = connection
        && publish(&mut open, batch).await.is_ok()
    {
        return Ok(open);
    }
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(PUBLISH_TIMEOUT))
        .set_response_timeout(Some(PUBLISH_TIMEOUT));
    let mut new = client.get_multiplexed_async_connection_with_config(&config).await?;
    publish(&mut new, batch).await?;
    Ok(new)
}

async fn publish(connection: &mut MultiplexedConnection, batch: &[Publication]) -> Result<(), RedisError> {
    let mut pipeline = redis::pipe();
    for Publication { channel, payload } in batch {
        pipeline.cmd("PUBLISH").arg(channel).arg(&**payload).ignore();
    }
    pipeline.query_async(connection).await
}
