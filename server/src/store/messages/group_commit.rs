//! Group commit: one task stores all messages of this process. Messages that arrive during a commit are stored together in
//! the next transaction. Senders get their answers after the commit.

use std::time::Duration;

use charla::ChatError;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{Appended, NewMessage, append::append};
use crate::store::{StoreError, database::Connections};

/// Messages that may wait for a commit. If the queue is full, sends are refused with [`RETRY_AFTER_SECONDS`].
const QUEUE_SIZE: usize = 1_024;

/// Messages in one transaction.
const BATCH_SIZE: usize = 256;

const RETRY_AFTER_SECONDS: u32 = 1;

/// The next transaction waits this long for the one before. That one continues: if it commits later, its messages are
/// published.
const NEXT_AFTER: Duration = Duration::from_secs(10);

/// The time limit of one transaction. If it commits later, a message is found by its `client_id` when it is sent again.
const COMMIT_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub struct GroupCommit {
    queue: mpsc::Sender<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    message: NewMessage,
    answer: oneshot::Sender<Result<Appended, StoreError>>,
}

impl GroupCommit {
    /// Starts the task, which ends with the last handle.
    pub fn start(connections: Connections) -> Self {
        let (queue, mut waiting) = mpsc::channel::<Waiting>(QUEUE_SIZE);
        tokio::spawn(async move {
            let mut taken = Vec::with_capacity(BATCH_SIZE);
            while waiting.recv_many(&mut taken, BATCH_SIZE).await > 0 {
                let batch = tokio::spawn(store_batch(connections.clone(), std::mem::take(&mut taken)));
                // If the batch panics, `append` reports it to the senders.
                let _ = timeout(NEXT_AFTER, batch).await;
            }
        });
        Self { queue }
    }

    /// Returns when the message is durable.
    pub(super) async fn append(&self, message: NewMessage) -> Result<Appended, StoreError> {
        let (answer, stored) = oneshot::channel();
        self.queue.try_send(Waiting { message, answer }).map_err(|_| overloaded())?;
        stored.await.unwrap_or_else(|_| Err(overloaded()))
    }
}

async fn store_batch(connections: Connections, batch: Vec<Waiting>) {
    let (messages, answers): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|Waiting { message, answer }| (message, answer)).unzip();
    let stored = timeout(COMMIT_TIMEOUT, store(&connections, &messages)).await;
    let stored = stored.unwrap_or_else(|_| messages.iter().map(|_| Err(overloaded())).collect());
    for (answer, stored) in answers.into_iter().zip(stored) {
        // The sender may have stopped waiting.
        let _ = answer.send(stored);
    }
}

fn overloaded() -> StoreError {
    StoreError::Refused(ChatError::Overloaded { retry_after: RETRY_AFTER_SECONDS })
}

/// Returns one outcome for each message.
async fn store(connections: &Connections, messages: &[NewMessage]) -> Vec<Result<Appended, StoreError>> {
    let refuse_all = |error: &ChatError| messages.iter().map(|_| Err(error.clone().into())).collect();
    match commit(connections, messages).await {
        Ok(stored) => stored.into_iter().map(|stored| stored.map_err(StoreError::from)).collect(),
        // The database refuses writes as a whole.
        Err(StoreError::Refused(error)) => refuse_all(&error),
        // A message that the database refuses must not prevent the others. A message that another process stored at the
        // same moment is found now.
        Err(error) => {
            tracing::warn!(%error, "storing {} messages one by one", messages.len());
            let mut stored = Vec::with_capacity(messages.len());
            for message in messages {
                stored.push(commit_one(connections, message).await);
            }
            stored
        }
    }
}

async fn commit_one(connections: &Connections, message: &NewMessage) -> Result<Appended, StoreError> {
    let stored = commit(connections, std::slice::from_ref(message)).await?.pop();
    Ok(stored.unwrap_or(Err(ChatError::Overloaded { retry_after: RETRY_AFTER_SECONDS }))?)
}

async fn commit(
    connections: &Connections,
    messages: &[NewMessage],
) -> Result<Vec<Result<Appended, ChatError>>, StoreError> {
    if let Connections::Sqlite(connections) = connections {
        return connections.append(messages.to_vec()).await;
    }
    let mut write = connections.write().await?;
    let stored = append(&mut write, messages).await?;
    write.commit().await?;
    Ok(stored)
}
