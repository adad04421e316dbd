//! A demo marketplace: thirty people, forty conversations, two thousand messages in Spanish. Each run makes the same
//! content; only the times depend on the day.
//!
//! | module | what is there |
//! |---|---|
//! | `people`, `people.txt` | the people, and the trades of the providers |
//! | `scenes`, `scenes.txt` | dialogues, a scene at a time |
//! | `deck` | chooses the next scene of a conversation |
//! | `conversations` | the conversations, with their members and messages |
//! | `blanks` | days, hours, prices and streets that are filled into scenes |
//! | `calendar` | the times of the messages |

use charla::Timestamp;
use fastrand::Rng;

use self::{conversations::DemoConversation, people::People, scenes::Scenes};
use crate::dataset::{ConversationRow, CustomerRow, Dataset, MessageRow, ProviderRow, UserRow};

mod blanks;
mod calendar;
mod conversations;
mod deck;
mod people;
mod scenes;
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
    let conversations = conversations::all(&people, &Scenes::read(), &mut rng);
    let mut dataset = Dataset {
        password: PASSWORD.to_owned(),
        // The password is printed for everybody who tries the demo.
        keep_password: true,
        ..Dataset::default()
    };
    add_people(&mut dataset, &people);
    for (index, conversation) in conversations.iter().enumerate() {
        add_conversation(&mut dataset, index, conversation, now, &mut rng);
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

fn add_conversation(
    dataset: &mut Dataset,
    index: usize,
    conversation: &DemoConversation,
    now: Timestamp,
    rng: &mut Rng,
) {
    let id = user_id(index);
    let times = calendar::times(conversation, index, now, rng);
    let read = conversation.lines().count() - conversation.unread;
    for (position, (line, created_at)) in conversation.lines().zip(&times.messages).enumerate() {
        dataset.messages.push(MessageRow {
            id: 0,
            conversation: id,
            sender: user_id(line.sender),
            content: line.text.clone(),
            is_read: position < read,
            created_at: *created_at,
        });
    }
    dataset.conversations.push(ConversationRow {
        id,
        participants: conversation.members.iter().copied().map(user_id).collect(),
        created_at: times.opened,
    });
}
