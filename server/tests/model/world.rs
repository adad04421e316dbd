//! Two processes on one database, and people with tabs.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use charla::{ClientId, ConversationId, UserId};
use server::store::{Durability, SqliteStore, Store};
use tempfile::TempDir;
use tokio::{task::yield_now, time::advance};

use crate::{
    between::Between,
    database::populated,
    process::Process,
    script::{Deed, Seat, Step},
    tab::Tab,
    truth,
};

pub const ANA: UserId = UserId(1);
pub const LUIS: UserId = UserId(4);
const MARIA: UserId = UserId(3);
const PEOPLE: [UserId; 3] = [ANA, LUIS, MARIA];

/// After these the processes leave the database alone, or tell what has no log.
const ROUNDS: usize = 4;

/// Far more than anything takes.
const PATIENCE: usize = 1_000;

pub struct World {
    pub processes: Vec<Process>,
    pub tabs: Vec<Tab>,
    between: Between,
    /// In the order of the ids, in which it was written.
    pub written: BTreeMap<(ConversationId, UserId), Vec<ClientId>>,
    /// How many messages were edited.
    pub edits: usize,
    _folder: TempDir,
}

impl World {
    pub async fn new(seats: &[Seat]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        std::fs::write(&file, populated().await).expect("a copy");
        let url = format!("sqlite:{}", file.display());
        let mut processes = Vec::new();
        for _ in 0..2 {
            let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&url, Durability::Full).await.expect("a database"));
            processes.push(Process::start(&store));
        }
        let mut world = Self {
            processes,
            tabs: Vec::new(),
            between: Between::default(),
            written: BTreeMap::new(),
            edits: 0,
            _folder: folder,
        };
        for _ in 0..ROUNDS {
            world.second_passes().await;
        }
        for (n, seat) in seats.iter().enumerate() {
            world.somebody_opens_a_tab(PEOPLE[seat.person], seat.process).await;
            world.looks(n, seat.conversation).await;
            if seat.is_connected {
                world.connects(n, seat.process);
            }
        }
        world.flows().await;
        world
    }

    pub async fn somebody_opens_a_tab(&mut self, user: UserId, process: usize) {
        let backend = self.processes[process].backend.clone();
        self.tabs.push(Tab::open_page(user, backend).await);
    }

    pub async fn takes(&mut self, step: Step) {
        // What is written one after the other is on its way at once.
        if !matches!(step, Step::Do { deed: Deed::Write | Deed::Reply { .. }, .. }) {
            self.rests().await;
        }
        match step {
            Step::Look { tab, conversation } => self.looks(tab, conversation).await,
            Step::Do { tab, conversation, deed } => self.does(tab, conversation, deed).await,
            Step::Open { tab, other } => self.opens(tab, other).await,
            Step::Burst { conversation, process } => self.bursts(conversation, process % 2).await,
            Step::Connect { tab, process } => self.connects(tab % self.tabs.len(), process % 2),
            Step::Hear { tab, frames } => drop(self.tab(tab).listen(frames)),
            Step::Cut { tab } => self.tab(tab).cut().await,
            Step::Ask { tab } => self.tab(tab).recover().await,
            Step::Answer { tab } => drop(self.tab(tab).recovered().await),
            Step::Come { tab, answer } => drop(self.tab(tab).comes(answer).await),
            Step::Deliver { note } => self.between.delivers(note, &self.processes),
            Step::Duplicate { note } => self.between.duplicates(note, &self.processes),
            Step::TurnAround => self.between.turns_around(),
            Step::DeliverAll => drop(self.between.delivers_all(&self.processes)),
            Step::Flow => self.flows().await,
            Step::Away => self.between.goes_away(),
            Step::Back => self.between.comes_back(&self.processes),
            Step::Second => self.second_passes().await,
        }
        self.between.collects(&mut self.processes);
        self.processes.iter().for_each(Process::check);
    }

    pub fn tab(&mut self, tab: usize) -> &mut Tab {
        let count = self.tabs.len();
        &mut self.tabs[tab % count]
    }

    pub fn connects(&mut self, tab: usize, process: usize) {
        let tab = &mut self.tabs[tab];
        let line = self.processes[process].connects(tab.me);
        tab.backend = self.processes[process].backend.clone();
        tab.connect(line);
    }

    pub async fn second_passes(&mut self) {
        advance(Duration::from_secs(1)).await;
        if self.between.is_away() {
            self.between.is_noticed(&self.processes, true);
        }
        for process in &mut self.processes {
            process.looks_into_the_database().await;
        }
    }

    /// Until nothing happens any more without a cause from outside.
    pub async fn rests(&mut self) {
        let mut turns_of_rest = 0;
        while turns_of_rest < 16 {
            yield_now().await;
            let rests = self.processes.iter_mut().all(Process::rests);
            turns_of_rest = if rests { turns_of_rest + 1 } else { 0 };
        }
        self.between.collects(&mut self.processes);
    }

    /// All is well again: everybody is connected, and nothing is lost any more.
    pub async fn heals(&mut self) {
        self.rests().await;
        self.between.comes_back(&self.processes);
        for _ in 0..ROUNDS {
            self.second_passes().await;
            self.settles().await;
        }
    }

    /// However little the processes hear of each other.
    pub async fn messages_come_all_the_same(&mut self) {
        self.flows().await;
        if self.between.is_away() {
            self.second_passes().await;
            self.flows().await;
            for tab in self.tabs.iter().filter(|tab| tab.is_connected()) {
                for opened in tab.opened.values() {
                    truth::messages_are_there(tab, &opened.timeline).await;
                }
            }
        }
    }

    /// As [`Self::flows`], and everybody is connected.
    pub async fn settles(&mut self) {
        loop {
            self.flows().await;
            let lost: Vec<_> = (0..self.tabs.len()).filter(|tab| !self.tabs[*tab].is_connected()).collect();
            if lost.is_empty() {
                return;
            }
            for tab in lost {
                self.connects(tab, tab % 2);
            }
        }
    }

    /// Everything that is on the way comes, and everything that follows from it.
    async fn flows(&mut self) {
        for _ in 0..PATIENCE {
            self.rests().await;
            let mut moved = self.between.delivers_all(&self.processes);
            for tab in &mut self.tabs {
                moved |= tab.listen(usize::MAX);
                moved |= tab.goes_on().await;
            }
            if !moved {
                return;
            }
        }
        panic!("it does not come to rest");
    }

    /// What processes tell each other comes.
    pub fn notes_come(&mut self) {
        self.between.delivers_all(&self.processes);
    }

    /// Everything that comes over sockets comes; nobody fetches anything.
    pub async fn resumes(&mut self) {
        let mut moved = true;
        while moved {
            self.rests().await;
            moved = false;
            for tab in &mut self.tabs {
                moved |= tab.listen(usize::MAX);
            }
        }
    }

    pub async fn shows_the_truth(&self) {
        for tab in &self.tabs {
            truth::is_shown_by(tab).await;
        }
        for ((id, sender), written) in &self.written {
            let all = truth::messages(&*self.processes[0].backend, *sender, *id).await;
            let mut stored: Vec<_> = all.iter().filter_map(|message| message.client_id).collect();
            stored.sort();
            assert_eq!(stored, *written, "what was written is stored once");
        }
    }
}
