//! The stored unread counts are compared with counting the messages.

use charla::{Change, Filter, ListRequest, Message, PageRequest, Seq};
use futures::future::{join, join_all};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use tokio::{runtime::Handle, sync::Mutex, task::block_in_place};

use crate::{actor::Actor, test_database::TestDatabase};

#[derive(Debug, Clone, Copy)]
enum UserAction {
    Send {
        who: usize,
    },
    ReadAll {
        who: usize,
    },
    ReadUpTo {
        who: usize,
        seq: i64,
    },
    /// Deletes a message of the user, counted from the newest.
    Delete {
        who: usize,
        which: usize,
    },
}

fn user_action() -> impl Strategy<Value = UserAction> {
    let who = 0..3_usize;
    prop_oneof![
        3 => who.clone().prop_map(|who| UserAction::Send { who }),
        1 => who.clone().prop_map(|who| UserAction::ReadAll { who }),
        2 => (who.clone(), -1..30_i64).prop_map(|(who, seq)| UserAction::ReadUpTo { who, seq }),
        2 => (who, 0..4_usize).prop_map(|(who, which)| UserAction::Delete { who, which }),
    ]
}

pub(crate) async fn unread_counts_agree_with_counting_the_messages(mut database: TestDatabase) {
    let people = database.enters(["Ana", "Luis", "Eva"]).await;
    // Each case has its own conversation.
    let made = Mutex::new((database, Vec::new()));
    block_in_place(|| {
        let config = Config { cases: 24, max_shrink_iters: 64, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&vec(user_action(), 1..40), |actions| {
                Handle::current().block_on(async {
                    let (database, groups) = &mut *made.lock().await;
                    let group = database.group(&people.each_ref()).await;
                    groups.push(group);
                    compare(&people, group, &actions).await
                })
            })
            .expect("the counts agree");
    });

    let (_database, groups) = made.into_inner();
    // The totals over the conversations of all cases.
    for person in &people {
        let stats = person.stats().await;
        let mut unread = 0;
        for group in &groups {
            unread += person.unread_in(*group).await;
        }
        assert_eq!((stats.total_conversations as usize, stats.unread_messages), (groups.len(), unread));
    }
}

async fn compare(
    people: &[Actor; 3],
    group: charla::ConversationId,
    actions: &[UserAction],
) -> Result<(), TestCaseError> {
    let mut sent = Vec::<Sent>::new();
    let mut read = [0_i64; 3];
    for action in actions {
        let last = i64::try_from(sent.len()).expect("a small number");
        let marked = match *action {
            UserAction::Send { who } => {
                let message = people[who].sends(group, "mensaje").await;
                sent.push(Sent { message, who, is_deleted: false });
                None
            }
            UserAction::ReadAll { who } => {
                read[who] = last;
                Some((who, people[who].reads(group).await))
            }
            UserAction::ReadUpTo { who, seq } => {
                read[who] = read[who].max(seq.min(last));
                Some((who, people[who].reads_up_to(group, seq).await))
            }
            UserAction::Delete { who, which } => {
                let own = sent.iter_mut().rev().filter(|sent| sent.who == who);
                if let Some(sent) = { own }.nth(which) {
                    people[who].changes(&sent.message, Change::Delete).await;
                    sent.is_deleted = true;
                }
                None
            }
        };
        if let Some((who, marked)) = marked {
            prop_assert_eq!(marked.read_seq, Seq(read[who]));
            prop_assert_eq!(marked.unread_count, naive_count(&sent, who, read[who]));
        }
    }
    for (who, person) in people.iter().enumerate() {
        prop_assert_eq!(person.unread_in(group).await, naive_count(&sent, who, read[who]));
        for message in person.page(group, PageRequest::newest()).await.results {
            prop_assert_eq!(message.is_read, is_read(&message, &sent, who, read), "{:?} of {}", message, who);
        }
    }
    Ok(())
}

#[derive(Debug)]
struct Sent {
    message: Message,
    who: usize,
    is_deleted: bool,
}

fn naive_count(sent: &[Sent], who: usize, read_seq: i64) -> u32 {
    let unread = (1_i64..).zip(sent).filter(|(seq, sent)| *seq > read_seq && sent.who != who && !sent.is_deleted);
    u32::try_from(unread.count()).expect("a small number")
}

fn is_read(message: &Message, sent: &[Sent], who: usize, read: [i64; 3]) -> bool {
    let place = usize::try_from(message.seq.0 - 1).expect("from 1");
    let mut readers = (0..3).filter(|reader| if sent[place].who == who { *reader != who } else { *reader == who });
    readers.any(|reader| read[reader] >= message.seq.0)
}

/// Deletions and readings at the same time.
pub(crate) async fn a_message_deleted_while_it_is_read_is_not_unread(mut database: TestDatabase) {
    let people = database.enters(["Ana", "Luis", "Eva"]).await;
    let group = database.group(&people.each_ref()).await;
    let [ana, luis, eva] = people;
    for round in 0..24_i64 {
        let mut messages = Vec::new();
        for _ in 0..4 {
            messages.push(ana.sends(group, "mensaje").await);
        }
        let deleting = join_all(messages[..3].iter().map(|message| ana.changes(message, Change::Delete)));
        let reading = join_all((1..4).map(|next| luis.reads_up_to(group, 4 * round + next)));
        join(deleting, reading).await;
        assert_eq!(luis.unread_in(group).await, 1, "the last one, in round {round}");
        luis.reads(group).await;
        assert_eq!((luis.unread_in(group).await, luis.stats().await.unread_messages), (0, 0), "round {round}");
        assert_eq!(i64::from(eva.unread_in(group).await), round + 1, "who reads nothing has the others to read");
    }
}

pub(crate) async fn a_deleted_message_is_not_unread_in_any_list(mut database: TestDatabase) {
    let [ana, luis] = database.enters(["Ana", "Luis"]).await;
    let conversation = ana.opens(&luis).await;
    let sent = ana.sends(conversation, "me equivoqué").await;
    let news = async || luis.store.unread_total(luis.id).await.expect("totals");
    let unread = async || {
        let request = ListRequest::first().of(Filter::Unread);
        luis.store.conversations(luis.id, request).await.expect("a list").conversations.len()
    };
    assert_eq!(
        (luis.unread_in(conversation).await, luis.stats().await.unread_messages, news().await, unread().await),
        (1, 1, 1, 1)
    );
    ana.changes(&sent, Change::Delete).await;
    assert_eq!(
        (luis.unread_in(conversation).await, luis.stats().await.unread_messages, news().await, unread().await),
        (0, 0, 0, 0)
    );
    ana.changes(&sent, Change::Delete).await;
    ana.sends(conversation, "ahora sí").await;
    assert_eq!(luis.unread_in(conversation).await, 1, "what was deleted twice counts once");
    let marked = luis.reads(conversation).await;
    assert_eq!((marked.unread_count, luis.unread_in(conversation).await, ana.unread_in(conversation).await), (0, 0, 0));
}
