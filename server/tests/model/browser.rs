//! Simulates the storage and the locks that all tabs of one browser share.

use std::collections::{BTreeMap, VecDeque};

use charla::{ClientId, ConversationId, Unsent};

/// How long a tab waits for a lock, as in `app/src/chat/other_tabs.rs`.
const LOCKED_FOR_MILLIS: i64 = 20_000;

/// An event that a tab handles later.
#[derive(Debug)]
pub enum Event {
    Written(Unsent),
    Deleted(Unsent),
    Sent(Unsent),
    /// The tab has the lock, or has waited for too long.
    Locked(ConversationId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TabId(usize);

#[derive(Debug, Default)]
pub struct Browser {
    kept: BTreeMap<ClientId, Unsent>,
    tabs: BTreeMap<TabId, VecDeque<Event>>,
    /// For each lock the tab that holds it, then the waiting ones, each with the time of its request.
    locks: BTreeMap<ConversationId, VecDeque<(TabId, i64)>>,
    opened: usize,
}

impl Browser {
    pub fn open_tab(&mut self) -> TabId {
        let tab = TabId(self.opened);
        self.opened += 1;
        self.tabs.insert(tab, VecDeque::new());
        tab
    }

    /// Closes a tab, and releases its locks.
    pub fn close_tab(&mut self, tab: TabId) {
        self.tabs.remove(&tab);
        let ids: Vec<_> = self.locks.keys().copied().collect();
        for id in ids {
            self.leave(tab, id);
        }
    }

    pub fn next_event(&mut self, tab: TabId) -> Option<Event> {
        self.tabs.get_mut(&tab)?.pop_front()
    }

    pub fn kept(&self) -> Vec<Unsent> {
        self.kept.values().cloned().collect()
    }

    pub fn is_locked(&self) -> bool {
        self.locks.values().any(|tabs| !tabs.is_empty())
    }

    pub fn keep(&mut self, tab: TabId, unsent: Unsent) {
        self.kept.insert(unsent.client_id, stored(&unsent));
        self.tell_others(tab, || Event::Written(stored(&unsent)));
    }

    pub fn keep_change(&mut self, tab: TabId, unsent: Unsent) {
        if self.kept.contains_key(&unsent.client_id) {
            self.keep(tab, unsent);
        }
    }

    pub fn forget(&mut self, tab: TabId, client_id: ClientId) {
        if let Some(unsent) = self.kept.remove(&client_id) {
            self.tell_others(tab, || Event::Deleted(unsent.clone()));
        }
    }

    pub fn forget_sent(&mut self, tab: TabId, client_id: ClientId) {
        if let Some(unsent) = self.kept.remove(&client_id) {
            self.tell_others(tab, || Event::Sent(unsent.clone()));
        }
    }

    pub fn lock(&mut self, tab: TabId, id: ConversationId, now: i64) {
        let tabs = self.locks.entry(id).or_default();
        assert!(tabs.iter().all(|(waiting, _)| *waiting != tab), "a tab asks once");
        tabs.push_back((tab, now));
        if tabs.len() == 1 {
            self.tell(tab, Event::Locked(id));
        }
    }

    pub fn unlock(&mut self, tab: TabId, id: ConversationId) {
        if self.locks.get(&id).and_then(VecDeque::front).is_some_and(|(holder, _)| *holder == tab) {
            self.leave(tab, id);
        }
    }

    /// Lets tabs that have waited for too long continue without the lock.
    pub fn time_passes(&mut self, now: i64) {
        let late: Vec<_> = self
            .locks
            .iter()
            .flat_map(|(id, tabs)| tabs.iter().skip(1).map(|(tab, since)| (*id, *tab, *since)))
            .filter(|(_, _, since)| now - since >= LOCKED_FOR_MILLIS)
            .collect();
        for (id, tab, _) in late {
            self.leave(tab, id);
            self.tell(tab, Event::Locked(id));
        }
    }

    fn leave(&mut self, tab: TabId, id: ConversationId) {
        let Some(tabs) = self.locks.get_mut(&id) else { return };
        let holder = tabs.front().map(|(tab, _)| *tab);
        tabs.retain(|(other, _)| *other != tab);
        if let Some((next, _)) = tabs.front().copied()
            && Some(next) != holder
        {
            self.tell(next, Event::Locked(id));
        }
    }

    fn tell(&mut self, tab: TabId, event: Event) {
        self.tabs.get_mut(&tab).expect("an open tab").push_back(event);
    }

    fn tell_others(&mut self, tab: TabId, event: impl Fn() -> Event) {
        for (other, events) in &mut self.tabs {
            if *other != tab {
                events.push_back(event());
            }
        }
    }
}

/// Returns the part of a message that is stored.
fn stored(unsent: &Unsent) -> Unsent {
    let text = serde_json::to_string(unsent).expect("JSON");
    serde_json::from_str(&text).expect("what was stored")
}
