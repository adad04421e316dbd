//! What processes tell each other, in the place of Redis.

use server::live::broker::Outgoing;

use crate::process::Process;

/// Notes on the way, each to one process.
#[derive(Default)]
pub struct Between {
    on_the_way: Vec<(usize, Outgoing)>,
    is_away: bool,
}

impl Between {
    /// Takes what the processes say.
    pub fn collects(&mut self, processes: &mut [Process]) {
        let count = processes.len();
        for process in processes {
            for note in process.tells() {
                if !self.is_away {
                    // Everybody who listens hears it, who told it as well.
                    self.on_the_way.extend((0..count).map(|to| (to, note.clone())));
                }
            }
        }
    }

    pub fn delivers(&mut self, note: usize, processes: &[Process]) {
        if !self.on_the_way.is_empty() {
            let (to, note) = self.on_the_way.remove(note % self.on_the_way.len());
            processes[to].hears(&note);
        }
    }

    pub fn duplicates(&self, note: usize, processes: &[Process]) {
        if !self.on_the_way.is_empty() {
            let (to, note) = &self.on_the_way[note % self.on_the_way.len()];
            processes[*to].hears(note);
        }
    }

    /// What was told last comes first.
    pub fn turns_around(&mut self) {
        self.on_the_way.reverse();
    }

    /// Whether there was any.
    pub fn delivers_all(&mut self, processes: &[Process]) -> bool {
        let any = !self.on_the_way.is_empty();
        for (to, note) in self.on_the_way.drain(..) {
            processes[to].hears(&note);
        }
        any
    }

    pub fn goes_away(&mut self) {
        self.is_away = true;
        self.on_the_way.clear();
    }

    /// Who had not noticed has: the connection was broken.
    pub fn comes_back(&mut self, processes: &[Process]) {
        if std::mem::take(&mut self.is_away) {
            self.is_noticed(processes, true);
            self.is_noticed(processes, false);
        }
    }

    pub fn is_away(&self) -> bool {
        self.is_away
    }

    pub fn is_noticed(&self, processes: &[Process], away: bool) {
        for process in processes {
            process.knows_to_be_deaf(away);
        }
    }
}
