//! Work that runs to its end in a task of its own. A request's future is dropped where its client hangs up; what was
//! stored by then would be told to nobody.

use charla::ChatError;
use tokio_util::task::TaskTracker;

use crate::{error::fault, log::request_id};

/// `running` counts the work that is under way, so that it is awaited at the end of the server.
pub(crate) async fn in_own_task<T: Send + 'static>(
    running: &TaskTracker,
    work: impl Future<Output = Result<T, ChatError>> + Send + 'static,
) -> Result<T, ChatError> {
    let work = request_id::under(request_id::context(), work);
    tokio::spawn(running.track_future(work)).await.map_err(fault::internal)?
}
