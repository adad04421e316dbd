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

/// Odd messages are Ana's, who looks on.
fn message(seq: i64) -> Message {
    let is_own = seq % 2 == 1;
    Message {
        // Clocks lie: the later message may look older.
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
fn a_message_that_was_sent_stays_in_place_when_it_is_acknowledged() {
    let mut timeline = empty();
    timeline.put_pending(sending(1));
    assert_eq!(timeline.pending().len(), 1);
    timeline.apply(&ServerEvent::Ack { client_id: client_id(1), message: message(1) });
    assert_eq!((timeline.pending().len(), seqs(&timeline)), (0, vec![1]));
    timeline.put_pending(failed(1));
    assert_eq!(timeline.pending(), [], "what is stored cannot fail any more");
}

#[test]
fn what_is_pending_shows_as_it_stands_in_the_order_in_which_it_was_written() {
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
fn a_hole_is_noticed_and_the_cursor_stands_before_it() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(11..=20));
    assert!(timeline.has_older());
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(20), false));
    timeline.insert(message(23));
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(20), true));
    timeline.add_page(page(21..=22));
    assert_eq!((timeline.cursor(), timeline.has_gap()), (Seq(23), false));
}

#[test]
fn nothing_held_is_no_hole() {
    assert!(!empty().has_gap());
    assert_eq!(empty().unread().count(), 0);
}

#[test]
fn of_a_deleted_message_there_is_nothing_to_read_and_the_cursor_passes_over_it() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 1)]), page(1..=4));
    let gone = Message { deleted_at: Some(Timestamp::default()), revision: Revision(1), ..message(4) };
    timeline.apply(&ServerEvent::Changed { message: gone, after: Revision::START });
    assert_eq!(timeline.unread().map(|message| message.seq.0).collect::<Vec<_>>(), [2]);
    assert_eq!(timeline.newest_unseen(), Some(Seq(4)));
}

#[test]
fn it_begins_anew_where_too_much_is_missing_and_keeps_what_is_pending() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 901)]), page(1..=5));
    timeline.put_pending(sending(1_001));
    timeline.restart(&conversation(&[(ANA, 901)]), page(900..=903));
    assert_eq!((seqs(&timeline), timeline.pending().len(), timeline.has_gap()), (vec![900, 901, 902, 903], 1, false));
    assert_eq!(timeline.unread().map(|message| message.seq.0).collect::<Vec<_>>(), [902]);
}

#[test]
fn what_was_read_of_messages_that_are_not_stored_any_more_was_not_read_of_others_in_their_place() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 9), (LUIS, 9)]), page(1..=9));
    timeline.apply(&ServerEvent::Resync { conversation: CHAT });
    assert!(timeline.needs_resync());
    timeline.restart(&conversation(&[(ANA, 2), (LUIS, 3)]), page(1..=5));
    assert!(!timeline.needs_resync());
    assert_eq!((timeline.read_seq_of(ANA), timeline.read_seq_of(LUIS)), (Seq(2), Seq(3)));
}

#[test]
fn what_another_conversation_tells_changes_nothing() {
    let mut timeline = empty();
    let elsewhere = Message { conversation_id: ConversationId(8), ..message(1) };
    timeline.apply(&ServerEvent::Message { message: elsewhere });
    timeline.apply(&ServerEvent::Read { conversation: ConversationId(8), user: LUIS, read_seq: Seq(5), unread: None });
    assert_eq!(timeline, empty());
}

#[test]
fn a_receipt_is_the_others_reading_not_ones_own() {
    let mut timeline = Timeline::new(ANA, &conversation(&[(ANA, 9), (LUIS, 1)]), page(1..=3));
    assert_eq!((timeline.receipt(Seq(1)), timeline.receipt(Seq(3))), (Receipt::Read, Receipt::Sent));
    timeline.read(LUIS, Seq(3));
    timeline.read(LUIS, Seq(2));
    assert_eq!(timeline.receipt(Seq(3)), Receipt::Read, "a cursor never moves back");
}

/// All that can happen to Ana's timeline while messages 1 to `LAST` are stored.
#[derive(Debug, Clone)]
enum Happening {
    Ack(i64),
    Live(i64),
    Page(i64, i64),
    Read(i64),
    Fail(i64),
}

const LAST: i64 = 12;

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        (0..LAST / 2).prop_map(|n| Happening::Ack(2 * n + 1)),
        (1..=LAST).prop_map(Happening::Live),
        (1..=LAST, 1..=LAST).prop_map(|(a, b)| Happening::Page(a.min(b), a.max(b))),
        (0..=LAST).prop_map(Happening::Read),
        (0..LAST / 2).prop_map(|n| Happening::Fail(2 * n + 1)),
    ];
    // In the end everything has arrived at least once, somewhere in between.
    (prop::collection::vec(one, 0..40), Just((1..=LAST).collect::<Vec<_>>()).prop_shuffle()).prop_flat_map(
        |(some, all)| {
            let all = all.into_iter().map(Happening::Live);
            Just(some.into_iter().chain(all).collect::<Vec<_>>()).prop_shuffle()
        },
    )
}

proptest! {
    /// Any interleaving of acknowledgements, live events, pages, failures and duplicates gives the
    /// same list: what the database holds, in its order, nothing twice, nothing pending.
    #[test]
    fn every_interleaving_gives_the_same_list(happenings in happenings()) {
        let mut timeline = empty();
        for n in 0..LAST / 2 {
            timeline.put_pending(sending((2 * n + 1).unsigned_abs().into()));
        }
        let mut furthest = 0;
        for happening in &happenings {
            match *happening {
                Happening::Ack(seq) => {
                    timeline.apply(&ServerEvent::Ack { client_id: client_id(seq.unsigned_abs().into()), message: message(seq) });
                }
                Happening::Live(seq) => timeline.apply(&ServerEvent::Message { message: message(seq) }),
                Happening::Page(from, to) => timeline.add_page(page(from..=to)),
                Happening::Read(seq) => {
                    furthest = furthest.max(seq);
                    let read = ServerEvent::Read { conversation: CHAT, user: LUIS, read_seq: Seq(seq), unread: None };
                    timeline.apply(&read);
                }
                Happening::Fail(seq) => timeline.put_pending(failed(seq.unsigned_abs().into())),
            }
            // At every moment: in order, and each message once, stored or pending.
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

    /// What a client lacks is exactly what comes after its cursor: fetching from there closes every hole.
    #[test]
    fn fetching_from_the_cursor_closes_every_hole(held in prop::collection::btree_set(1..=LAST, 1..LAST as usize)) {
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
fn another_part_of_the_conversation_stands_by_itself_until_it_meets_the_newest() {
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
fn of_many_the_oldest_or_the_newest_are_kept() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(1..=9));
    timeline.keep_newest(7);
    timeline.keep_oldest(5);
    assert_eq!(seqs(&timeline), [3, 4, 5, 6, 7]);
    timeline.keep_newest(9);
    timeline.keep_oldest(9);
    assert_eq!(timeline.len(), 5);
}
