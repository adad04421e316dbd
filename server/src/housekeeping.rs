//! What is done from time to time.

use std::time::Duration;

use charla::Timestamp;

use crate::{clock, live::ended_sessions, state::AppState, store::StoreError};

const EVERY: Duration = Duration::from_secs(10 * 60);

/// How soon what was edited is prepared for searches, which find it before, too.
const PREPARE_EVERY: Duration = Duration::from_secs(60);

/// Between two parts of it, so that others are not held up.
const PREPARE_PAUSE: Duration = Duration::from_millis(20);

/// Until the server ends.
pub async fn keep_house(state: AppState) {
    tokio::join!(clear_up(&state), prepare_searches(&state));
}

async fn prepare_searches(state: &AppState) {
    let mut wait = Duration::ZERO;
    while state.ending.run_until_cancelled(tokio::time::sleep(wait)).await.is_some() {
        wait = match state.store.prepare_searches().await {
            Ok(false) => PREPARE_PAUSE,
            Ok(true) => PREPARE_EVERY,
            Err(error) => {
                tracing::warn!(%error, "messages could not be prepared for searches");
                PREPARE_EVERY
            }
        };
    }
}

async fn clear_up(state: &AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = state.ending.cancelled() => return,
            _ = rounds.tick() => {}
        }
        if let Err(error) = end_expired_sessions(state).await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
        if let Err(error) = forget_versions(state).await {
            tracing::warn!(%error, "old versions of messages could not be deleted");
        }
    }
}

/// Deletes what messages were before, once it was kept for as long as the operator says.
///
/// # Errors
/// Those of the store.
pub async fn forget_versions(state: &AppState) -> Result<(), StoreError> {
    let kept = i64::try_from(state.config.versions_kept.as_micros()).unwrap_or(i64::MAX);
    let before = Timestamp::from_micros(clock::now().as_micros().saturating_sub(kept));
    while !state.store.forget_versions(before).await? {
        tokio::time::sleep(PREPARE_PAUSE).await;
    }
    Ok(())
}

/// Deletes them, and closes the sockets that were opened with one.
///
/// # Errors
/// Those of the store.
pub async fn end_expired_sessions(state: &AppState) -> Result<(), StoreError> {
    state.sessions.end_expired().await?;
    // Another process may have ended some, and was not heard.
    ended_sessions::close_sockets(&*state.store, &state.hub).await
}
