//! Cancels a request when a newer one is made.

use std::pin::pin;

use futures::{
    channel::oneshot,
    future::{Either, select},
};
use leptos::prelude::*;

/// Cancels outdated requests. A resource runs its requests one after the other, so without this a new request would
/// wait for the outdated one to end.
#[derive(Debug)]
pub(crate) struct Latest<K: Send + Sync + 'static>(StoredValue<Option<(K, oneshot::Sender<()>)>>);

impl<K: Send + Sync + 'static> Clone for Latest<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Latest<K> {}

impl<K: PartialEq + Send + Sync + 'static> Latest<K> {
    /// `current` returns the key of the current request. Reactive.
    pub(crate) fn new(current: impl Fn() -> K + Send + Sync + 'static) -> Self {
        let latest = Self(StoredValue::new(None));
        Effect::new(move |_| {
            let current = current();
            latest.0.update_value(|running| drop(running.take_if(|(key, _)| *key != current)));
        });
        latest
    }

    /// Runs a request; returns `None` if the current key changes before it ends.
    pub(crate) async fn fetch<T>(self, key: K, work: impl Future<Output = T>) -> Option<T> {
        let (keep_running, cancelled) = oneshot::channel();
        self.0.try_update_value(|running| *running = Some((key, keep_running)));
        match select(pin!(work), cancelled).await {
            Either::Left((fetched, _)) => Some(fetched),
            Either::Right(_) => None,
        }
    }
}
