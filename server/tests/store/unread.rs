//! The unread count is kept, not counted: so it is compared with counting.

use charla::{Message, PageRequest, Seq};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use tokio::{runtime::Handle, sync::Mutex, task::block_in_place};

use crate::{actor::Actor, house::House};

#[derive(Debug, Clone, Copy)]
enum Deed {
    Send { who: usize },
    ReadAll { who: usize },
    ReadUpTo { who: usize, seq: i64 },
}

fn deed() -> impl Strategy<Value = Deed> {
    let who = 0..3_usize;
    prop_oneof![
        3 => who.clone().prop_map(|who| Deed::Send { who }),
        1 => who.clone().prop_map(|who| Deed::ReadAll { who }),
        2 => (who, -1..30_i64).prop_map(|(who, seq)| Deed::ReadUpTo { who, seq }),
    ]
}

pub(crate) async fn the_count_is_what_counting_would_give(mut house: House) {
    let people = house.enters(["Ana", "Luis", "Eva"]).await;
    // A conversation of its own for each case.
    let made = Mutex::new((house, Vec::new()));
    block_in_place(|| {
        let config = Config { cases: 24, max_shrink_iters: 64, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&vec(deed(), 1..40), |deeds| {
                Handle::current().block_on(async {
                    let (house, groups) = &mut *made.lock().await;
                    let group = house.group(&people.each_ref()).await;
                    groups.push(group);
                    compare(&people, group, &deeds).await
                })
            })
            .expect("the counts agree");
    });

    let (_house, groups) = made.into_inner();
    // The totals over all the conversations that came of it.
    for person in &people {
        let stats = person.stats().await;
        let mut unread = 0;
        for group in &groups {
            unread += person.unread_in(*group).await;
        }
        assert_eq!((stats.total_conversations as usize, stats.unread_messages), (groups.len(), unread));
    }
}

async fn compare(people: &[Actor; 3], group: charla::ConversationId, deeds: &[Deed]) -> Result<(), TestCaseError> {
    let mut senders = Vec::new();
    let mut read = [0_i64; 3];
    for deed in deeds {
        let last = i64::try_from(senders.len()).expect("a small number");
        let marked = match *deed {
            Deed::Send { who } => {
                people[who].sends(group, "mensaje").await;
                senders.push(who);
                None
            }
            Deed::ReadAll { who } => {
                read[who] = last;
                Some((who, people[who].reads(group).await))
            }
            Deed::ReadUpTo { who, seq } => {
                read[who] = read[who].max(seq.min(last));
                Some((who, people[who].reads_up_to(group, seq).await))
            }
        };
        if let Some((who, marked)) = marked {
            prop_assert_eq!(marked.read_seq, Seq(read[who]));
            prop_assert_eq!(marked.unread_count, naive_count(&senders, who, read[who]));
        }
    }
    for (who, person) in people.iter().enumerate() {
        prop_assert_eq!(person.unread_in(group).await, naive_count(&senders, who, read[who]));
        for message in person.page(group, PageRequest::newest()).await.results {
            prop_assert_eq!(message.is_read, is_read(&message, &senders, who, read), "{:?} of {}", message, who);
        }
    }
    Ok(())
}

fn naive_count(senders: &[usize], who: usize, read_seq: i64) -> u32 {
    let unread = (1_i64..).zip(senders).filter(|(seq, sender)| *seq > read_seq && **sender != who);
    u32::try_from(unread.count()).expect("a small number")
}

fn is_read(message: &Message, senders: &[usize], who: usize, read: [i64; 3]) -> bool {
    let place = usize::try_from(message.seq.0 - 1).expect("from 1");
    let mut readers = (0..3).filter(|reader| if senders[place] == who { *reader != who } else { *reader == who });
    readers.any(|reader| read[reader] >= message.seq.0)
}
