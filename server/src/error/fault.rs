//! Converts errors of the store into errors for clients. The cause goes to the log; the client gets the id of the
//! request, by which the operator finds the entry.

use std::{cell::RefCell, fmt};

use charla::ChatError;

use crate::{log::request_id, store::StoreError};

tokio::task_local! {
    static LAST: RefCell<Option<ChatError>>;
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        let error_for_client = match error {
            StoreError::Refused(refused) => refused,
            error => internal(error),
        };
        // `LAST` is set only within `watched`.
        let _ = LAST.try_with(|last| last.replace(Some(error_for_client.clone())));
        error_for_client
    }
}

/// Runs `work`, and also returns the last error of the store meanwhile. Third-party layers, such as the session layer,
/// only say that they failed, and not why.
pub async fn watched<T>(work: impl Future<Output = T>) -> (T, Option<ChatError>) {
    let watched = async {
        let done = work.await;
        (done, LAST.with(RefCell::take))
    };
    LAST.scope(RefCell::default(), watched).await
}

/// Logs the cause, and returns an error that only has the id of the request in the log.
pub fn internal(cause: impl fmt::Display) -> ChatError {
    let request_id = request_id::current();
    tracing::error!(%request_id, error = %cause, "fault");
    ChatError::Internal { request_id: request_id.to_string() }
}
