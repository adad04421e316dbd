use proptest::prelude::*;

use super::*;

const LUIS: ConversationId = ConversationId(1);
const JOSE: ConversationId = ConversationId(2);
const SLOW_DOWN: Failure = Failure::Refused(ChatError::TooManyRequests { retry_after: 3 });
const NEVER: Failure = Failure::Refused(ChatError::ConversationNotFound);

fn id(n: u128) -> ClientId {
    ClientId(uuid::Uuid::from_u128(n))
}

fn unsent(n: u128, conversation: ConversationId) -> Unsent {
    Unsent::new(id(n), conversation, format!("mensaje {n}"), Timestamp::from_millis(1_000))
}

/// An outbox with messages 1, 2 and 3 to Luis and 4 to José.
fn outbox() -> Outbox {
    let mut outbox = Outbox::default();
    for n in [3, 1, 2] {
        outbox.put(unsent(n, LUIS));
    }
    outbox.put(unsent(4, JOSE));
    outbox
}

fn next(outbox: &Outbox, conversation: ConversationId) -> Option<ClientId> {
    outbox.next(conversation).map(|unsent| unsent.client_id)
}

fn shown(outbox: &Outbox, n: u128) -> Option<Delivery> {
    outbox.find(id(n)).map(|unsent| unsent.pending().delivery)
}

#[test]
fn messages_of_a_conversation_are_sent_in_the_order_in_which_they_were_written() {
    let mut outbox = outbox();
    for n in 1..=3 {
        assert_eq!(next(&outbox, LUIS), Some(id(n)));
        outbox.remove(id(n));
    }
    assert_eq!((next(&outbox, LUIS), next(&outbox, JOSE)), (None, Some(id(4))));
    assert_eq!(outbox.due(), [JOSE]);
}

#[test]
fn later_messages_wait_for_one_that_is_retried_automatically() {
    let mut outbox = outbox();
    outbox.fail(id(1), SLOW_DOWN);
    assert_eq!(next(&outbox, LUIS), Some(id(1)));
    assert_eq!(shown(&outbox, 1), Some(Delivery::Failed(SLOW_DOWN)));
    assert_eq!(shown(&outbox, 2), Some(Delivery::Sending));
}

#[test]
fn later_messages_pass_one_that_was_refused_until_the_user_retries_it() {
    let mut outbox = outbox();
    outbox.fail(id(1), NEVER);
    assert_eq!(next(&outbox, LUIS), Some(id(2)));
    assert_eq!(shown(&outbox, 1), Some(Delivery::Failed(NEVER)));
    outbox.retry(id(1));
    assert_eq!((next(&outbox, LUIS), shown(&outbox, 1)), (Some(id(1)), Some(Delivery::Sending)));
}

#[test]
fn an_unreachable_server_fails_all_messages_of_the_conversation_until_the_user_retries() {
    let mut outbox = outbox();
    outbox.fail(id(2), NEVER);
    outbox.fail(id(1), Failure::Unreachable);
    let unreachable = Some(Delivery::Failed(Failure::Unreachable));
    assert_eq!((shown(&outbox, 1), shown(&outbox, 3)), (unreachable.clone(), unreachable));
    assert_eq!(shown(&outbox, 2), Some(Delivery::Failed(NEVER)));
    assert_eq!(shown(&outbox, 4), Some(Delivery::Sending));
    outbox.retry(id(3));
    assert_eq!((shown(&outbox, 1), shown(&outbox, 3)), (Some(Delivery::Sending), Some(Delivery::Sending)));
    assert_eq!(shown(&outbox, 2), Some(Delivery::Failed(NEVER)));
}

#[test]
fn a_removed_message_cannot_fail() {
    let mut outbox = outbox();
    outbox.remove(id(4));
    outbox.fail(id(4), Failure::Unreachable);
    assert_eq!(shown(&outbox, 4), None);
}

#[test]
fn a_full_outbox_refuses_a_message_and_loses_none() {
    let mut outbox = Outbox::default();
    for n in 0..OUTBOX_MESSAGES as u128 {
        assert_eq!(outbox.write(unsent(n, LUIS)), Ok(()));
    }
    assert_eq!(outbox.write(unsent(999, LUIS)), Err(OutboxFull));
    assert_eq!((outbox.of(LUIS).count(), outbox.find(id(999))), (OUTBOX_MESSAGES, None));
    outbox.remove(id(7));
    assert_eq!(outbox.write(unsent(999, LUIS)), Ok(()));
}

#[test]
fn a_refusal_is_stored_and_a_temporary_failure_is_not() {
    let mut outbox = outbox();
    outbox.fail(id(1), NEVER);
    outbox.fail(id(2), Failure::Unreachable);
    let kept = |n| {
        let json = serde_json::to_string(outbox.find(id(n)).expect("held")).expect("as JSON");
        let read: Unsent = serde_json::from_str(&json).expect("what was kept");
        read.pending().delivery
    };
    assert_eq!((kept(1), kept(2)), (Delivery::Failed(NEVER), Delivery::Sending));
}

proptest! {
    #[test]
    fn a_stored_message_is_read_unchanged(n: u128, conversation: i64, content: String, millis in 0..4_000_000_000_000_i64) {
        let unsent = Unsent::new(id(n), ConversationId(conversation), content, Timestamp::from_millis(millis));
        let json = serde_json::to_string(&unsent).expect("as JSON");
        prop_assert_eq!(serde_json::from_str::<Unsent>(&json).ok(), Some(unsent));
    }

    /// For any sequence of answers: no message is sent twice or lost, and messages that are not refused permanently
    /// keep their order within a conversation.
    #[test]
    fn every_sequence_of_answers_keeps_the_order(answers in prop::collection::vec(0..4_u8, 0..60)) {
        let mut outbox = outbox();
        let mut sent = Vec::new();
        // In the end, the server accepts the rest.
        for answer in answers.into_iter().chain([0; 4]) {
            let Some(first) = outbox.due().first().copied().and_then(|conversation| next(&outbox, conversation)) else {
                break;
            };
            match answer {
                0 => sent.extend(outbox.remove(first).map(|unsent| unsent.client_id)),
                1 => outbox.fail(first, Failure::Unreachable),
                2 => outbox.fail(first, SLOW_DOWN),
                _ => outbox.fail(first, NEVER),
            }
        }
        prop_assert!(sent.is_sorted_by(|a, b| a < b));
        let refused = (1..=4).map(id).filter(|id| outbox.find(*id).is_some());
        let mut all: Vec<_> = refused.chain(sent).collect();
        all.sort();
        prop_assert_eq!(all, (1..=4).map(id).collect::<Vec<_>>());
        prop_assert!(outbox.due().is_empty());
    }
}
