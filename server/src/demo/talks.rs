//! The conversations: who with whom, and what they said.

use super::{
    CONVERSATIONS, LONGEST_CONVERSATION, MESSAGES,
    blanks::{self, Blanks},
    deck::Deck,
    dice::Dice,
    people::People,
    scenes::{Scene, Scenes, Turn, Voice},
};

/// What somebody looks for first, by user name: the two who sign in to try it know each other.
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
/// Who signs in to try it.
const TRIED: [&str; 2] = ["ana", "luis"];
const GROUP: [&str; 3] = ["ana", "luis", "carmen"];

#[derive(Debug)]
pub(super) struct Talk {
    /// The customer, the provider, and the third of a group.
    pub(super) members: Vec<usize>,
    pub(super) scenes: Vec<Vec<Line>>,
    /// So many of the last lines nobody has read.
    pub(super) unread: usize,
}

#[derive(Debug)]
pub(super) struct Line {
    pub(super) sender: usize,
    pub(super) text: String,
}

impl Talk {
    pub(super) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.scenes.iter().flatten()
    }
}

/// The first of them is the longest, the last has not begun.
pub(super) fn all(people: &People, scenes: &Scenes, dice: &mut Dice) -> Vec<Talk> {
    let group: Vec<_> = GROUP.iter().filter_map(|name| people.place(name)).collect();
    let mut writing: Vec<_> = pairs(people, dice)
        .into_iter()
        .map(|[customer, provider]| {
            let deck = Deck::new(scenes, &people.all[provider], dice);
            Writing::new(vec![customer, provider], deck, dice)
        })
        .collect();
    let last = writing.len() - 1;
    for talk in &mut writing[..last] {
        talk.leave_errands(scenes, people, dice);
    }

    let mut together = Writing::new(group.clone(), Deck::new(scenes, &people.all[group[1]], dice), dice);
    for scene in scenes.of("grupo") {
        together.play(scene, people, dice);
    }

    // Everybody but the longest says something, then some say more, until it has what is left.
    for talk in &mut writing[1..last] {
        talk.go_on(people, dice);
    }
    let mut written = together.length() + writing[1..].iter().map(Writing::length).sum::<usize>();
    let room_for_a_scene = scenes.all.iter().map(|scene| scene.turns.len()).max().unwrap_or(0);
    while written + LONGEST_CONVERSATION + room_for_a_scene <= MESSAGES {
        // The lower of two, so that some are long and many are short.
        let place = dice.roll(last - 1).min(dice.roll(last - 1)) + 1;
        written += writing[place].go_on(people, dice);
    }
    while writing[0].length() < MESSAGES - written {
        writing[0].go_on(people, dice);
    }
    writing[0].cut_to(MESSAGES - written);

    writing.insert(1, together);
    writing.into_iter().map(Writing::end).collect()
}

/// A customer and a provider each, no pair twice.
fn pairs(people: &People, dice: &mut Dice) -> Vec<[usize; 2]> {
    let known = KNOWN.iter().filter_map(|(one, other)| Some([people.place(one)?, people.place(other)?]));
    let mut pairs: Vec<_> = known.collect();
    let mut others: Vec<_> = people
        .customers()
        .flat_map(|customer| people.providers().map(move |provider| [customer, provider]))
        .filter(|[customer, provider]| customer != provider && !pairs.contains(&[*customer, *provider]))
        .collect();
    dice.shuffle(&mut others);
    pairs.extend(others);
    // One is the group.
    pairs.truncate(CONVERSATIONS - 1);
    pairs
}

struct Writing<'a> {
    members: Vec<usize>,
    scenes: Vec<Vec<Line>>,
    /// The last lines, which nobody has read.
    errands: Vec<Line>,
    deck: Deck<'a>,
    street: &'static str,
}

impl<'a> Writing<'a> {
    fn new(members: Vec<usize>, deck: Deck<'a>, dice: &mut Dice) -> Self {
        Self { members, scenes: Vec::new(), errands: Vec::new(), deck, street: blanks::street(dice) }
    }

    fn length(&self) -> usize {
        self.scenes.iter().map(Vec::len).sum::<usize>() + self.errands.len()
    }

    /// How many lines came to it.
    fn go_on(&mut self, people: &People, dice: &mut Dice) -> usize {
        self.deck.deal(dice).map_or(0, |scene| self.play(scene, people, dice))
    }

    fn play(&mut self, scene: &Scene, people: &People, dice: &mut Dice) -> usize {
        let lines = self.lines(scene, people, dice);
        self.scenes.push(lines);
        scene.turns.len()
    }

    fn lines(&self, scene: &Scene, people: &People, dice: &mut Dice) -> Vec<Line> {
        let name = |place: usize| self.members.get(place).map_or("", |person| people.all[*person].first_name);
        let blanks = Blanks::new(dice, [name(0), name(1), name(2)], self.street);
        let line = |turn: &Turn| {
            let place = match turn.voice {
                Voice::Customer => 0,
                Voice::Provider => 1,
                Voice::Colleague => 2,
            };
            Line { sender: self.members[place], text: blanks.fill(dice.pick(&turn.ways)) }
        };
        scene.turns.iter().map(line).collect()
    }

    /// Ana and Luis have them from everybody; of the others, one in three.
    fn leave_errands(&mut self, scenes: &Scenes, people: &People, dice: &mut Dice) {
        let is_tried = |place: usize| TRIED.contains(&people.all[self.members[place]].username);
        let (to_customer, to_provider) = match (is_tried(0), is_tried(1)) {
            (false, false) => (dice.roll(3) == 0, dice.roll(3) == 0),
            tried => tried,
        };
        for (kind, is_left) in [("recado.p", to_customer), ("recado.c", to_provider)] {
            let errands: Vec<_> = scenes.of(kind).collect();
            if is_left {
                let lines = self.lines(dice.pick(&errands), people, dice);
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

    fn end(mut self) -> Talk {
        let unread = self.errands.len();
        if unread > 0 {
            self.scenes.push(self.errands);
        }
        Talk { members: self.members, scenes: self.scenes, unread }
    }
}
