//! Threads with low priority for the abusive client. A real one would have a machine of its own; here the system runs
//! these threads only when neither the server nor the other users need the processor.

use rustix::process::setpriority_process;
use tokio::runtime::{Builder, Runtime};

/// The lowest priority of Linux. It applies to the calling thread.
const LOWEST: i32 = 19;

pub(super) struct LowPriority(Option<Runtime>);

impl LowPriority {
    pub(super) fn new() -> Result<Self, String> {
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .on_thread_start(|| {
                // A failure is ignored: it only makes the other users slower.
                let _ = setpriority_process(None, LOWEST);
            })
            .build();
        Ok(Self(Some(runtime.map_err(|error| error.to_string())?)))
    }

    pub(super) async fn runs(
        &self,
        work: impl Future<Output = Result<(), String>> + Send + 'static,
    ) -> Result<(), String> {
        let Some(runtime) = &self.0 else { return Ok(()) };
        runtime.spawn(work).await.map_err(|error| error.to_string())?
    }
}

impl Drop for LowPriority {
    /// Does not wait for the tasks: a runtime must not be dropped by waiting within another one.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
