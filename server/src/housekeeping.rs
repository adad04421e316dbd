//! What is done from time to time.

use std::time::Duration;

use crate::{
    clock,
    session::{self, SessionKey},
    state::AppState,
    store::StoreError,
};

const EVERY: Duration = Duration::from_secs(10 * 60);

/// Until the server ends.
pub async fn keep_house(state: AppState) {
    let mut rounds = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            () = state.ending.cancelled() => return,
            _ = rounds.tick() => {}
        }
        if let Err(error) = end_expired_sessions(&state).await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
    }
}

/// Deletes them, and closes the sockets that were opened with one.
///
/// # Errors
/// Those of the store.
pub async fn end_expired_sessions(state: &AppState) -> Result<(), StoreError> {
    let expired = state.store.delete_expired_sessions(clock::now()).await?;
    for session in expired.iter().filter_map(|hash| SessionKey::of_hash(hash)) {
        state.fanout.end_session(session);
    }
    // Another process may have ended some, and was not heard.
    session::close_ended(&*state.store, &state.hub).await
}
