//! The id under which the log knows what a request, or a frame of a socket, went through.

use std::future::Future;

use uuid::Uuid;

tokio::task_local! {
    static CURRENT: Uuid;
}

/// Runs `work` under a new id.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
    under(Uuid::now_v7(), work).await
}

/// Runs `work` under this id: for work that goes on in a task of its own.
pub async fn under<T>(id: Uuid, work: impl Future<Output = T>) -> T {
    CURRENT.scope(id, work).await
}

/// The id of what runs now; a new one where nothing began with [`within`].
#[must_use]
pub fn current() -> Uuid {
    CURRENT.try_with(|id| *id).unwrap_or_else(|_| Uuid::now_v7())
}
