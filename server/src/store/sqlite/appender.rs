//! The thread that stores messages, with a connection of its own. The statements of `sqlx` go to another thread one by one:
//! for a batch of a few messages, waking threads took longer than SQLite. Here a whole batch goes there at once.

use std::{path::Path, thread, time::Duration};

use charla::ChatError;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::append::append;
use crate::store::{
    Durability, StoreError,
    messages::{Appended, NewMessage},
};

type Stored = Result<Vec<Result<Appended, ChatError>>, StoreError>;

#[derive(Debug)]
enum Job {
    Append(Vec<NewMessage>, oneshot::Sender<Stored>),
    /// Ends the thread. The sender is dropped when the connection is closed.
    Close(oneshot::Sender<()>),
}

/// A cheap handle. The thread ends with the last one.
#[derive(Debug, Clone)]
pub(super) struct Appender {
    jobs: mpsc::Sender<Job>,
}

impl Appender {
    pub(super) fn start(file: &Path, durability: Durability, busy_timeout: Duration) -> Result<Self, StoreError> {
        let mut connection = open(file, durability, busy_timeout)?;
        let (jobs, mut waiting) = mpsc::channel::<Job>(1);
        thread::Builder::new().name("append".into()).spawn(move || {
            while let Some(job) = waiting.blocking_recv() {
                match job {
                    // The sender may have stopped waiting.
                    Job::Append(messages, answer) => drop(answer.send(append(&mut connection, &messages))),
                    Job::Close(_closed) => return drop(connection),
                }
            }
        })?;
        Ok(Self { jobs })
    }

    /// Returns when the messages are durable. The caller has the turn to write.
    pub(super) async fn append(&self, messages: Vec<NewMessage>) -> Stored {
        let (answer, stored) = oneshot::channel();
        let sent = self.jobs.send(Job::Append(messages, answer)).await;
        sent.map_err(|_| sqlx::Error::WorkerCrashed)?;
        stored.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }

    /// Returns when the connection is closed.
    pub(super) async fn close(&self) {
        let (closing, closed) = oneshot::channel();
        if self.jobs.send(Job::Close(closing)).await.is_ok() {
            // An error, since nothing is sent.
            let _ = closed.await;
        }
    }
}

fn open(file: &Path, durability: Durability, busy_timeout: Duration) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(busy_timeout)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(
        None,
        "synchronous",
        match durability {
            Durability::Full => "full",
            Durability::Relaxed => "normal",
        },
    )?;
    Ok(connection)
}
