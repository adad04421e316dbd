//! Lets time pass, delivers what is under way, and waits until nothing is left to do.

use std::time::Duration;

use charla::client::ConnectionStatus;
use tokio::{task::yield_now, time::advance};

use super::World;
use crate::{
    checks,
    process::Process,
    tab::{Network, Tab},
};

/// Polls after which the processes no longer read the database.
pub(super) const ROUNDS: usize = 4;

/// Far more rounds than anything takes.
const MAX_ROUNDS: usize = 1_000;

/// Time after which an undisturbed client is up to date: it has noticed dead connections, and repeated failed calls.
const SETTLED_WITHIN_SECONDS: usize = 120;

/// Time within which a client reconnects after the browser has reported that the network is back.
const BACK_WITHIN_SECONDS: usize = 5;

/// Time without a connection after which the user has to be notified.
const NOTIFIED_AFTER_SECONDS: usize = 3;

impl World {
    pub async fn second_passes(&mut self) {
        // Work of the servers that has begun does not take a second.
        self.waits_until_idle().await;
        advance(Duration::from_secs(1)).await;
        self.clock.set(self.clock.get() + 1_000);
        if self.redis.is_away() {
            self.redis.notify_processes(&self.processes, true);
        }
        for process in &mut self.processes {
            process.polls_database().await;
        }
        for browser in self.browsers.values() {
            browser.borrow_mut().time_passes(self.clock.get());
        }
        for (tab, offline) in self.tabs.iter_mut().zip(&mut self.offline) {
            tab.time_passes();
            *offline = if tab.network == Network::Down { *offline + 1 } else { 0 };
            let is_notified = tab.client.connection() == ConnectionStatus::Lost;
            assert!(
                is_notified || *offline < NOTIFIED_AFTER_SECONDS,
                "user {} is told that the network is gone",
                tab.me
            );
        }
        self.opens_sockets();
    }

    /// Waits until nothing happens any more without an input.
    pub async fn waits_until_idle(&mut self) {
        let mut idle_turns = 0;
        while idle_turns < 16 {
            yield_now().await;
            let is_idle = self.processes.iter_mut().all(Process::is_idle) && self.tabs.iter().all(Tab::is_idle);
            idle_turns = if is_idle { idle_turns + 1 } else { 0 };
        }
        self.redis.collects(&mut self.processes);
    }

    /// Restores all connections. Nothing is lost any more.
    pub async fn restores_connections(&mut self) {
        self.waits_until_idle().await;
        self.redis.comes_back(&self.processes);
        self.tabs.iter_mut().for_each(|tab| tab.refuses_next_call(false));
        for _ in 0..ROUNDS {
            self.second_passes().await;
            self.waits_until_settled().await;
        }
    }

    /// Checks that messages arrive even while Redis is away.
    pub async fn checks_messages_without_redis(&mut self) {
        self.delivers_everything().await;
        if self.redis.is_away() {
            // Unsent messages are sent; after that it takes a second until the other process polls.
            let goes_on = |tab: &Tab| tab.network == Network::Up && !tab.is_settled();
            for _ in 0..SETTLED_WITHIN_SECONDS {
                if !self.tabs.iter().any(goes_on) {
                    break;
                }
                self.second_passes().await;
                self.delivers_everything().await;
            }
            self.second_passes().await;
            self.delivers_everything().await;
            for tab in self.tabs.iter().filter(|tab| tab.is_connected() && tab.client.is_idle()) {
                for opened in tab.client.all_opened() {
                    checks::timeline_is_complete(tab, opened.timeline()).await;
                }
            }
        }
    }

    /// Restores all networks, and lets time pass until every client is settled.
    pub async fn waits_until_settled(&mut self) {
        let mut noticed = Vec::new();
        for tab in 0..self.tabs.len() {
            match self.tabs[tab].network {
                Network::Up => {}
                Network::Silent { returns_unnoticed: true } => self.tabs[tab].network = Network::Up,
                Network::Down | Network::Silent { .. } => {
                    // A connection that is just being opened may take longer.
                    let is_opening = self.tabs[tab].client.connection() != ConnectionStatus::Live;
                    if self.tabs[tab].network == Network::Down || !is_opening {
                        noticed.push(tab);
                    }
                    self.connects(tab, tab % 2);
                }
            }
        }
        for second in 0..SETTLED_WITHIN_SECONDS {
            self.delivers_everything().await;
            if self.tabs.iter().all(Tab::is_settled) {
                return;
            }
            let is_connected = |tab: &usize| self.tabs[*tab].is_connected();
            assert!(second < BACK_WITHIN_SECONDS || noticed.iter().all(is_connected), "a network that is back is used");
            self.second_passes().await;
        }
        let client = self.tabs.iter().find(|tab| !tab.is_settled()).map(|tab| &tab.client);
        panic!("a client does not come to rest: {client:?}");
    }

    /// Delivers everything under way, and everything that follows from it.
    pub async fn delivers_everything(&mut self) {
        for _ in 0..MAX_ROUNDS {
            self.waits_until_idle().await;
            let mut moved = self.redis.delivers_all(&self.processes);
            moved |= self.opens_sockets();
            for tab in &mut self.tabs {
                moved |= tab.listen(usize::MAX);
                while tab.receives_answer(0).await {
                    moved = true;
                }
                while tab.handles_browser_event() {
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
        panic!("it does not come to rest");
    }

    /// Delivers the publications under way between the processes.
    pub fn publications_arrive(&mut self) {
        self.redis.delivers_all(&self.processes);
    }

    /// Delivers everything that comes over sockets, but no answers.
    pub async fn resumes(&mut self) {
        let mut moved = true;
        while moved {
            self.waits_until_idle().await;
            moved = self.opens_sockets();
            for tab in &mut self.tabs {
                moved |= tab.listen(usize::MAX);
            }
        }
    }
}
