//! Without a network the service worker has what cannot be fetched: whole pages, which are loaded through it.

use charla::Failure;
use futures::future;
use send_wrapper::SendWrapper;

use crate::{
    browser::{self, worker},
    failure::CallFailure,
};

/// Where the server cannot be reached, and the page of this address is kept, that is loaded, and this never resolves. The
/// tab itself holds only the conversations that were opened since it was loaded.
pub(crate) async fn or_offline_page<T>(fetch: impl Future<Output = Result<T, CallFailure>>) -> Result<T, Failure> {
    let fetched = fetch.await.map_err(Failure::from);
    if cfg!(feature = "hydrate") && matches!(fetched, Err(Failure::Unreachable | Failure::TimedOut)) {
        let load = async {
            // A page is kept for its path alone: one with a query is not found.
            let here = browser::here();
            if worker::has_kept(&here).await {
                browser::load(&here);
                future::pending::<()>().await;
            }
        };
        // The browser has one thread only.
        SendWrapper::new(load).await;
    }
    fetched
}
