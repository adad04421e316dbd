//! Closes the sockets of sessions that ended without a message about it.

use crate::{
    clock,
    live::hub::Hub,
    store::{Store, StoreError},
};

/// Sessions in one query.
const BATCH_SIZE: usize = 500;

/// Looks up the sessions of all open sockets in the database, and closes the sockets of those that ended.
pub async fn close_sockets(store: &dyn Store, hub: &Hub) -> Result<(), StoreError> {
    for batch in hub.sessions().chunks(BATCH_SIZE) {
        for ended in store.ended_sessions(batch, clock::now()).await? {
            hub.close_sockets_of_session(ended);
        }
    }
    Ok(())
}
