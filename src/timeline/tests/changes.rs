//! Changes to stored messages.

use super::*;

/// The `seq` of the message that each change applies to, in this order.
const CHANGES: [i64; 6] = [2, 5, 2, 9, 2, 5];

/// Returns a message after the first `revision` changes. The last message quotes message 2.
fn as_of(revision: usize, seq: i64) -> Message {
    let last = CHANGES.iter().take(revision).rposition(|changed| *changed == seq);
    let reply_to = (seq == LAST).then(|| Quote::of(&as_of(revision, 2)));
    let message = Message { reply_to, ..message(seq) };
    match last {
        None => message,
        Some(place) => {
            let revision = i64::try_from(place + 1).expect("small");
            Message { content: format!("{seq} en {revision}"), revision: Revision(revision), ..message }
        }
    }
}

/// Returns the live event of the n-th change.
fn change(n: usize) -> ServerEvent {
    let after = Revision(i64::try_from(n).expect("small") - 1);
    ServerEvent::Changed { message: as_of(n, CHANGES[n - 1]), after }
}

#[derive(Debug, Clone)]
enum Step {
    Change(usize),
    /// A page of messages `from` to `to` (second and third field) after this many changes (first field).
    Page(usize, i64, i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let last = CHANGES.len();
    let one = prop_oneof![
        (1..=last).prop_map(Step::Change),
        (0..=last, 1..=LAST, 1..=LAST).prop_map(|(revision, a, b)| Step::Page(revision, a.min(b), a.max(b))),
    ];
    (prop::collection::vec(one, 0..30)).prop_flat_map(move |some| {
        let all = (1..=last).map(Step::Change);
        Just(some.into_iter().chain(all).collect::<Vec<_>>()).prop_shuffle()
    })
}

proptest! {
    /// Changes may overtake each other and pages may be old. A shown message is never older than the timeline's
    /// revision, and in the end every message has its stored state.
    #[test]
    fn changes_in_any_order_end_in_what_is_stored(steps in steps()) {
        let mut timeline = empty();
        for step in &steps {
            match *step {
                Step::Change(n) => timeline.apply(&change(n)),
                Step::Page(revision, from, to) => {
                    let results = (from..=to).rev().map(|seq| as_of(revision, seq)).collect();
                    timeline.add_page(Page { results, count: 0, page: 1, limit: 50 });
                }
            }
            let known = usize::try_from(timeline.revision().0).expect("small");
            for message in timeline.messages() {
                prop_assert!(message.revision >= as_of(known, message.seq.0).revision);
            }
        }
        let last = CHANGES.len();
        for message in timeline.messages() {
            prop_assert_eq!(message, &as_of(last, message.seq.0));
        }
    }
}

#[test]
fn a_message_that_changed_twice_during_an_absence_is_sent_once() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(1..=5));
    timeline.apply(&change(1));
    // The third change applied to the same message as the first; the fifth supersedes it.
    timeline.apply(&ServerEvent::Changed { message: as_of(4, 9), after: Revision(1) });
    timeline.apply(&ServerEvent::Changed { message: as_of(5, 2), after: Revision(4) });
    assert_eq!(timeline.revision(), Revision(5));
    assert_eq!(seqs(&timeline), [1, 2, 3, 4, 5], "what is not held makes no hole");
}

#[test]
fn a_change_that_overtakes_an_earlier_one_does_not_advance_the_revision() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(1..=5));
    timeline.apply(&change(2));
    assert_eq!(timeline.revision(), Revision::START);
    assert_eq!(timeline.find(Seq(5)), Some(&as_of(2, 5)), "it shows all the same");
}

#[test]
fn a_restart_forgets_states_that_the_fetched_page_includes() {
    let mut timeline = Timeline::new(ANA, &conversation(&[]), page(1..=3));
    timeline.apply(&change(1));
    let answer = as_of(3, LAST);
    let results = vec![answer.clone()];
    let now = Conversation { revision: Revision(3), ..conversation(&[]) };
    timeline.restart(&now, Page { results, count: 0, page: 1, limit: 50 });
    assert_eq!(timeline.find(Seq(LAST)), Some(&answer));
    timeline.apply(&change(1));
    timeline.insert(answer.clone());
    assert_eq!(timeline.find(Seq(LAST)), Some(&answer), "though the change arrives late");
}
