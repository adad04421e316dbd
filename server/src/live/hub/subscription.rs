//! The subscription of one socket to the hub. It ends when it is dropped.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Ending, Hub, Queue, SocketId};

#[derive(Debug)]
pub struct Subscription {
    hub: Arc<Hub>,
    id: SocketId,
    events: Queue,
    ending: oneshot::Receiver<Ending>,
}

impl Subscription {
    pub(super) const fn new(hub: Arc<Hub>, id: SocketId, events: Queue, ending: oneshot::Receiver<Ending>) -> Self {
        Self { hub, id, events, ending }
    }

    pub const fn id(&self) -> SocketId {
        self.id
    }

    /// Returns the queued events and the order to close: two borrows, so that both can be awaited at once.
    pub const fn parts(&mut self) -> (&mut Queue, &mut oneshot::Receiver<Ending>) {
        (&mut self.events, &mut self.ending)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.unsubscribe(self.id);
    }
}
