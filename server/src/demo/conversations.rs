//! The conversations of the demo, with their members and messages.

use fastrand::Rng;

use super::{
    CONVERSATIONS, LONGEST_CONVERSATION, MESSAGES,
    blanks::{self, Blanks},
    deck::Deck,
    people::People,
    pick,
    scenes::{Scene, Scenes, Turn, Voice},
};

/// Pairs that certainly have a conversation, by user name. Visitors sign in as the users in [`TRIED`], and look here first.
const KNOWN: [(&str, &str); 11] = [
    ("ana", "inaki"),
    ("ana", "luis"),
    ("ana", "elena"),
    ("ana", "carmen"),
    ("ana", "begona"),
    ("ana", "nuria"),
    ("maria", "luis"),
    ("pedro", "luis"),
    ("pilar", "luis"),
    ("jose.nunez", "luis"),
    ("joaquin", "raul"),
];
/// Users whom visitors of the demo sign in as.
const TRIED: [&str; 2] = ["ana", "luis"];
const GROUP: [&str; 3] = ["ana", "luis", "carmen"];

#[derive(Debug)]
pub(super) struct DemoConversation {
    /// The customer, the provider, and in a group the third member.
    pub(super) members: Vec<usize>,
    pub(super) scenes: Vec<Vec<Line>>,
    /// Number of unread messages at the end.
    pub(super) unread: usize,
}

#[derive(Debug)]
pub(super) struct Line {
    pub(super) sender: usize,
    pub(super) text: String,
}

impl DemoConversation {
    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.scenes.iter().flatten()
    }
}

/// Returns all conversations. The first is the longest, the last has no messages.
pub(super) fn all(people: &People, scenes: &Scenes, rng: &mut Rng) -> Vec<DemoConversation> {
    let group: Vec<_> = GROUP.iter().filter_map(|name| people.place(name)).collect();
    let mut writing: Vec<_> = pairs(people, rng)
        .into_iter()
        .map(|[customer, provider]| {
            let deck = Deck::new(scenes, &people.all[provider], rng);
            Writing::new(vec![customer, provider], deck, rng)
        })
        .collect();
    let last = writing.len() - 1;
    for conversation in &mut writing[..last] {
        conversation.leave_errands(scenes, people, rng);
    }

    let mut together = Writing::new(group.clone(), Deck::new(scenes, &people.all[group[1]], rng), rng);
    for scene in scenes.of("grupo") {
        together.play(scene, people, rng);
    }

    // Every conversation but the longest gets a scene, then some get more; the longest gets the remaining messages.
    for conversation in &mut writing[1..last] {
        conversation.go_on(people, rng);
    }
    let mut written = together.length() + writing[1..].iter().map(Writing::length).sum::<usize>();
    let room_for_a_scene = scenes.all.iter().map(|scene| scene.turns.len()).max().unwrap_or(0);
    while written + LONGEST_CONVERSATION + room_for_a_scene <= MESSAGES {
        // The lower of two random numbers makes some conversations long and many short.
        let place = rng.usize(..last - 1).min(rng.usize(..last - 1)) + 1;
        written += writing[place].go_on(people, rng);
    }
    while writing[0].length() < MESSAGES - written {
        writing[0].go_on(people, rng);
    }
    writing[0].cut_to(MESSAGES - written);

    writing.insert(1, together);
    writing.into_iter().map(Writing::end).collect()
}

/// Returns pairs of a customer and a provider, none twice.
fn pairs(people: &People, rng: &mut Rng) -> Vec<[usize; 2]> {
    let known = KNOWN.iter().filter_map(|(one, other)| Some([people.place(one)?, people.place(other)?]));
    let mut pairs: Vec<_> = known.collect();
    let mut others: Vec<_> = people
        .customers()
        .flat_map(|customer| people.providers().map(move |provider| [customer, provider]))
        .filter(|[customer, provider]| customer != provider && !pairs.contains(&[*customer, *provider]))
        .collect();
    rng.shuffle(&mut others);
    pairs.extend(others);
    // One of the conversations is the group.
    pairs.truncate(CONVERSATIONS - 1);
    pairs
}

struct Writing<'a> {
    members: Vec<usize>,
    scenes: Vec<Vec<Line>>,
    /// The unread messages at the end.
    errands: Vec<Line>,
    deck: Deck<'a>,
    street: &'static str,
}

impl<'a> Writing<'a> {
    fn new(members: Vec<usize>, deck: Deck<'a>, rng: &mut Rng) -> Self {
        Self { members, scenes: Vec::new(), errands: Vec::new(), deck, street: blanks::street(rng) }
    }

    fn length(&self) -> usize {
        self.scenes.iter().map(Vec::len).sum::<usize>() + self.errands.len()
    }

    /// Adds a scene. Returns the number of its messages.
    fn go_on(&mut self, people: &People, rng: &mut Rng) -> usize {
        self.deck.deal(rng).map_or(0, |scene| self.play(scene, people, rng))
    }

    fn play(&mut self, scene: &Scene, people: &People, rng: &mut Rng) -> usize {
        let lines = self.lines(scene, people, rng);
        self.scenes.push(lines);
        scene.turns.len()
    }

    fn lines(&self, scene: &Scene, people: &People, rng: &mut Rng) -> Vec<Line> {
        let name = |place: usize| self.members.get(place).map_or("", |person| people.all[*person].first_name);
        let blanks = Blanks::new(rng, [name(0), name(1), name(2)], self.street);
        let line = |turn: &Turn| {
            let place = match turn.voice {
                Voice::Customer => 0,
                Voice::Provider => 1,
                Voice::Colleague => 2,
            };
            Line { sender: self.members[place], text: blanks.fill(pick(rng, &turn.ways)) }
        };
        scene.turns.iter().map(line).collect()
    }

    /// Adds unread messages at the end: always for Ana and Luis, for a third of the other users.
    fn leave_errands(&mut self, scenes: &Scenes, people: &People, rng: &mut Rng) {
        let is_tried = |place: usize| TRIED.contains(&people.all[self.members[place]].username);
        let (to_customer, to_provider) = match (is_tried(0), is_tried(1)) {
            (false, false) => (rng.usize(..3) == 0, rng.usize(..3) == 0),
            tried => tried,
        };
        for (kind, is_left) in [("recado.p", to_customer), ("recado.c", to_provider)] {
            let errands: Vec<_> = scenes.of(kind).collect();
            if is_left {
                let lines = self.lines(pick(rng, &errands), people, rng);
                self.errands.extend(lines);
            }
        }
    }

    fn cut_to(&mut self, length: usize) {
        let mut surplus = self.length().saturating_sub(length);
        while surplus > 0
            && let Some(scene) = self.scenes.last_mut()
        {
            let keep = scene.len().saturating_sub(surplus);
            surplus -= scene.len() - keep;
            scene.truncate(keep);
            if scene.is_empty() {
                self.scenes.pop();
            }
        }
    }

    fn end(mut self) -> DemoConversation {
        let unread = self.errands.len();
        if unread > 0 {
            self.scenes.push(self.errands);
        }
        DemoConversation { members: self.members, scenes: self.scenes, unread }
    }
}
