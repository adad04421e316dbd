//! The id of a request, or of a frame of a socket, in the log, and the network of the client.

use std::future::Future;

use uuid::Uuid;

use crate::net::network::Network;

tokio::task_local! {
    static CURRENT: Context;
}

#[derive(Debug, Clone, Copy)]
pub struct Context {
    pub id: Uuid,
    /// `None` for work that no client requested.
    pub network: Option<Network>,
}

/// Runs `work` under a new id.
pub async fn within<T>(network: Option<Network>, work: impl Future<Output = T>) -> T {
    under(Context { id: Uuid::now_v7(), network }, work).await
}

/// Runs `work` in this context. Used for work that continues in a task of its own.
pub async fn under<T>(context: Context, work: impl Future<Output = T>) -> T {
    CURRENT.scope(context, work).await
}

/// Returns the current context, or a new one outside of [`within`].
pub fn context() -> Context {
    running().unwrap_or_else(|| Context { id: Uuid::now_v7(), network: None })
}

/// Returns the context of the request or frame that is being answered, if any.
pub fn running() -> Option<Context> {
    CURRENT.try_with(|context| *context).ok()
}

pub fn current() -> Uuid {
    context().id
}
