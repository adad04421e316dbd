//! What the store cannot do becomes what people are told: the cause goes to the log, they get
//! its id.

use std::{cell::RefCell, fmt};

use charla::ChatError;

use crate::{log::request_id, store::StoreError};

tokio::task_local! {
    static LAST: RefCell<Option<ChatError>>;
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        let told = match error {
            StoreError::Refused(refused) => refused,
            error => internal(error),
        };
        // Outside of a request nobody looks.
        let _ = LAST.try_with(|last| last.replace(Some(told.clone())));
        told
    }
}

/// What comes of `work`, and what the store could not do last meanwhile: layers of somebody else tell of
/// it only that they failed.
pub async fn watched<T>(work: impl Future<Output = T>) -> (T, Option<ChatError>) {
    let watched = async {
        let done = work.await;
        (done, LAST.with(RefCell::take))
    };
    LAST.scope(RefCell::default(), watched).await
}

/// Logs the cause, and tells only the id under which it stands in the log.
pub fn internal(cause: impl fmt::Display) -> ChatError {
    let request_id = request_id::current();
    tracing::error!(%request_id, error = %cause, "fault");
    ChatError::Internal { request_id: request_id.to_string() }
}
