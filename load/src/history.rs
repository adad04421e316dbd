//! A data set for searches: users with many messages. It is the same every time.

use std::io::{self, BufWriter, Write, stdout};

use crate::dataset::{PASSWORD, customer};

pub(crate) const PEOPLE: u32 = 1_000;

/// The user who has a conversation with all others.
pub(crate) const BUSIEST: u32 = 1;

/// A word in every 100,000th message.
pub(crate) const RARE: &str = "presupuesto";

const WORDS: u32 = 4_000;

/// Returns a word of two or three syllables. Parts of some words are words, too.
pub(crate) fn word(rank: u32) -> String {
    const SYLLABLES: [&str; 16] =
        ["lu", "ñe", "rí", "a", "do", "mun", "pa", "que", "sol", "tar", "li", "bre", "go", "ven", "mé", "so"];
    let mut rest = rank;
    let mut word = String::new();
    for _ in 0..2 + rank % 2 {
        word.push_str(SYLLABLES[(rest % 16) as usize]);
        rest /= 16;
    }
    word
}

pub(crate) fn write(messages: u32) -> Result<(), String> {
    write_to(&mut BufWriter::new(stdout().lock()), messages).map_err(|error| error.to_string())
}

fn write_to(out: &mut impl Write, messages: u32) -> io::Result<()> {
    let pairs = pairs();
    let list = |items: Vec<String>| items.join(",\n");
    let users = 1..=PEOPLE;
    let users = users.map(|n| {
        format!(r#"{{"id":{n},"username":"{}","first_name":"Load","last_name":"{n}","email":null}}"#, customer(n))
    });
    let customers = (1..=PEOPLE).map(|n| format!(r#"{{"id_customer":{n},"user":{n}}}"#));
    let conversations = pairs
        .iter()
        .zip(1..)
        .map(|((a, b), id)| format!(r#"{{"id":{id},"participans":[{a},{b}],"created_at":"2026-01-01T00:00:00Z"}}"#));
    write!(
        out,
        r#"{{"password":"{PASSWORD}","users":[{}],"customers":[{}],"providers":[],"conversations":[{}],"messages":["#,
        list(users.collect()),
        list(customers.collect()),
        list(conversations.collect())
    )?;
    let mut dice = Dice(1);
    for id in 1..=messages {
        let place = dice.below(u32::try_from(pairs.len()).unwrap_or(u32::MAX)) as usize;
        let (a, b) = pairs[place];
        let sender = if dice.below(2) == 0 { a } else { b };
        let mut text: Vec<_> = (0..4 + dice.below(16)).map(|_| word(dice.rank())).collect();
        if id % 100_000 == 50_000 {
            text.push(RARE.to_owned());
        }
        let (comma, place, text) = (if id == 1 { "" } else { ",\n" }, place + 1, text.join(" "));
        write!(
            out,
            r#"{comma}{{"id":{id},"conversation":{place},"sender":{sender},"content":"{text}","is_read":true,"created_at":"2026-01-01T00:00:00Z"}}"#
        )?;
    }
    writeln!(out, "]}}")
}

/// Returns the conversations: the busiest user with all others, the others with up to nine.
fn pairs() -> Vec<(u32, u32)> {
    let busiest = (BUSIEST + 1..=PEOPLE).map(|other| (BUSIEST, other));
    let others = (BUSIEST + 1..=PEOPLE).flat_map(|n| (n + 1..=PEOPLE.min(n + 9)).map(move |other| (n, other)));
    busiest.chain(others).collect()
}

/// The linear congruential generator of Numerical Recipes: good enough for texts.
struct Dice(u32);

impl Dice {
    fn roll(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    fn below(&mut self, end: u32) -> u32 {
        self.roll() % end
    }

    /// Returns a random rank. The n-th word is 1/n as frequent as the first.
    fn rank(&mut self) -> u32 {
        let share = f64::from(self.roll()) / f64::from(1 << 24);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to the number of words")]
        let rank = f64::from(WORDS).powf(share) as u32;
        rank - 1
    }
}
