//! Fetching of which only the last counts.

use std::pin::pin;

use futures::{
    channel::oneshot,
    future::{Either, select},
};
use leptos::prelude::*;

/// A resource fetches one thing after the other: without this, what is asked for now waits until what was asked for
/// before is there, however late that is.
#[derive(Debug)]
pub(crate) struct Latest<K: Send + Sync + 'static>(StoredValue<Option<(K, oneshot::Sender<()>)>>);

impl<K: Send + Sync + 'static> Clone for Latest<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Latest<K> {}

impl<K: PartialEq + Send + Sync + 'static> Latest<K> {
    /// `asked` is what is asked for now, reactively.
    pub(crate) fn new(asked: impl Fn() -> K + Send + Sync + 'static) -> Self {
        let latest = Self(StoredValue::new(None));
        Effect::new(move |_| {
            let asked = asked();
            latest.0.update_value(|under_way| drop(under_way.take_if(|(key, _)| *key != asked)));
        });
        latest
    }

    /// `None` once something else is asked for.
    pub(crate) async fn fetch<T>(self, key: K, work: impl Future<Output = T>) -> Option<T> {
        let (stays, is_over) = oneshot::channel();
        self.0.try_update_value(|under_way| *under_way = Some((key, stays)));
        match select(pin!(work), is_over).await {
            Either::Left((fetched, _)) => Some(fetched),
            Either::Right(_) => None,
        }
    }
}
