//! The context that the server gives to each request of a page or server function.

use std::{fmt, sync::Arc};

use charla::{ChatError, SessionId, User, UserId};
use futures::{channel::oneshot, future::BoxFuture};

use crate::backend::Backend;

pub type ServerTask = BoxFuture<'static, ()>;

/// Provided as Leptos context for the duration of a request.
#[derive(Clone)]
pub struct ServerContext {
    pub backend: Arc<dyn Backend>,
    /// The signed-in user.
    pub me: Option<User>,
    /// The session of `me`.
    pub session: Option<SessionId>,
    /// Sets the HTTP status of the answer.
    pub set_status: Arc<dyn Fn(u16) + Send + Sync>,
    /// Runs a task on the server's runtime instead of the thread that renders the page. Fails if the task panics.
    pub run: Arc<dyn Fn(ServerTask) -> BoxFuture<'static, Result<(), ChatError>> + Send + Sync>,
}

impl ServerContext {
    /// Returns the id of the signed-in user.
    ///
    /// # Errors
    /// [`ChatError::NotSignedIn`]
    pub fn me(&self) -> Result<UserId, ChatError> {
        self.me.as_ref().map(|user| user.id).ok_or(ChatError::NotSignedIn)
    }

    /// Runs the work with [`run`](Self::run) and returns its result. A database connection that the work opens must
    /// belong to the server's runtime: on the thread of a page it would stall whenever that thread renders.
    ///
    /// # Errors
    /// The errors of the work, and of [`run`](Self::run); [`ChatError::Overloaded`] if the work ended without a result.
    pub async fn on_server<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, ChatError>> + Send + 'static,
    ) -> Result<T, ChatError> {
        let (sender, receiver) = oneshot::channel();
        let run = (self.run)(Box::pin(async move {
            // The request may have ended.
            let _ = sender.send(work.await);
        }));
        run.await?;
        receiver.await.unwrap_or(Err(ChatError::Overloaded { retry_after: 1 }))
    }

    /// Returns the session of the signed-in user.
    ///
    /// # Errors
    /// [`ChatError::NotSignedIn`]
    pub fn session(&self) -> Result<SessionId, ChatError> {
        self.session.ok_or(ChatError::NotSignedIn)
    }
}

impl fmt::Debug for ServerContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerContext").field("me", &self.me).finish_non_exhaustive()
    }
}
