//! A queue with fair shares: a network with many requests waits for its own requests, and does not make others wait.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

/// The groups that an entry belongs to, from the largest to the smallest. The groups of one level have equal shares, and so
/// have the groups within each of them.
pub type Path<K, const LEVELS: usize> = [K; LEVELS];

/// If more entries wait, the newest of equal entries is served first. In the order of arrival all of them would wait so
/// long that their clients have given up when their turn comes.
const MAX_FIRST_IN_FIRST_OUT: usize = 32;

/// If more groups are counted, the counts are reset.
const MAX_COUNTED_GROUPS: usize = 20_000;

#[derive(Debug)]
pub struct FairQueue<K, T, const LEVELS: usize> {
    waiting: Vec<Waiting<K, T, LEVELS>>,
    /// How many entries of a group were served since the queue was empty.
    served: HashMap<K, u32>,
    capacity: usize,
    /// The number of the next entry, in the order of arrival.
    next_number: u64,
}

#[derive(Debug)]
struct Waiting<K, T, const LEVELS: usize> {
    path: Path<K, LEVELS>,
    number: u64,
    entry: T,
}

impl<K: Copy + Eq + Hash, T, const LEVELS: usize> FairQueue<K, T, LEVELS> {
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { waiting: Vec::new(), served: HashMap::new(), capacity, next_number: 0 }
    }

    /// Adds an entry. If the queue is full, removes and returns one: the oldest of the group with the most entries.
    pub fn push(&mut self, path: Path<K, LEVELS>, entry: T) -> Option<T> {
        self.waiting.push(Waiting { path, number: self.next_number, entry });
        self.next_number += 1;
        if self.waiting.len() <= self.capacity {
            return None;
        }
        let mut counts: HashMap<(usize, K), u32> = HashMap::new();
        for waiting in &self.waiting {
            for group in waiting.path.iter().copied().enumerate() {
                *counts.entry(group).or_default() += 1;
            }
        }
        let group_sizes = |waiting: &Waiting<K, T, LEVELS>| {
            let mut levels = waiting.path.iter().copied().enumerate();
            let sizes: [u32; LEVELS] =
                std::array::from_fn(|_| levels.next().and_then(|group| counts.get(&group).copied()).unwrap_or(0));
            (sizes, Reverse(waiting.number))
        };
        let index = (0..self.waiting.len()).max_by_key(|index| group_sizes(&self.waiting[*index]))?;
        Some(self.waiting.swap_remove(index).entry)
    }

    /// Removes and returns an entry of the group that was served least.
    pub fn pop(&mut self) -> Option<T> {
        let is_newest_first = self.waiting.len() > MAX_FIRST_IN_FIRST_OUT;
        let rank = |waiting: &Waiting<K, T, LEVELS>| {
            let served = waiting.path.map(|group| self.served.get(&group).copied().unwrap_or(0));
            (served, if is_newest_first { u64::MAX - waiting.number } else { waiting.number })
        };
        let index = (0..self.waiting.len()).min_by_key(|index| rank(&self.waiting[*index]))?;
        let Waiting { path, entry, .. } = self.waiting.swap_remove(index);
        if self.waiting.is_empty() || self.served.len() > MAX_COUNTED_GROUPS {
            self.served.clear();
        } else {
            for (level, group) in path.iter().enumerate() {
                // One group can fill several levels, and is counted once.
                if !path[..level].contains(group) {
                    *self.served.entry(*group).or_default() += 1;
                }
            }
        }
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes all entries out, in the order in which they are served.
    fn served(queue: &mut FairQueue<&'static str, u32, 3>) -> Vec<u32> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn networks_are_served_in_turn() {
        let mut queue = FairQueue::new(100);
        for number in 0..6 {
            queue.push(["abuser"; 3], number);
        }
        queue.push(["ana"; 3], 10);
        queue.push(["luis"; 3], 11);
        assert_eq!(served(&mut queue), [0, 10, 11, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn many_small_networks_of_one_large_one_share_its_turns() {
        let mut queue = FairQueue::new(100);
        for (number, small) in (0..).zip(["a", "b", "c", "d"]) {
            queue.push(["abuser", small, small], number);
        }
        queue.push(["campus", "house", "ana"], 10);
        queue.push(["campus", "house", "luis"], 11);
        queue.push(["campus", "library", "eva"], 12);
        assert_eq!(served(&mut queue), [0, 10, 1, 12, 2, 11, 3]);
    }

    #[test]
    fn a_full_queue_evicts_from_the_network_with_most_entries() {
        let mut queue = FairQueue::new(4);
        for number in 0..4 {
            assert_eq!(queue.push(["abuser", "abuser", "abuser"], number), None);
        }
        assert_eq!(queue.push(["abuser"; 3], 4), Some(0), "the oldest of its own entries");
        assert_eq!(queue.push(["ana"; 3], 10), Some(1));
        assert_eq!(queue.push(["luis"; 3], 11), Some(2));
        assert_eq!(queue.push(["eva"; 3], 12), Some(3));
        assert_eq!(queue.push(["eva"; 3], 13), Some(12), "no other network has two");
        assert_eq!(served(&mut queue), [4, 10, 11, 13]);
    }

    #[test]
    fn in_a_long_queue_of_many_networks_the_newest_is_served_first() {
        let mut queue = FairQueue::new(1_000);
        let addresses: Vec<String> = (0..200).map(|n| format!("198.51.{n}.1")).collect();
        for (number, address) in (0..).zip(&addresses) {
            queue.push([address.as_str(); 3], number);
        }
        queue.push(["ana"; 3], 1_000);
        assert_eq!(queue.pop(), Some(1_000));
    }

    #[test]
    fn a_network_that_comes_later_is_served_before_one_that_was_served_already() {
        let mut queue = FairQueue::new(100);
        for number in 0..6 {
            queue.push(["abuser"; 3], number);
        }
        assert_eq!((queue.pop(), queue.pop()), (Some(0), Some(1)));
        queue.push(["ana"; 3], 10);
        assert_eq!(queue.pop(), Some(10));
    }
}
