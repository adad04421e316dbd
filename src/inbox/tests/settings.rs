use super::*;

#[test]
fn settings_of_another_device_apply_and_a_message_unarchives_its_conversation() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 0, 1)]);
    let settings_changed = settings_changed(
        1,
        ConversationSettings { archived_seq: Some(Seq(1)), is_muted: true, ..ConversationSettings::default() },
    );
    assert_eq!(inbox.apply(&settings_changed), InboxUpdate::Done);
    assert!(Filter::Archived.admits(&inbox.conversations()[0]));
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Done);
    assert!(Filter::Unread.admits(&inbox.conversations()[0]));
    assert!(inbox.conversations()[0].settings.is_muted);
}

#[test]
fn the_settings_with_the_higher_revision_win_in_any_order() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 0, 1)]);
    let before = inbox.conversations().to_vec();
    let muted = ConversationSettings { is_muted: true, revision: Revision(1), ..ConversationSettings::default() };
    let marked = ConversationSettings { is_marked_unread: true, revision: Revision(2), ..muted };
    for settings in [marked, muted] {
        assert_eq!(inbox.apply(&settings_changed(1, settings)), InboxUpdate::Done);
    }
    assert_eq!(inbox.conversations()[0].settings, marked);
    assert_eq!(inbox.refresh(before.clone(), inbox.stats()), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].settings, marked, "a list from before takes nothing back");
    let read = ServerEvent::Read {
        conversation: ConversationId(1),
        user: ANA,
        read_seq: Seq(2),
        unread: Some(Unread { count: 0, last_seq: Seq(2), revision: Revision::START }),
    };
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Done);
    assert_eq!(inbox.apply(&read), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].settings, marked, "it may have been marked after that was read");
    let fresh = Conversation { settings: ConversationSettings { revision: Revision(3), ..muted }, ..before[0].clone() };
    assert_eq!(inbox.refresh(vec![fresh], inbox.stats()), InboxUpdate::Done);
    assert!(!inbox.conversations()[0].settings.is_marked_unread, "what was missed is in a list");
}

#[test]
fn a_later_message_unarchives_its_conversation_in_any_order_of_events() {
    let archived = |seq| {
        settings_changed(1, ConversationSettings { archived_seq: Some(Seq(seq)), ..ConversationSettings::default() })
    };
    for (archived, is_archived) in [(archived(1), false), (archived(2), true)] {
        for events in [[&archived, &live(message(1, 2, LUIS))], [&live(message(1, 2, LUIS)), &archived]] {
            let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 0, 1)]);
            for event in events {
                assert_eq!(inbox.apply(event), InboxUpdate::Done);
            }
            assert_eq!(inbox.conversations()[0].settings.is_archived, is_archived, "{events:?}");
        }
    }
}
