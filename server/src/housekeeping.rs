//! What is done from time to time.

use std::time::Duration;

use crate::{clock, session::SessionKey, state::AppState, store::StoreError};

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
    let now = clock::now();
    state.store.delete_expired_sessions(now).await?;
    let open: Vec<SessionKey> = state.hub.sessions();
    for session in open {
        if state.store.session(session.as_bytes(), now).await?.is_none() {
            state.hub.end_session(session);
        }
    }
    Ok(())
}
