//! Runs a write to its end in a task of its own. Without that, a client that disconnects would drop the future of its
//! request, and what was stored by then would not be published.

use charla::ChatError;
use tokio_util::task::TaskTracker;

use crate::{error::fault, log::request_id};

/// `running` counts the tasks, so that the server waits for them when it ends.
pub(crate) async fn in_own_task<T: Send + 'static>(
    running: &TaskTracker,
    work: impl Future<Output = Result<T, ChatError>> + Send + 'static,
) -> Result<T, ChatError> {
    let work = request_id::under(request_id::context(), work);
    tokio::spawn(running.track_future(work)).await.map_err(fault::internal)?
}
