//! The id under which the log knows what a request, or a frame of a socket, went through, and where it came from.

use std::future::Future;

use uuid::Uuid;

use crate::net::network::Network;

tokio::task_local! {
    static CURRENT: Context;
}

#[derive(Debug, Clone, Copy)]
pub struct Context {
    pub id: Uuid,
    /// None for what no client asked for.
    pub network: Option<Network>,
}

/// Runs `work` under a new id.
pub async fn within<T>(network: Option<Network>, work: impl Future<Output = T>) -> T {
    under(Context { id: Uuid::now_v7(), network }, work).await
}

/// Runs `work` in this context: for work that goes on in a task of its own.
pub async fn under<T>(context: Context, work: impl Future<Output = T>) -> T {
    CURRENT.scope(context, work).await
}

/// Of what runs now; a new one where nothing began with [`within`].
#[must_use]
pub fn context() -> Context {
    running().unwrap_or_else(|| Context { id: Uuid::now_v7(), network: None })
}

/// Of the request or frame that is answered now, if it is one.
#[must_use]
pub fn running() -> Option<Context> {
    CURRENT.try_with(|context| *context).ok()
}

#[must_use]
pub fn current() -> Uuid {
    context().id
}
