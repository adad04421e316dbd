//! Simulates Redis between the processes.

use server::live::broker::Publication;

use crate::process::Process;

/// Publications under way, each to one process.
#[derive(Default)]
pub struct FakeRedis {
    on_the_way: Vec<(usize, Publication)>,
    is_away: bool,
}

impl FakeRedis {
    /// Takes new publications from the processes.
    pub fn collects(&mut self, processes: &mut [Process]) {
        let count = processes.len();
        for process in processes {
            for publication in process.take_publications() {
                if !self.is_away {
                    // Every subscriber receives a publication, the publisher included.
                    self.on_the_way.extend((0..count).map(|to| (to, publication.clone())));
                }
            }
        }
    }

    pub fn delivers(&mut self, index: usize, processes: &[Process]) {
        if !self.on_the_way.is_empty() {
            let (to, publication) = self.on_the_way.remove(index % self.on_the_way.len());
            processes[to].receives(&publication);
        }
    }

    pub fn duplicates(&self, index: usize, processes: &[Process]) {
        if !self.on_the_way.is_empty() {
            let (to, publication) = &self.on_the_way[index % self.on_the_way.len()];
            processes[*to].receives(publication);
        }
    }

    /// Reverses the order: the last publication arrives first.
    pub fn reverses(&mut self) {
        self.on_the_way.reverse();
    }

    /// Delivers all publications. Returns whether there was any.
    pub fn delivers_all(&mut self, processes: &[Process]) -> bool {
        let any = !self.on_the_way.is_empty();
        for (to, publication) in self.on_the_way.drain(..) {
            processes[to].receives(&publication);
        }
        any
    }

    pub fn goes_away(&mut self) {
        self.is_away = true;
        self.on_the_way.clear();
    }

    /// Reconnects. Every process has noticed by then that the connection broke.
    pub fn comes_back(&mut self, processes: &[Process]) {
        if std::mem::take(&mut self.is_away) {
            self.notify_processes(processes, true);
            self.notify_processes(processes, false);
        }
    }

    pub fn is_away(&self) -> bool {
        self.is_away
    }

    pub fn notify_processes(&self, processes: &[Process], away: bool) {
        for process in processes {
            process.set_broker_away(away);
        }
    }
}
