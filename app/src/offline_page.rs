//! Loads the cached page of the service worker when the server is unreachable.

use charla::Failure;
use futures::future;
use send_wrapper::SendWrapper;

use crate::{
    browser::{self, worker},
    failure::CallFailure,
};

/// Runs a request. If the server is unreachable and the service worker has this page, loads that page and never
/// resolves: the tab itself has only the conversations opened since it was loaded, but the cache has whole pages.
pub(crate) async fn or_offline_page<T>(fetch: impl Future<Output = Result<T, CallFailure>>) -> Result<T, Failure> {
    let fetched = fetch.await.map_err(Failure::from);
    if cfg!(feature = "hydrate") && matches!(fetched, Err(Failure::Unreachable | Failure::TimedOut)) {
        let load = async {
            // Pages are cached by path: an address with a query is not found.
            let here = browser::current_path();
            if worker::has_cached(&here).await {
                browser::load(&here);
                future::pending::<()>().await;
            }
        };
        // `SendWrapper` is safe because the browser has only one thread.
        SendWrapper::new(load).await;
    }
    fetched
}
