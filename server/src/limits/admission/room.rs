//! A pool with a bounded number of bytes. A request that finds no room waits for it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use charla::ChatError;
use tokio::{sync::Notify, time::timeout};

use super::shares::{Owner, Shares};
use crate::limits::{Limit, Refusals};

/// How long a request waits for room.
const RESERVE_TIMEOUT: Duration = Duration::from_secs(5);

/// Seconds after which a client may try again.
pub(super) const RETRY_AFTER: u32 = 2;

#[derive(Debug)]
pub struct Room {
    shares: Mutex<Shares>,
    freed: Notify,
    waiting: AtomicUsize,
    refusals: Refusals,
}

/// Bytes that are reserved in a room until this is dropped.
#[derive(Debug)]
pub struct Reservation {
    room: Arc<Room>,
    owner: Owner,
    bytes: usize,
}

/// Increases the count of waiting requests until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Room {
    pub fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            shares: Mutex::new(Shares::new(bytes)),
            freed: Notify::new(),
            waiting: AtomicUsize::new(0),
            refusals: Refusals::of(Limit::WaitingAnswers),
        })
    }

    /// Reserves bytes. Waits while the room or the owner's share of it is used up; other owners do not wait behind it.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if there is no room for `RESERVE_TIMEOUT`.
    pub async fn reserve(self: &Arc<Self>, owner: Owner, bytes: usize) -> Result<Reservation, ChatError> {
        if let Some(reservation) = self.try_reserve(owner, bytes) {
            return Ok(reservation);
        }
        let _waiting = Waiting::new(&self.waiting);
        let reserved = timeout(RESERVE_TIMEOUT, async {
            loop {
                let freed = self.freed.notified();
                if let Some(reservation) = self.try_reserve(owner, bytes) {
                    return reservation;
                }
                freed.await;
            }
        });
        reserved.await.map_err(|_| {
            self.refusals.log(&owner);
            ChatError::Overloaded { retry_after: RETRY_AFTER }
        })
    }

    fn try_reserve(self: &Arc<Self>, owner: Owner, bytes: usize) -> Option<Reservation> {
        let mut shares = self.lock();
        // An answer that is larger than the room takes the whole room.
        let bytes = bytes.min(shares.room());
        shares.fit(&owner, bytes).then(|| {
            shares.take(&owner, bytes);
            Reservation { room: Arc::clone(self), owner, bytes }
        })
    }

    /// Whether a request waits, or no more than a quarter is free.
    pub fn is_scarce(&self) -> bool {
        let shares = self.lock();
        self.waiting.load(Ordering::Relaxed) > 0 || shares.free() <= shares.room() / 4
    }

    fn lock(&self) -> MutexGuard<'_, Shares> {
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    pub fn is_in(&self, room: &Arc<Room>) -> bool {
        Arc::ptr_eq(&self.room, room)
    }

    pub const fn owner(&self) -> Owner {
        self.owner
    }

    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds the bytes of another reservation of the same owner in the same room.
    pub fn merge(&mut self, mut other: Self) {
        self.bytes += std::mem::take(&mut other.bytes);
    }

    /// Changes the number of bytes, even if there is no room for more: other requests wait until bytes are freed.
    pub fn resize(&mut self, bytes: usize) {
        let mut shares = self.room.lock();
        if bytes > self.bytes {
            shares.take(&self.owner, bytes - self.bytes);
        } else {
            shares.give_back(&self.owner, self.bytes - bytes);
        }
        drop(shares);
        self.bytes = bytes;
        self.room.freed.notify_waiters();
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.resize(0);
    }
}

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use charla::UserId;
    use tokio::{runtime, task::yield_now};

    use super::*;
    use crate::{limits::admission::Requester, log::captured_log::captured_log, net::network::Network};

    fn owner(user: i64) -> Owner {
        let address = [10, 0, u8::try_from(user).expect("few"), 1].into();
        Owner { requester: Requester::User(UserId(user)), network: Network::of(address).widest() }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_waits_until_others_are_read() {
        let room = Room::new(80);
        let mut first = room.reserve(owner(1), 70).await.expect("room");
        assert!(room.is_scarce());
        let refused = room.reserve(owner(2), 20).await.err();
        assert_eq!(refused, Some(ChatError::Overloaded { retry_after: RETRY_AFTER }));
        let waits = tokio::spawn({
            let room = room.clone();
            async move { room.reserve(owner(2), 20).await }
        });
        yield_now().await;
        assert!(!waits.is_finished());
        first.resize(10);
        let second = waits.await.expect("no panic").expect("what was left over");
        assert!(!room.is_scarce());
        drop((first, second));
        assert!(room.reserve(owner(1), 99).await.is_ok(), "what is longer than all takes all");
    }

    #[test]
    fn a_timeout_while_waiting_for_room_is_logged_once_a_minute() {
        let runtime =
            runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        let log = captured_log(|| {
            runtime.block_on(async {
                let room = Room::new(100);
                let _first = room.reserve(owner(1), 100).await.expect("room");
                for user in [2, 2, 3, 2] {
                    assert!(room.reserve(owner(user), 10).await.is_err());
                }
            });
        });
        let lines: Vec<_> = log.lines().filter_map(|line| Some(line.split_once("event=")?.1)).collect();
        let line = |user| format!("\"limit met\" limit=\"answers that wait\" user={user}");
        assert_eq!(lines, [line(2), line(3)]);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_behind_an_owner_whose_share_is_used_up() {
        let room = Room::new(100);
        let _first = room.reserve(owner(1), 40).await.expect("room");
        let waits = tokio::spawn({
            let room = room.clone();
            async move { room.reserve(owner(1), 40).await.err() }
        });
        yield_now().await;
        assert!(room.is_scarce(), "somebody waits");
        assert!(room.reserve(owner(2), 40).await.is_ok());
        assert!(waits.await.expect("no panic").is_some());
        assert!(!room.is_scarce(), "nobody waits any more");
    }
}
