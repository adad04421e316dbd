//! Closes the sockets of sessions that ended without a message about it.

use crate::{
    clock,
    live::hub::Hub,
    store::{SessionKey, Store, StoreError},
};

/// Sessions in one query.
const BATCH_SIZE: usize = 500;

/// Looks up the sessions of all open sockets in the database, and closes the sockets of those that ended.
pub async fn close_sockets(store: &dyn Store, hub: &Hub) -> Result<(), StoreError> {
    for batch in hub.sessions().chunks(BATCH_SIZE) {
        let hashes: Vec<_> = batch.iter().map(|session| session.as_bytes()).collect();
        for ended in store.ended_sessions(&hashes, clock::now()).await? {
            if let Some(session) = SessionKey::of_hash(&ended) {
                hub.close_sockets_of_session(session);
            }
        }
    }
    Ok(())
}
