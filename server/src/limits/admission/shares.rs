//! The bytes of a room that each owner holds, and the bytes that it may still take.

use std::{collections::HashMap, hash::Hash};

use charla::UserId;

use super::Requester;
use crate::{limits::LimitKey, net::network::Network};

/// A requester may hold an eighth of the free bytes, so that one requester cannot use up the room.
const OF_REQUESTER: usize = 8;

/// A network may hold as much as is free: the first one gets half of the room, the next one half of the rest.
const OF_NETWORK: usize = 1;

/// The owner of reserved bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub requester: Requester,
    /// The widest network around the client's address, also for signed-in users.
    pub network: Network,
}

impl LimitKey for Owner {
    fn user(&self) -> Option<UserId> {
        self.requester.user()
    }

    fn network(&self) -> Option<Network> {
        self.requester.network()
    }
}

/// A share depends on what is free: the more is held, the smaller the shares, so that an owner that holds nothing finds
/// room beside owners that hold much. An owner without an answer may take one that is larger than its share.
#[derive(Debug)]
pub struct Shares {
    room: usize,
    /// May exceed the room, since [`Shares::take`] does not check.
    taken: usize,
    by_requester: HashMap<Requester, usize>,
    by_network: HashMap<Network, usize>,
}

impl Shares {
    pub fn new(room: usize) -> Self {
        Self { room, taken: 0, by_requester: HashMap::new(), by_network: HashMap::new() }
    }

    pub const fn room(&self) -> usize {
        self.room
    }

    pub const fn free(&self) -> usize {
        self.room.saturating_sub(self.taken)
    }

    /// Whether the owner may take this many more bytes.
    pub fn fit(&self, owner: &Owner, bytes: usize) -> bool {
        let Some(free) = self.free().checked_sub(bytes) else { return false };
        let fits = |held: Option<&usize>, part| held.is_none_or(|held| held + bytes <= free / part);
        fits(self.by_requester.get(&owner.requester), OF_REQUESTER)
            && fits(self.by_network.get(&owner.network), OF_NETWORK)
    }

    /// Takes bytes without checking that they fit.
    pub fn take(&mut self, owner: &Owner, bytes: usize) {
        if bytes > 0 {
            self.taken += bytes;
            *self.by_requester.entry(owner.requester).or_default() += bytes;
            *self.by_network.entry(owner.network).or_default() += bytes;
        }
    }

    /// Frees bytes that were taken.
    pub fn give_back(&mut self, owner: &Owner, bytes: usize) {
        self.taken -= bytes;
        give_back(&mut self.by_requester, owner.requester, bytes);
        give_back(&mut self.by_network, owner.network, bytes);
    }
}

/// Subtracts bytes from a key, and removes the key if it holds no more.
fn give_back<K: Eq + Hash>(held: &mut HashMap<K, usize>, key: K, bytes: usize) {
    if let Some(all) = held.get_mut(&key) {
        *all -= bytes;
        if *all == 0 {
            held.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(user: i64, address: &str) -> Owner {
        let network = Network::of(address.parse().expect("an address")).widest();
        Owner { requester: Requester::User(UserId(user)), network }
    }

    /// Returns how many answers of this size these owners can take in turns.
    fn takes(shares: &mut Shares, owners: &[Owner], bytes: usize) -> usize {
        let mut taken = 0;
        loop {
            let before = taken;
            for owner in owners {
                if shares.fit(owner, bytes) {
                    shares.take(owner, bytes);
                    taken += 1;
                }
            }
            if taken == before {
                return taken;
            }
        }
    }

    #[test]
    fn users_of_one_network_have_half_of_the_room_together() {
        let mut shares = Shares::new(1_000);
        assert_eq!(takes(&mut shares, &[owner(1, "203.0.113.1")], 10), 11, "a ninth of one user");
        let crowd: Vec<_> = (2..60).map(|user| owner(user, "203.0.113.2")).collect();
        assert_eq!(11 + takes(&mut shares, &crowd, 10), 50);
        assert!(!shares.fit(&owner(70, "203.0.113.3"), 10));
        assert!(shares.fit(&owner(70, "198.51.100.1"), 400), "others find room");
    }

    #[test]
    fn each_network_takes_at_most_half_of_the_free_room() {
        let mut shares = Shares::new(1_000);
        for network in 0..5 {
            let free = shares.free();
            let crowd: Vec<_> = (0..50).map(|user| owner(100 * network + user, &format!("10.0.{network}.1"))).collect();
            assert_eq!(takes(&mut shares, &crowd, 1), free / 2, "{network}");
        }
        assert!(shares.fit(&owner(1_000, "203.0.113.1"), shares.free()));
    }

    #[test]
    fn bytes_taken_beyond_the_room_are_missing_afterwards() {
        let mut shares = Shares::new(100);
        let (ana, luis) = (owner(1, "203.0.113.1"), owner(2, "198.51.100.1"));
        shares.take(&ana, 150);
        assert!(!shares.fit(&luis, 1));
        shares.give_back(&ana, 100);
        assert!(shares.fit(&luis, 50) && !shares.fit(&luis, 51) && !shares.fit(&ana, 1));
        shares.give_back(&ana, 50);
        assert!(shares.by_requester.is_empty() && shares.by_network.is_empty() && shares.free() == 100);
    }
}
