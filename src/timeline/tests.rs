mod changes;

use proptest::prelude::*;

use super::*;
use crate::{Failure, MessageId, Timestamp, event::ServerEvent, page::Page};

const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(4);
const CHAT: ConversationId = ConversationId(7);

fn client_id(n: u128) -> ClientId {
    ClientId(uuid::Uuid::from_u128(n))
}

/// Ana, the user of the timeline, sends the messages with odd numbers, and Luis those with even numbers.
fn message(seq: i64) -> Message {
    let is_own = seq % 2 == 1;
    Message {
        // Clocks may be wrong: a later message may have an earlier time.
        created_at: Timestamp::from_millis(1_000_000 - seq),
        client_id: is_own.then(|| client_id(seq.unsigned_abs().into())),
        ..Message::plain(
            MessageId(100 + seq),
            CHAT,
            Seq(seq),
            if is_own { ANA } else { LUIS },
            &format!("mensaje {seq}"),
        )
    }
}

fn conversation(cursors: &[(UserId, i64)]) -> Conversation {
    let cursor = |&(user, seq): &(UserId, i64)| crate::ReadCursor { user, read_seq: Seq(seq) };
    Conversation {
        id: CHAT,
        participants: Vec::new(),
        created_at: Timestamp::default(),
        last_message: None,
        unread_count: 0,
        read_cursors: cursors.iter().map(cursor).collect(),
        roles: Vec::new(),
        last_seen: Vec::new(),
        revision: Revision::START,
        settings: crate::ConversationSettings::default(),
    }
}

fn page(seqs: impl DoubleEndedIterator<Item = i64>) -> Page<Message> {
    Page { results: seqs.rev().map(message).collect(), count: 0, page: 1, limit: 50 }
}

fn empty() -> Timeline {
    Timeline::new(ANA, &conversation(&[]), page(0..0))
}

fn pending(n: u128, delivery: Delivery) -> Pending {
    Pending {
        client_id: client_id(n),
        content: format!("mensaje {n}"),
        reply_to: None,
        written_at: Timestamp::default(),
        delivery,
    }
}

fn sending(n: u128) -> Pending {
    pending(n, Delivery::Sending)
}

fn failed(n: u128) -> Pending {
    pending(n, Delivery::Failed(Failure::Unreachable))
}

fn seqs(timeline: &Timeline) -> Vec<i64> {
    timeline.messages().map(|message| message.seq.0).collect()
}

#[test]
fn an_acknowledged_message_replaces_its_pending_one() {
    let mut timeline = empty();
    timeline.put_pending(sending(1));
    assert_eq!(timeline.pending().len(), 1);
    timeline.apply(&ServerEvent::Ack { client_id: client_id(1), message: message(1) });
    assert_eq!((timeline.pending().len(), seqs(&timeline)), (0, vec![1]));
    timeline.put_pending(failed(1));
    assert_eq!(timeline.pending(), [], "what is stored cannot fail any more");
}

#[test]
fn pending_messages_show_their_state_in_the_order_in_which_they_were_written() {
    let mut timeline = empty();
    for one in [sending(5), failed(1), sending(3), failed(3)] {
        timeline.put_pending(one);
    }
    assert_eq!(timeline.pending(), [failed(1), failed(3), sending(5)]);
    timeline.put_pending(sending(1));
    timeline.discard(client_id(3));
    assert_eq!(timeline.pending(), [sending(1), sending(5)]);
}

#[test]
fn a_gap_is_detected_and_the_cursor_stays_before_it() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(11..=20));
    assert!(timeline.has_older());
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(20), false));
    timeline.insert(message(23));
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(20), true));
    timeline.add_page(page(21..=22));
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(23), false));
}

#[test]
fn an_empty_timeline_has_no_gap() {
    assert!(!empty().has_gap());
    assert_eq!(empty().unread().count(), 0);
}

#[test]
fn a_deleted_message_is_not_unread_and_the_read_cursor_passes_it() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 1)]), page(1..=4));
    let gone = Message { deleted_at: Some(Timestamp::default()), revision: Revision(1), ..message(4) };
    timeline.apply(&ServerEvent::Changed { message: gone, after: Revision::START });
    assert_eq!(timeline.unread().map(|message| message.seq.0).collect::<Vec<_>>(), [2]);
    assert_eq!(timeline.newest_unseen(), Some(Seq(4)));
}

#[test]
fn a_restart_replaces_the_stored_messages_and_keeps_pending_ones() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 901)]), page(1..=5));
    timeline.put_pending(sending(1_001));
    timeline.restart(&conversation(&[(ANA, 901)]), page(900..=903));
    assert_eq!((seqs(&timeline), timeline.pending().len(), timeline.has_gap()), (vec![900, 901, 902, 903], 1, false));
    assert_eq!(timeline.unread().map(|message| message.seq.0).collect::<Vec<_>>(), [902]);
}

#[test]
fn a_restart_after_a_resync_resets_the_read_cursors() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 9), (LUIS, 9)]), page(1..=9));
    timeline.apply(&ServerEvent::Resync { conversation: CHAT });
    assert!(timeline.needs_resync());
    timeline.restart(&conversation(&[(ANA, 2), (LUIS, 3)]), page(1..=5));
    assert!(!timeline.needs_resync());
    assert_eq!((timeline.read_seq_of(ANA), timeline.read_seq_of(LUIS)), (Seq(2), Seq(3)));
}

#[test]
fn events_of_another_conversation_change_nothing() {
    let mut timeline = empty();
    let elsewhere = Message { conversation_id: ConversationId(8), ..message(1) };
    timeline.apply(&ServerEvent::Message { message: elsewhere });
    timeline.apply(&ServerEvent::Read { conversation: ConversationId(8), user: LUIS, read_seq: Seq(5), unread: None });
    assert_eq!(timeline, empty());
}

#[test]
fn a_receipt_depends_on_the_read_cursors_of_others() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 9), (LUIS, 1)]), page(1..=3));
    assert_eq!((timeline.receipt(Seq(1)), timeline.receipt(Seq(3))), (Receipt::Read, Receipt::Sent));
    timeline.read(LUIS, Seq(3));
    timeline.read(LUIS, Seq(2));
    assert_eq!(timeline.receipt(Seq(3)), Receipt::Read, "a cursor never moves back");
}

/// Inputs of Ana's timeline while messages 1 to `LAST` are stored.
#[derive(Debug, Clone)]
enum Input {
    Ack(i64),
    Live(i64),
    Page(i64, i64),
    Read(i64),
    Fail(i64),
}

const LAST: i64 = 12;

fn inputs() -> impl Strategy<Value = Vec<Input>> {
    let one = prop_oneof![
        (0..LAST / 2).prop_map(|n| Input::Ack(2 * n + 1)),
        (1..=LAST).prop_map(Input::Live),
        (1..=LAST, 1..=LAST).prop_map(|(a, b)| Input::Page(a.min(b), a.max(b))),
        (0..=LAST).prop_map(Input::Read),
        (0..LAST / 2).prop_map(|n| Input::Fail(2 * n + 1)),
    ];
    // Every message arrives at least once, at a random position.
    (prop::collection::vec(one, 0..40), Just((1..=LAST).collect::<Vec<_>>()).prop_shuffle()).prop_flat_map(
        |(some, all)| {
            let all = all.into_iter().map(Input::Live);
            Just(some.into_iter().chain(all).collect::<Vec<_>>()).prop_shuffle()
        },
    )
}

proptest! {
    /// Any interleaving of acknowledgements, live events, pages, failures and duplicates leads to the stored list: in
    /// order, without duplicates or pending messages.
    #[test]
    fn every_interleaving_gives_the_same_list(inputs in inputs()) {
        let mut timeline = empty();
        for n in 0..LAST / 2 {
            timeline.put_pending(sending((2 * n + 1).unsigned_abs().into()));
        }
        let mut furthest = 0;
        for input in &inputs {
            match *input {
                Input::Ack(seq) => {
                    timeline.apply(&ServerEvent::Ack { client_id: client_id(seq.unsigned_abs().into()), message: message(seq) });
                }
                Input::Live(seq) => timeline.apply(&ServerEvent::Message { message: message(seq) }),
                Input::Page(from, to) => timeline.add_page(page(from..=to)),
                Input::Read(seq) => {
                    furthest = furthest.max(seq);
                    let read = ServerEvent::Read { conversation: CHAT, user: LUIS, read_seq: Seq(seq), unread: None };
                    timeline.apply(&read);
                }
                Input::Fail(seq) => timeline.put_pending(failed(seq.unsigned_abs().into())),
            }
            // At every step the list is in order, and a message is either stored or pending.
            let held = seqs(&timeline);
            prop_assert!(held.is_sorted_by(|a, b| a < b));
            for pending in timeline.pending() {
                prop_assert!(timeline.messages().all(|message| message.client_id != Some(pending.client_id)));
            }
        }
        let expected: Vec<_> = (1..=LAST).map(message).collect();
        prop_assert_eq!(timeline.messages().cloned().collect::<Vec<_>>(), expected);
        prop_assert_eq!(timeline.pending(), &[]);
        prop_assert!(!timeline.has_gap());
        prop_assert_eq!(timeline.read_seq_of(LUIS), Seq(furthest));
    }

    /// A client lacks only messages after its cursor, so fetching from there closes every gap.
    #[test]
    fn fetching_from_the_cursor_closes_every_gap(held in prop::collection::btree_set(1..=LAST, 1..LAST as usize)) {
        let mut timeline = empty();
        for seq in &held {
            timeline.insert(message(*seq));
        }
        let cursor = timeline.cursor().0;
        timeline.add_page(page(cursor + 1..=LAST));
        prop_assert!(!timeline.has_gap());
        prop_assert_eq!(timeline.newest(), Seq(LAST));
    }
}

#[test]
fn another_part_of_the_conversation_is_separate_until_it_adjoins_the_newest() {
    let mut newest = Timeline::new(ANA, &conversation(&[(LUIS, 7)]), page(51..=100));
    newest.put_pending(sending(1_001));
    newest
        .apply(&ServerEvent::Changed { message: Message { revision: Revision(1), ..message(12) }, after: Revision(0) });
    let past = newest.elsewhere(page(10..=20));
    assert_eq!((seqs(&past).len(), past.pending().len(), past.read_seq_of(LUIS)), (11, 0, Seq(7)));
    assert_eq!(past.find(Seq(12)).map(|message| message.revision), Some(Revision(1)));
    assert!(!newest.adjoins(&page(10..=20)) && !newest.adjoins(&page(40..=49)));
    assert!(newest.adjoins(&page(40..=50)) && newest.adjoins(&page(60..=70)) && newest.adjoins(&page(0..0)));
}

#[test]
fn the_oldest_or_the_newest_messages_are_kept() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(1..=9));
    timeline.keep_newest(7);
    timeline.keep_oldest(5);
    assert_eq!(seqs(&timeline), [3, 4, 5, 6, 7]);
    timeline.keep_newest(9);
    timeline.keep_oldest(9);
    assert_eq!(timeline.len(), 5);
}
