//! The open connections, limited in all and by network. If there is no room for another one, idle ones are closed; if
//! none is idle, a few places are reserved for health checks.

use std::{
    cmp::Reverse,
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::activity::Activity;
use crate::{
    config::ConnectionLimits,
    limits::{Limit, Refusals},
    net::network::Network,
};

/// Connections beyond the limits, in which only the health checks are answered.
const RESERVED_FOR_HEALTH_CHECKS: usize = 16;

/// If there is no room, one of this many connections is closed at once, not only one: the search for idle ones takes time.
const EVICTION_SHARE: usize = 64;

#[derive(Debug)]
pub(super) struct Connections {
    limits: ConnectionLimits,
    refusals: Refusals,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    last_turn: u64,
    open: HashMap<u64, Entry>,
    by_network: HashMap<Network, Count>,
    reserved: usize,
}

/// Connections of one network.
#[derive(Debug, Default)]
struct Count {
    all: usize,
    reserved: usize,
}

#[derive(Debug)]
struct Entry {
    networks: Vec<Network>,
    activity: Arc<Activity>,
    is_reserved: bool,
}

/// The place of one open connection. Dropping it frees the place.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    id: u64,
    pub(super) activity: Arc<Activity>,
    /// Only the health checks are answered on this connection.
    pub(super) is_reserved: bool,
    connections: Arc<Connections>,
}

/// The result of [`Connections::admit`].
#[derive(Debug)]
pub(super) struct ConnectionAdmission {
    /// `None` if the connection has to be closed.
    pub(super) place: Option<ConnectionSlot>,
    /// Number of idle connections that were closed to make room.
    pub(super) evicted: usize,
}

impl Connections {
    pub(super) fn new(limits: ConnectionLimits) -> Arc<Self> {
        Arc::new(Self { limits, refusals: Refusals::of(Limit::Connections), table: Mutex::default() })
    }

    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> ConnectionAdmission {
        let around = Network::around(peer).filter(|_| self.limits.by_address.is_some());
        let (levels, networks): (Vec<_>, Vec<_>) = around.unzip();
        let mut table = self.lock();
        let mut evicted = 0;
        let mut has_room = true;
        let mut full = None;
        for (network, level) in networks.iter().zip(levels) {
            let most = self.limits.of_network(level);
            if table.regular(network) >= most {
                let closed = table.evict(portion(most), |entry| !entry.is_reserved && entry.networks.contains(network));
                evicted += closed;
                if closed == 0 {
                    has_room = false;
                    full.get_or_insert(*network);
                }
            }
        }
        if has_room && table.open.len() - table.reserved >= self.limits.total {
            let closed = table.evict(portion(self.limits.total), |entry| !entry.is_reserved);
            evicted += closed;
            has_room = closed > 0;
        }
        if !has_room && table.reserved >= RESERVED_FOR_HEALTH_CHECKS {
            evicted += table.evict(1, |entry| entry.is_reserved);
        }
        let is_admitted = has_room || table.reserved < RESERVED_FOR_HEALTH_CHECKS;
        let place = is_admitted.then(|| {
            let (id, activity) = table.insert(networks, !has_room);
            ConnectionSlot { id, activity, is_reserved: !has_room, connections: self.clone() }
        });
        drop(table);
        if let Some(network) = full {
            self.refusals.log(&network);
        }
        ConnectionAdmission { place, evicted }
    }

    /// Closes some idle connections, if the system has no room for another one. Returns their number.
    pub(super) fn evict_some(&self) -> usize {
        self.lock().evict(portion(self.limits.total), |_| true)
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionSlot {
    /// See [`Activity::flushed`].
    pub(super) fn flushed(&self) {
        self.activity.flushed(|| self.connections.lock().next_turn());
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        self.connections.lock().remove(self.id);
    }
}

impl Table {
    const fn next_turn(&mut self) -> u64 {
        self.last_turn += 1;
        self.last_turn
    }

    fn count(&self, network: &Network) -> usize {
        self.by_network.get(network).map_or(0, |count| count.all)
    }

    /// Number of connections without the reserved ones: closing a reserved one makes no room for others.
    fn regular(&self, network: &Network) -> usize {
        self.by_network.get(network).map_or(0, |count| count.all - count.reserved)
    }

    fn insert(&mut self, networks: Vec<Network>, is_reserved: bool) -> (u64, Arc<Activity>) {
        let id = self.next_turn();
        for network in &networks {
            let count = self.by_network.entry(*network).or_default();
            count.all += 1;
            count.reserved += usize::from(is_reserved);
        }
        self.reserved += usize::from(is_reserved);
        let activity = Arc::new(Activity::idle_since(id));
        self.open.insert(id, Entry { networks, activity: activity.clone(), is_reserved });
        (id, activity)
    }

    fn remove(&mut self, id: u64) {
        let Some(entry) = self.open.remove(&id) else { return };
        self.reserved -= usize::from(entry.is_reserved);
        for network in entry.networks {
            if let Some(count) = self.by_network.get_mut(&network) {
                count.all -= 1;
                count.reserved -= usize::from(entry.is_reserved);
                if count.all == 0 {
                    self.by_network.remove(&network);
                }
            }
        }
    }

    /// Closes up to `most` idle connections that match, and returns their number. Networks with the most connections come
    /// first, so that somebody who opens many closes their own; then connections without a request, the longest idle first.
    /// Closed connections no longer count.
    fn evict(&mut self, most: usize, of_these: impl Fn(&Entry) -> bool) -> usize {
        let mut idle: Vec<_> = self
            .open
            .iter()
            .filter(|(_, entry)| of_these(entry))
            .filter_map(|(id, entry)| {
                let crowd = entry.networks.last().map_or(0, |widest| self.count(widest));
                Some((Reverse(crowd), entry.activity.idle()?, *id))
            })
            .collect();
        if idle.len() > most {
            idle.select_nth_unstable(most - 1);
            idle.truncate(most);
        }
        let mut evicted = 0;
        for (_, _, id) in idle {
            if self.open.get(&id).is_some_and(|entry| entry.activity.evict()) {
                self.remove(id);
                evicted += 1;
            }
        }
        evicted
    }
}

fn portion(most: usize) -> usize {
    (most / EVICTION_SHARE).max(1)
}

#[cfg(test)]
mod tests;
