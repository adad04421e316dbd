//! Hands notes to Redis, many at a time.

use std::{sync::Arc, time::Duration};

use redis::{AsyncConnectionConfig, Client, RedisError, aio::MultiplexedConnection};
use tokio::sync::mpsc;

use super::Gaps;

/// Notes of one round trip.
const TOGETHER: usize = 256;

/// Redis answers by then, or counts as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// To everybody who hears this channel.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub(super) channel: String,
    pub(super) payload: Arc<str>,
}

/// Until the last handle of the broker is gone. What Redis does not take is dropped; that it was
/// is remembered.
pub(super) async fn tell_all(client: Client, mut outgoing: mpsc::Receiver<Outgoing>, gaps: Arc<Gaps>) {
    let mut connection = None;
    let mut batch = Vec::with_capacity(TOGETHER);
    while outgoing.recv_many(&mut batch, TOGETHER).await > 0 {
        match tell(&client, connection.take(), &batch).await {
            Ok(open) => connection = Some(open),
            Err(error) => {
                gaps.own();
                tracing::debug!(%error, "Redis takes no notes");
            }
        }
        batch.clear();
    }
}

/// A connection may have ended since it was used last, while others hear Redis as before and miss
/// nothing that they would look for: then it is told over a new one. Who hears it twice knows.
async fn tell(
    client: &Client,
    connection: Option<MultiplexedConnection>,
    batch: &[Outgoing],
) -> Result<MultiplexedConnection, RedisError> {
    if let Some(mut open) = connection
        && publish(&mut open, batch).await.is_ok()
    {
        return Ok(open);
    }
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
    let mut new = client.get_multiplexed_async_connection_with_config(&config).await?;
    publish(&mut new, batch).await?;
    Ok(new)
}

async fn publish(connection: &mut MultiplexedConnection, batch: &[Outgoing]) -> Result<(), RedisError> {
    let mut pipeline = redis::pipe();
    for Outgoing { channel, payload } in batch {
        pipeline.cmd("PUBLISH").arg(channel).arg(&**payload).ignore();
    }
    pipeline.query_async(connection).await
}
