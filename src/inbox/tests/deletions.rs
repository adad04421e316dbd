use super::*;

pub(super) fn deleted(message: Message, revision: i64, after: i64) -> ServerEvent {
    let deleted_at = Some(Timestamp::from_millis(99_000));
    let message = Message { content: String::new(), deleted_at, revision: Revision(revision), ..message };
    ServerEvent::Changed { message, after: Revision(after) }
}

fn counts(inbox: &Inbox) -> (u32, u32, u32) {
    (inbox.conversations()[0].unread_count, inbox.stats().unread_messages, inbox.unread_total())
}

#[test]
fn a_deletion_is_subtracted_from_the_unread_count_once() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 2, 1)]);
    for _ in 0..3 {
        assert_eq!(inbox.apply(&deleted(message(1, 2, LUIS), 1, 0)), InboxUpdate::Done);
        assert_eq!(counts(&inbox), (1, 1, 1));
    }
    assert_eq!(inbox.apply(&deleted(message(1, 1, LUIS), 2, 1)), InboxUpdate::Done);
    assert_eq!(counts(&inbox), (1, 1, 1), "that one was read");
    assert_eq!(inbox.apply(&deleted(message(1, 3, LUIS), 3, 2)), InboxUpdate::Done);
    assert_eq!(counts(&inbox), (0, 0, 0));
    assert!(!Filter::Unread.admits(&inbox.conversations()[0]));
}

#[test]
fn deleting_an_own_message_does_not_change_the_unread_count() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 2, 0)]);
    assert_eq!(inbox.apply(&deleted(message(1, 2, ANA), 1, 0)), InboxUpdate::Done);
    assert_eq!(counts(&inbox), (2, 2, 2));
}

#[test]
fn a_deletion_that_overtakes_another_change_makes_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 2, 1)]);
    assert_eq!(inbox.apply(&deleted(message(1, 2, LUIS), 2, 1)), InboxUpdate::Stale);
    assert_eq!(inbox.apply(&deleted(message(9, 2, LUIS), 2, 1)), InboxUpdate::Stale, "and of one that is not held");
    let fresh = Conversation { revision: Revision(2), ..conversation(1, Some(message(1, 3, LUIS)), 1, 1) };
    let stats = Stats { total_conversations: 1, unread_messages: 1 };
    assert_eq!(inbox.refresh(vec![fresh], stats), InboxUpdate::Done);
    assert_eq!(inbox.apply(&deleted(message(1, 2, LUIS), 2, 1)), InboxUpdate::Done);
    assert_eq!(counts(&inbox), (1, 1, 1));
}

#[test]
fn a_message_that_arrives_deleted_counts_until_its_deletion_arrives() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 0, 1)]);
    let ServerEvent::Changed { message: gone, .. } = deleted(message(1, 2, LUIS), 2, 0) else { unreachable!() };
    assert_eq!(inbox.apply(&live(gone.clone())), InboxUpdate::Done);
    assert_eq!(inbox.apply(&live(message(1, 3, LUIS))), InboxUpdate::Done);
    assert_eq!(inbox.apply(&ServerEvent::Changed { message: gone, after: Revision(0) }), InboxUpdate::Done);
    assert_eq!(counts(&inbox), (1, 1, 1));
}

#[test]
fn a_count_that_includes_an_unknown_deletion_makes_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 4, LUIS)), 4, 0)]);
    let read = |read_seq, count, revision| ServerEvent::Read {
        conversation: ConversationId(1),
        user: ANA,
        read_seq: Seq(read_seq),
        unread: Some(Unread { count, last_seq: Seq(4), revision: Revision(revision) }),
    };
    let mut all = inbox.clone();
    assert_eq!(inbox.apply(&read(1, 2, 1)), InboxUpdate::Stale);
    assert_eq!(all.apply(&read(4, 0, 1)), InboxUpdate::Done, "where all is read there is nothing to know");
    assert_eq!(all.apply(&deleted(message(1, 3, LUIS), 1, 0)), InboxUpdate::Done);
    assert_eq!(counts(&all), (0, 0, 0));
}
