//! Periodic maintenance: expired sessions, old versions of messages, search data.

use std::time::Duration;

use charla::Timestamp;

use crate::{clock, live::session_check, state::AppState, store::StoreError};

const CLEANUP_INTERVAL: Duration = Duration::from_secs(10 * 60);

/// An edited message has no search data until then. A search finds it all the same, at a higher cost.
const INDEX_INTERVAL: Duration = Duration::from_secs(60);

/// Until then a search reads the filters of new messages one by one. More messages at once cost less each.
const FILTER_INTERVAL: Duration = Duration::from_secs(5);

/// Between two batches, so that other writes are not held up.
const BATCH_PAUSE: Duration = Duration::from_millis(20);

/// Runs until the server ends.
pub async fn run_maintenance(state: AppState) {
    tokio::join!(clean_up(&state), index_messages(&state), add_filters(&state));
}

async fn index_messages(state: &AppState) {
    let failure = "messages could not be indexed for searches";
    in_batches(state, Duration::ZERO, INDEX_INTERVAL, failure, || state.store.index_unindexed()).await;
}

async fn add_filters(state: &AppState) {
    let failure = "new messages could not be added to the search data";
    in_batches(state, FILTER_INTERVAL, FILTER_INTERVAL, failure, || state.store.add_filters()).await;
}

/// Repeats `batch` after a short pause until it returns that nothing is left, and then after each `interval`.
async fn in_batches<Batch: Future<Output = Result<bool, StoreError>>>(
    state: &AppState,
    first: Duration,
    interval: Duration,
    failure: &str,
    batch: impl Fn() -> Batch,
) {
    let mut wait = first;
    while state.ending.run_until_cancelled(tokio::time::sleep(wait)).await.is_some() {
        wait = match batch().await {
            Ok(false) => BATCH_PAUSE,
            Ok(true) => interval,
            Err(error) => {
                tracing::warn!(%error, "{failure}");
                interval
            }
        };
    }
}

async fn clean_up(state: &AppState) {
    let mut clock = tokio::time::interval(CLEANUP_INTERVAL);
    loop {
        tokio::select! {
            () = state.ending.cancelled() => return,
            _ = clock.tick() => {}
        }
        if let Err(error) = end_expired_sessions(state).await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
        if let Err(error) = delete_old_versions(state).await {
            tracing::warn!(%error, "old versions of messages could not be deleted");
        }
    }
}

/// Deletes the earlier versions of messages that are older than `versions_kept` of the configuration.
pub async fn delete_old_versions(state: &AppState) -> Result<(), StoreError> {
    let kept = i64::try_from(state.config.versions_kept.as_micros()).unwrap_or(i64::MAX);
    let before = Timestamp::from_micros(clock::now().as_micros().saturating_sub(kept));
    while !state.store.delete_old_versions(before).await? {
        tokio::time::sleep(BATCH_PAUSE).await;
    }
    Ok(())
}

/// Deletes expired sessions, and closes the sockets that were opened with them.
pub async fn end_expired_sessions(state: &AppState) -> Result<(), StoreError> {
    while !state.sessions.end_expired().await? {
        tokio::time::sleep(BATCH_PAUSE).await;
    }
    // Another process may have ended sessions, and its messages about that may have been lost.
    session_check::close_sockets(&*state.store, &state.hub).await
}
