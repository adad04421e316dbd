//! Who is served next, so that a network that asks for a lot waits for itself and not the others for it.

use std::{cmp::Reverse, collections::HashMap, hash::Hash};

/// To whom an entry belongs, from the largest group to the smallest. Groups of a level share alike, and so do
/// the groups within each.
pub type Path<K, const LEVELS: usize> = [K; LEVELS];

/// Where more wait, the latest of equals comes first: in the order of their coming all of them would wait for too long,
/// and be given up when their turn comes.
const CROWD: usize = 32;

/// Beyond it, what was served is forgotten.
const MAX_REMEMBERED: usize = 20_000;

#[derive(Debug)]
pub struct FairQueue<K, T, const LEVELS: usize> {
    waiting: Vec<Waiting<K, T, LEVELS>>,
    /// How many of a group were served since the queue was empty.
    served: HashMap<K, u32>,
    room: usize,
    /// Of the next entry: earlier ones come first among equals.
    number: u64,
}

#[derive(Debug)]
struct Waiting<K, T, const LEVELS: usize> {
    path: Path<K, LEVELS>,
    number: u64,
    entry: T,
}

impl<K: Copy + Eq + Hash, T, const LEVELS: usize> FairQueue<K, T, LEVELS> {
    #[must_use]
    pub fn new(room: usize) -> Self {
        Self { waiting: Vec::new(), served: HashMap::new(), room, number: 0 }
    }

    /// Where there is no room, the one that goes instead: the earliest of those of whom most wait, which has waited in
    /// vain.
    pub fn push(&mut self, path: Path<K, LEVELS>, entry: T) -> Option<T> {
        self.waiting.push(Waiting { path, number: self.number, entry });
        self.number += 1;
        if self.waiting.len() <= self.room {
            return None;
        }
        let mut counts: HashMap<(usize, K), u32> = HashMap::new();
        for waiting in &self.waiting {
            for place in waiting.path.iter().copied().enumerate() {
                *counts.entry(place).or_default() += 1;
            }
        }
        let crowd = |waiting: &Waiting<K, T, LEVELS>| {
            let mut levels = waiting.path.iter().copied().enumerate();
            let counts: [u32; LEVELS] =
                std::array::from_fn(|_| levels.next().and_then(|place| counts.get(&place).copied()).unwrap_or(0));
            (counts, Reverse(waiting.number))
        };
        let place = (0..self.waiting.len()).max_by_key(|at| crowd(&self.waiting[*at]))?;
        Some(self.waiting.swap_remove(place).entry)
    }

    /// One of those of whom fewest were served.
    pub fn pop(&mut self) -> Option<T> {
        let is_crowded = self.waiting.len() > CROWD;
        let turn = |waiting: &Waiting<K, T, LEVELS>| {
            let served = waiting.path.map(|group| self.served.get(&group).copied().unwrap_or(0));
            (served, if is_crowded { u64::MAX - waiting.number } else { waiting.number })
        };
        let place = (0..self.waiting.len()).min_by_key(|at| turn(&self.waiting[*at]))?;
        let Waiting { path, entry, .. } = self.waiting.swap_remove(place);
        if self.waiting.is_empty() || self.served.len() > MAX_REMEMBERED {
            self.served.clear();
        } else {
            for (level, group) in path.iter().enumerate() {
                // The same group may stand for several levels.
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

    /// Everything that waits, in the order in which it is served.
    fn served(queue: &mut FairQueue<&'static str, u32, 3>) -> Vec<u32> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn one_of_each_network_is_served_in_turn() {
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
    fn where_it_is_full_the_largest_crowd_makes_room() {
        let mut queue = FairQueue::new(4);
        for number in 0..4 {
            assert_eq!(queue.push(["abuser", "abuser", "abuser"], number), None);
        }
        assert_eq!(queue.push(["abuser"; 3], 4), Some(0), "of its own crowd the earliest goes");
        assert_eq!(queue.push(["ana"; 3], 10), Some(1));
        assert_eq!(queue.push(["luis"; 3], 11), Some(2));
        assert_eq!(queue.push(["eva"; 3], 12), Some(3));
        assert_eq!(queue.push(["eva"; 3], 13), Some(12), "nobody else has two");
        assert_eq!(served(&mut queue), [4, 10, 11, 13]);
    }

    #[test]
    fn in_a_crowd_of_strangers_whoever_comes_now_does_not_wait_for_all_of_them() {
        let mut queue = FairQueue::new(1_000);
        let addresses: Vec<String> = (0..200).map(|n| format!("198.51.{n}.1")).collect();
        for (number, address) in (0..).zip(&addresses) {
            queue.push([address.as_str(); 3], number);
        }
        queue.push(["ana"; 3], 1_000);
        assert_eq!(queue.pop(), Some(1_000));
    }

    #[test]
    fn whoever_comes_late_does_not_wait_for_those_who_were_served() {
        let mut queue = FairQueue::new(100);
        for number in 0..6 {
            queue.push(["abuser"; 3], number);
        }
        assert_eq!((queue.pop(), queue.pop()), (Some(0), Some(1)));
        queue.push(["ana"; 3], 10);
        assert_eq!(queue.pop(), Some(10));
    }
}
