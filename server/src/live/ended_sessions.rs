//! Sessions that ended without a word about it.

use crate::{
    clock,
    live::hub::Hub,
    store::{SessionKey, Store, StoreError},
};

/// Sessions of one question.
const TOGETHER: usize = 500;

/// Closes the sockets of sessions that ended, here or elsewhere, without a word about it.
///
/// # Errors
/// Those of the store.
pub async fn close_ended(store: &dyn Store, hub: &Hub) -> Result<(), StoreError> {
    for some in hub.sessions().chunks(TOGETHER) {
        let hashes: Vec<_> = some.iter().map(|session| session.as_bytes()).collect();
        for ended in store.ended_sessions(&hashes, clock::now()).await? {
            if let Some(session) = SessionKey::of_hash(&ended) {
                hub.end_session(session);
            }
        }
    }
    Ok(())
}
