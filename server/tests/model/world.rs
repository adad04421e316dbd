//! Two processes on one database, and users with tabs.

mod settling;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::Arc,
};

use charla::{ClientId, ConversationId, Seq, UserId};
use server::store::{self, Durability, Store};
use tempfile::TempDir;

use crate::{
    browser::Browser,
    checks,
    choices::Choices,
    database::populated,
    fake_redis::FakeRedis,
    others::NO_TAB,
    process::Process,
    script::{InitialTab, Step, UserAction},
    tab::{Clock, Network, Tab},
};

pub const ANA: UserId = UserId(1);
pub const LUIS: UserId = UserId(4);
const MARIA: UserId = UserId(3);
const PEOPLE: [UserId; 3] = [ANA, LUIS, MARIA];

pub struct World {
    pub processes: Vec<Process>,
    pub tabs: Vec<Tab>,
    redis: FakeRedis,
    browsers: BTreeMap<UserId, Rc<RefCell<Browser>>>,
    clock: Clock,
    /// For each tab, the seconds since its network failed.
    offline: Vec<usize>,
    /// Messages in the order in which each tab wrote them; those of a burst under [`NO_TAB`].
    pub written: BTreeMap<(ConversationId, UserId, usize), Vec<ClientId>>,
    /// Unsent messages that the user gave up.
    pub discarded: BTreeSet<ClientId>,
    pub choices: Choices,
    /// Number of edits.
    pub edits: usize,
    _folder: TempDir,
}

impl World {
    pub async fn new(initial_tabs: &[InitialTab]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        std::fs::write(&file, populated().await).expect("a copy");
        let url = format!("sqlite:{}", file.display());
        let mut processes = Vec::new();
        for _ in 0..2 {
            let store: Arc<dyn Store> = store::open(&url, Durability::Full).await.expect("a database");
            processes.push(Process::start(&store));
        }
        let browsers = PEOPLE.iter().map(|user| (*user, Rc::new(RefCell::new(Browser::default())))).collect();
        let mut world = Self {
            processes,
            tabs: Vec::new(),
            redis: FakeRedis::default(),
            browsers,
            clock: Rc::new(Cell::new(1_700_000_000_000)),
            offline: Vec::new(),
            written: BTreeMap::new(),
            discarded: BTreeSet::new(),
            choices: Choices::default(),
            edits: 0,
            _folder: folder,
        };
        for _ in 0..settling::ROUNDS {
            world.second_passes().await;
        }
        for (n, initial) in initial_tabs.iter().enumerate() {
            world.opens_tab(PEOPLE[initial.person], initial.process).await;
            world.tabs[n].network = Network::Up;
            world.looks(n, initial.conversation);
            world.waits_until_idle().await;
            while world.tabs[n].receives_answer(0).await {}
            if !initial.is_connected {
                world.tabs[n].goes_offline();
            }
        }
        world.delivers_everything().await;
        world
    }

    /// Opens a tab, which is not connected yet.
    pub async fn opens_tab(&mut self, user: UserId, process: usize) {
        let tab = self.page(user, process).await;
        self.tabs.push(tab);
        self.offline.push(0);
    }

    async fn page(&self, user: UserId, process: usize) -> Tab {
        let backend = self.processes[process].backend.clone();
        Tab::open_page(user, backend, process, self.browsers[&user].clone(), self.clock.clone()).await
    }

    pub async fn takes(&mut self, step: Step) {
        // Messages that are written one after the other are under way at the same time.
        if !matches!(step, Step::Do { action: UserAction::Write | UserAction::Reply { .. }, .. }) {
            self.waits_until_idle().await;
        }
        match step {
            Step::Show { tab, conversation } => self.looks(tab, conversation),
            Step::Do { tab, conversation, action } => self.does(tab, conversation, action),
            Step::Open { tab, other } => self.opens(tab, other).await,
            Step::Burst { conversation, process } => self.bursts(conversation, process % 2).await,
            Step::AnswersOvertakeSocket { tab, conversation, process } => {
                self.answers_overtake_the_socket(tab, conversation, process % 2).await;
            }
            Step::MessageOvertakesSocket { tab, conversation, process } => {
                self.a_message_overtakes_the_socket(tab, conversation, process % 2).await;
            }
            Step::ChangeOvertakesConversation { tab, conversation, process } => {
                self.a_change_overtakes_a_conversation(tab, conversation, process % 2).await;
            }
            Step::ChangeOvertakesPage { tab, conversation, message, process } => {
                self.a_change_overtakes_a_page(tab, conversation, message, process % 2).await;
            }
            Step::Connect { tab, process } => self.connects(tab % self.tabs.len(), process % 2),
            Step::Receive { tab, frames } => drop(self.tab(tab).listen(frames)),
            Step::Cut { tab } => self.tab(tab).goes_offline(),
            Step::Silence { tab, returns_unnoticed } => self.tab(tab).goes_silent(returns_unnoticed),
            Step::Close { tab } => self.tab(tab).socket_ends(),
            Step::Answer { tab, answer } => drop(self.tab(tab).receives_answer(answer).await),
            Step::BrowserEvent { tab } => drop(self.tab(tab).handles_browser_event()),
            Step::RefuseCall { tab } => self.tab(tab).refuses_next_call(true),
            Step::Reload { tab, process } => self.reloads(tab % self.tabs.len(), process % 2).await,
            Step::Deliver { publication } => self.redis.delivers(publication, &self.processes),
            Step::Duplicate { publication } => self.redis.duplicates(publication, &self.processes),
            Step::Reverse => self.redis.reverses(),
            Step::DeliverPublications => drop(self.redis.delivers_all(&self.processes)),
            Step::DeliverEverything => self.delivers_everything().await,
            Step::RedisAway => self.redis.goes_away(),
            Step::RedisBack => self.redis.comes_back(&self.processes),
            Step::Pass { seconds } => {
                for _ in 0..seconds {
                    self.second_passes().await;
                }
            }
        }
        self.opens_sockets();
        self.redis.collects(&mut self.processes);
        self.processes.iter().for_each(Process::check);
        self.checks_choices();
    }

    fn checks_choices(&mut self) {
        for (number, tab) in self.tabs.iter_mut().enumerate() {
            if tab.takes_failure() {
                self.choices.failed(number);
            }
        }
        self.choices.are_shown(&self.tabs);
    }

    pub fn tab(&mut self, tab: usize) -> &mut Tab {
        let count = self.tabs.len();
        &mut self.tabs[tab % count]
    }

    pub fn connects(&mut self, tab: usize, process: usize) {
        let backend = self.processes[process].backend.clone();
        self.offline[tab] = 0;
        self.tabs[tab].goes_online(process, backend);
        self.opens_sockets();
    }

    /// Opens sockets. Returns whether there was any to open, or to fail.
    fn opens_sockets(&mut self) -> bool {
        let mut moved = false;
        for tab in &mut self.tabs {
            if tab.wants_socket() {
                let line = self.processes[tab.process].connects(tab.me);
                tab.set_connection(line);
                moved = true;
            }
            moved |= tab.fails_to_connect();
        }
        moved
    }

    /// Reloads a page. Everything that it showed or awaited is lost, but not the stored messages.
    pub async fn reloads(&mut self, tab: usize, process: usize) {
        let (user, network) = (self.tabs[tab].me, self.tabs[tab].network);
        if network != Network::Up {
            return;
        }
        if !self.tabs[tab].is_settled() {
            self.choices.failed(tab);
        }
        let shown = self.tabs[tab].client.all_opened().next().map(|opened| opened.conversation().id);
        let mut page = self.page(user, process).await;
        page.network = network;
        self.offline[tab] = 0;
        std::mem::replace(&mut self.tabs[tab], page).close();
        if let Some(id) = shown {
            self.tabs[tab].look(id);
        }
    }

    pub async fn checks_all_tabs(&mut self) {
        for tab in &self.tabs {
            checks::tab_shows_database(tab).await;
        }
        self.checks_choices();
        self.choices.are_stored(&*self.processes[0].backend).await;
        self.everything_was_stored_once_and_in_order().await;
        for browser in self.browsers.values().map(|browser| browser.borrow()) {
            assert_eq!(browser.kept(), [], "nothing is kept that was sent");
            assert!(!browser.is_locked(), "nobody holds up the sends of others");
        }
        self.everybody_reads_everything().await;
    }

    async fn everything_was_stored_once_and_in_order(&self) {
        let pairs: BTreeSet<_> = self.written.keys().map(|(id, sender, _)| (*id, *sender)).collect();
        for (id, sender) in pairs {
            let all = checks::messages(&*self.processes[0].backend, sender, id).await;
            let stored: Vec<_> = all.into_iter().filter_map(|message| message.client_id).collect();
            let of_tabs = self.written.iter().filter(|((of, by, _), _)| (*of, *by) == (id, sender));
            for ((.., tab), written) in of_tabs {
                let mut own: Vec<_> = stored.iter().copied().filter(|client_id| written.contains(client_id)).collect();
                // A burst has no order, because all its messages are under way at the same time.
                if *tab == NO_TAB {
                    own.sort();
                }
                assert_eq!(
                    own.iter().collect::<BTreeSet<_>>().len(),
                    own.len(),
                    "no message of user {sender} in {id} is stored twice"
                );
                // A message that was given up may be stored all the same, and late: another tab may send it before it
                // hears of that.
                let is_wanted = |client_id: &ClientId| !self.discarded.contains(client_id);
                own.retain(is_wanted);
                let written: Vec<_> = written.iter().copied().filter(is_wanted).collect();
                assert_eq!(own, written, "what user {sender} wrote in {id} is stored once, in its order");
            }
        }
    }

    async fn everybody_reads_everything(&mut self) {
        for tab in &mut self.tabs {
            let ids: Vec<_> = tab.client.all_opened().map(|opened| opened.conversation().id).collect();
            for id in ids {
                // A page with only the user's own messages shows nothing to read.
                tab.act(|client| client.mark_read(id, Seq(i64::MAX)));
            }
        }
        self.waits_until_settled().await;
        for tab in &self.tabs {
            for opened in tab.client.all_opened() {
                let id = opened.conversation().id;
                let stored = tab.backend.conversation(tab.me, id).await.expect("one's own conversation");
                assert_eq!(stored.unread_count, 0, "user {} has read all of {id}", tab.me);
            }
            checks::tab_shows_database(tab).await;
        }
    }
}
