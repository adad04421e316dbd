//! A demo marketplace: thirty people, forty conversations, two thousand messages in Spanish. Each run makes the same
//! content; only the times depend on the day.
//!
//! | module | what is there |
//! |---|---|
//! | `people`, `people.txt` | the people, and the trades of the providers |
//! | `scenes`, `scenes.txt` | dialogues, a scene at a time |
//! | `deck` | chooses the next scene of a conversation |
//! | `talks` | the conversations |
//! | `blanks` | days, hours, prices and streets that are filled into scenes |
//! | `calendar` | the times of the messages |

use charla::Timestamp;
use fastrand::Rng;

use self::{people::People, scenes::Scenes, talks::Talk};
use crate::dataset::{ConversationRow, CustomerRow, Dataset, MessageRow, ProviderRow, UserRow};

mod blanks;
mod calendar;
mod deck;
mod people;
mod scenes;
mod talks;
#[cfg(test)]
mod tests;

/// Password of all users of the demo. It is public.
const PASSWORD: &str = "charla-demo";

const CONVERSATIONS: usize = 40;
const MESSAGES: usize = 2_000;
/// Messages of the longest conversation, at least.
const LONGEST_CONVERSATION: usize = 500;

/// Returns the demo with all times before `now`. The latest message is a few minutes old.
pub fn marketplace(now: Timestamp) -> Dataset {
    let people = People::read();
    let mut rng = Rng::with_seed(20_250_101);
    let talks = talks::all(&people, &Scenes::read(), &mut rng);
    let mut dataset = Dataset {
        password: PASSWORD.to_owned(),
        // The password is printed for everybody who tries the demo.
        keep_password: true,
        ..Dataset::default()
    };
    add_people(&mut dataset, &people);
    for (place, talk) in talks.iter().enumerate() {
        add_talk(&mut dataset, place, talk, now, &mut rng);
    }
    dataset.messages.sort_by_key(|message| (message.created_at, message.conversation));
    for (message, id) in dataset.messages.iter_mut().zip(1..) {
        message.id = id;
    }
    dataset
}

/// Returns one of these, of which there must be some.
fn pick<'a, T: ?Sized>(rng: &mut Rng, all: &[&'a T]) -> &'a T {
    all[rng.usize(..all.len())]
}

/// Returns the id of a person: the place in `people.txt`, from 1.
fn user_id(person: usize) -> i64 {
    i64::try_from(person).map_or(i64::MAX, |place| place + 1)
}

fn add_people(dataset: &mut Dataset, people: &People) {
    for (place, person) in people.all.iter().enumerate() {
        let user = user_id(place);
        dataset.users.push(UserRow {
            id: user,
            username: person.username.to_owned(),
            first_name: person.first_name.to_owned(),
            last_name: person.last_name.to_owned(),
            email: Some(format!("{}@mercado.example", person.username)),
            password_hash: None,
        });
        if person.is_customer {
            dataset.customers.push(CustomerRow { id_customer: (1_000 + user).into(), user });
        }
        if !person.trades.is_empty() {
            dataset.providers.push(ProviderRow { id_provider: (2_000 + user).into(), user });
        }
    }
}

fn add_talk(dataset: &mut Dataset, place: usize, talk: &Talk, now: Timestamp, rng: &mut Rng) {
    let conversation = user_id(place);
    let times = calendar::times(talk, place, now, rng);
    let read = talk.lines().count() - talk.unread;
    for (index, (line, created_at)) in talk.lines().zip(&times.messages).enumerate() {
        dataset.messages.push(MessageRow {
            id: 0,
            conversation,
            sender: user_id(line.sender),
            content: line.text.clone(),
            is_read: index < read,
            created_at: *created_at,
        });
    }
    dataset.conversations.push(ConversationRow {
        id: conversation,
        participants: talk.members.iter().copied().map(user_id).collect(),
        created_at: times.opened,
    });
}
