//! The abuser's own threads. In life an abuser has a machine of their own; here the system runs these threads only
//! when neither the server nor the others have anything to do.

use rustix::process::setpriority_process;
use tokio::runtime::{Builder, Runtime};

/// The lowest priority that Linux has. It is the calling thread's.
const LOWEST: i32 = 19;

pub(super) struct Elsewhere(Option<Runtime>);

impl Elsewhere {
    pub(super) fn new() -> Result<Self, String> {
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .on_thread_start(|| {
                // A failure is ignored: the others are only slower then.
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

impl Drop for Elsewhere {
    /// A runtime may not be waited for in another one.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
