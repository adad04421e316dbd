mod deletions;
mod settings;

use proptest::prelude::*;

use self::deletions::deleted;
use super::*;
use crate::{ConversationSettings, Filter, MessageId, Revision, Timestamp, event::Unread};

const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(4);

fn message(conversation: i64, seq: i64, sender_id: UserId) -> Message {
    let id = MessageId(conversation * 1_000 + seq);
    Message {
        created_at: Timestamp::from_millis(seq * 1_000 + conversation),
        ..Message::plain(id, ConversationId(conversation), Seq(seq), sender_id, &format!("mensaje {seq}"))
    }
}

fn conversation(id: i64, last: Option<Message>, unread_count: u32, ana_read: i64) -> Conversation {
    Conversation {
        id: ConversationId(id),
        participants: Vec::new(),
        created_at: Timestamp::default(),
        last_message: last,
        unread_count,
        read_cursors: vec![ReadCursor { user: ANA, read_seq: Seq(ana_read) }],
        roles: Vec::new(),
        last_seen: Vec::new(),
        revision: Revision::START,
        settings: ConversationSettings::default(),
    }
}

fn inbox_of(conversations: Vec<Conversation>) -> Inbox {
    let unread_messages = conversations.iter().map(|c| c.unread_count).sum();
    let total_conversations = u32::try_from(conversations.len()).expect("few");
    Inbox::new(ANA, conversations, Stats { total_conversations, unread_messages })
}

fn live(message: Message) -> ServerEvent {
    ServerEvent::Message { message }
}

fn settings_changed(conversation: i64, settings: ConversationSettings) -> ServerEvent {
    ServerEvent::SettingsChanged { conversation: ConversationId(conversation), settings }
}

#[test]
fn the_latest_activity_comes_first() {
    let mut inbox = inbox_of(vec![
        conversation(1, Some(message(1, 1, LUIS)), 0, 1),
        conversation(2, Some(message(2, 2, LUIS)), 0, 2),
    ]);
    assert_eq!(inbox.conversations()[0].id, ConversationId(2));
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Done);
    assert_eq!(inbox.apply(&live(message(1, 3, LUIS))), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].id, ConversationId(1));
    assert_eq!(inbox.stats().unread_messages, 2);
}

#[test]
fn a_message_that_arrives_twice_counts_once() {
    let mut inbox = inbox_of(vec![conversation(1, None, 0, 0)]);
    for _ in 0..3 {
        assert_eq!(inbox.apply(&live(message(1, 1, LUIS))), InboxUpdate::Done);
    }
    assert_eq!(inbox.conversations()[0].unread_count, 1);
}

#[test]
fn the_users_own_messages_are_not_unread() {
    let mut inbox = inbox_of(vec![conversation(1, None, 0, 0)]);
    assert_eq!(inbox.apply(&live(message(1, 1, ANA))), InboxUpdate::Done);
    assert_eq!(inbox.stats().unread_messages, 0);
}

#[test]
fn a_gap_or_an_unknown_conversation_makes_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, None, 0, 0)]);
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Stale);
    assert_eq!(inbox.apply(&live(message(9, 1, LUIS))), InboxUpdate::Stale);
}

#[test]
fn a_list_fetched_before_an_event_does_not_undo_the_event() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Done);
    let old = conversation(1, Some(message(1, 1, LUIS)), 1, 0);
    let stats = Stats { total_conversations: 1, unread_messages: 1 };
    assert_eq!(inbox.refresh(vec![old], stats), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].last_seq(), Seq(2));
    assert_eq!((inbox.conversations()[0].unread_count, inbox.stats().unread_messages), (2, 2));
}

#[test]
fn a_list_fetched_before_a_conversation_was_created_is_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    let (old, stats) = (inbox.conversations().to_vec(), inbox.stats());
    let opened = ServerEvent::Conversation { conversation: conversation(2, Some(message(2, 9, LUIS)), 0, 9) };
    assert_eq!(inbox.apply(&opened), InboxUpdate::Done);
    assert_eq!(inbox.refresh(old, stats), InboxUpdate::Stale);
}

#[test]
fn an_unread_count_of_another_moment_makes_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 3, 0)]);
    let read = |last_seq, count| ServerEvent::Read {
        conversation: ConversationId(1),
        user: ANA,
        read_seq: Seq(2),
        unread: Some(Unread { count, last_seq: Seq(last_seq), revision: Revision::START }),
    };
    let mut other = inbox.clone();
    assert_eq!(other.apply(&read(5, 3)), InboxUpdate::Stale);
    assert_eq!(inbox.apply(&read(3, 1)), InboxUpdate::Done);
    assert_eq!((inbox.stats().unread_messages, inbox.conversations()[0].unread_count), (1, 1));
}

#[test]
fn a_page_without_any_held_conversation_replaces_the_list() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    let fresh = conversation(2, Some(message(2, 9, LUIS)), 4, 0);
    let stats = Stats { total_conversations: 70, unread_messages: 5 };
    assert_eq!(inbox.refresh(vec![fresh], stats), InboxUpdate::Done);
    assert_eq!((inbox.conversations().len(), inbox.stats()), (1, stats));
}

#[test]
fn states_of_which_neither_is_later_make_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 3, 0)]);
    let read_further = conversation(1, Some(message(1, 2, LUIS)), 0, 2);
    assert_eq!(inbox.refresh(vec![read_further], inbox.stats()), InboxUpdate::Stale);
    let later = conversation(1, Some(message(1, 3, LUIS)), 1, 2);
    let stats = Stats { total_conversations: 1, unread_messages: 1 };
    assert_eq!(inbox.refresh(vec![later], stats), InboxUpdate::Done);
    assert_eq!((inbox.stats(), inbox.conversations()[0].unread_count), (stats, 1));
}

#[test]
fn after_a_resync_the_fetched_state_replaces_the_held_one() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 9, LUIS)), 4, 5)]);
    assert_eq!(inbox.apply(&ServerEvent::Resync { conversation: ConversationId(1) }), InboxUpdate::Stale);
    let restored = conversation(1, Some(message(1, 6, LUIS)), 1, 5);
    let stats = Stats { total_conversations: 1, unread_messages: 1 };
    assert_eq!(inbox.refresh(vec![restored.clone()], stats), InboxUpdate::Done);
    assert_eq!((inbox.conversations(), inbox.stats()), (&[restored][..], stats));
    assert!(inbox.needs_replacement.is_empty(), "and holds from then on");
    assert_eq!(inbox.listed(Filter::Current).count(), 1);
}

#[test]
fn an_older_list_does_not_confirm_an_unknown_count() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    let older = conversation(1, Some(message(1, 2, ANA)), 0, 1);
    assert_eq!(inbox.apply(&live(message(1, 2, ANA))), InboxUpdate::Done);
    // Read on another device before the second message was stored.
    let read = ServerEvent::Read {
        conversation: ConversationId(1),
        user: ANA,
        read_seq: Seq(1),
        unread: Some(Unread { count: 0, last_seq: Seq(1), revision: Revision::START }),
    };
    assert_eq!(inbox.apply(&read), InboxUpdate::Stale);
    assert_eq!(inbox.apply(&live(message(1, 3, ANA))), InboxUpdate::Done);
    assert_eq!(inbox.refresh(vec![older], Stats { total_conversations: 1, unread_messages: 0 }), InboxUpdate::Stale);
    let newest = conversation(1, Some(message(1, 3, ANA)), 0, 1);
    assert_eq!(inbox.refresh(vec![newest], Stats { total_conversations: 1, unread_messages: 0 }), InboxUpdate::Done);
    assert_eq!((inbox.conversations()[0].unread_count, inbox.stats().unread_messages), (0, 0));
}

#[test]
fn a_held_conversation_counts_once() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    let opened = ServerEvent::Conversation { conversation: conversation(1, None, 0, 0) };
    assert_eq!(inbox.apply(&opened), InboxUpdate::Done);
    assert_eq!(inbox.stats(), Stats { total_conversations: 1, unread_messages: 1 });
}

#[test]
fn a_message_in_a_fetched_list_is_not_counted_again_when_it_arrives() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 1, 0)]);
    assert_eq!(inbox.add(vec![conversation(1, Some(message(1, 2, LUIS)), 2, 0)]), InboxUpdate::Done);
    assert_eq!(inbox.apply(&live(message(1, 2, LUIS))), InboxUpdate::Done);
    assert_eq!((inbox.conversations()[0].unread_count, inbox.stats().unread_messages), (2, 2));
}

#[test]
fn a_changed_last_message_shows_its_newest_state() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 3, LUIS)), 1, 2)]);
    let before = inbox.conversations().to_vec();
    let edited = Message { content: "mejor así".into(), revision: Revision(1), ..message(1, 3, LUIS) };
    assert_eq!(inbox.apply(&ServerEvent::Changed { message: edited.clone(), after: Revision(0) }), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].last_message, Some(edited.clone()));
    assert_eq!(inbox.conversations()[0].revision, Revision(1));
    let _ = inbox.extend(before);
    assert_eq!(inbox.conversations()[0].last_message, Some(edited), "a list from before changes nothing");
}

#[test]
fn a_change_of_a_message_that_has_not_arrived_makes_the_list_stale() {
    let mut inbox = inbox_of(vec![conversation(1, Some(message(1, 1, LUIS)), 0, 1)]);
    let edited = Message { content: "mejor así".into(), revision: Revision(1), ..message(1, 2, ANA) };
    let changed = ServerEvent::Changed { message: edited.clone(), after: Revision::START };
    assert_eq!(inbox.apply(&changed), InboxUpdate::Stale);
    assert_eq!(inbox.apply(&live(message(1, 2, ANA))), InboxUpdate::Done);
    let fresh = Conversation { revision: Revision(1), ..conversation(1, Some(edited.clone()), 0, 1) };
    assert_eq!(inbox.refresh(vec![fresh], inbox.stats()), InboxUpdate::Done);
    assert_eq!(inbox.conversations()[0].last_message, Some(edited));
}

#[test]
fn conversations_beyond_the_end_are_listed_only_by_filters_that_need_no_complete_list() {
    let all = |ids: &[i64]| ids.iter().map(|id| conversation(*id, Some(message(*id, *id, LUIS)), 0, *id)).collect();
    let mut inbox = Inbox::new(ANA, all(&[9, 8]), Stats { total_conversations: 5, unread_messages: 0 });
    let _ = inbox.add(all(&[2]));
    let listed = |inbox: &Inbox, filter| inbox.listed(filter).map(|held| held.id.0).collect::<Vec<_>>();
    assert_eq!(listed(&inbox, Filter::Current), [9, 8]);
    let archived = ConversationSettings { archived_seq: Some(Seq(2)), ..ConversationSettings::default() };
    let _ = inbox.apply(&settings_changed(2, archived));
    assert_eq!(listed(&inbox, Filter::Archived), [2]);
    assert_eq!(inbox.end().map(|end| end.conversation), Some(ConversationId(8)));
    let _ = inbox.extend(all(&[5, 3]));
    assert_eq!((listed(&inbox, Filter::Current), inbox.end()), (vec![9, 8, 5, 3], None));
}

proptest! {
    /// After any sends, reads and deletions in three conversations, delivered in order and some of them twice, the
    /// folded inbox equals the list that the server would return.
    #[test]
    fn live_equals_fresh(steps in prop::collection::vec((0..3_i64, 0..8_u8, 0..4_i64, any::<bool>()), 0..60)) {
        let mut folded = inbox_of((0..3).map(|id| conversation(id, None, 0, 0)).collect());
        let mut fresh: Vec<_> = (0..3).map(|id| conversation(id, None, 0, 0)).collect();
        let mut messages = vec![Vec::<Message>::new(); 3];
        for (id, step, place, is_sent_twice) in steps {
            let index = usize::try_from(id).expect("small");
            let (held, messages) = (&mut fresh[index], &mut messages[index]);
            let event = match step {
                0 | 1 => {
                    let read_seq = Seq((held.last_seq().0 - place * i64::from(step)).max(held.read_seq_of(ANA).0));
                    held.read_cursors[0].read_seq = read_seq;
                    held.unread_count = unread(messages, read_seq);
                    let (last_seq, revision) = (held.last_seq(), held.revision);
                    let unread = Some(Unread { count: held.unread_count, last_seq, revision });
                    ServerEvent::Read { conversation: held.id, user: ANA, read_seq, unread }
                }
                2 | 3 => {
                    let which = usize::try_from(place).expect("small");
                    let kept = messages.iter_mut().rev().filter(|message| !message.is_deleted());
                    let Some(message) = { kept }.nth(which) else { continue };
                    let after = held.revision;
                    held.revision = after.next();
                    let event = deleted(message.clone(), held.revision.0, after.0);
                    let ServerEvent::Changed { message: gone, .. } = &event else { unreachable!() };
                    *message = gone.clone();
                    held.last_message = messages.last().cloned();
                    held.unread_count = unread(messages, held.read_seq_of(ANA));
                    event
                }
                step => {
                    let next = message(id, held.last_seq().next().0, if step == 4 { ANA } else { LUIS });
                    messages.push(next.clone());
                    held.last_message = Some(next.clone());
                    held.unread_count = unread(messages, held.read_seq_of(ANA));
                    live(next)
                }
            };
            for _ in 0..=u8::from(is_sent_twice) {
                prop_assert_eq!(folded.apply(&event), InboxUpdate::Done);
            }
        }
        let fresh = inbox_of(fresh);
        prop_assert_eq!((folded.conversations(), folded.stats()), (fresh.conversations(), fresh.stats()));
    }
}

fn unread(messages: &[Message], read_seq: Seq) -> u32 {
    let is_unread = |message: &&Message| message.seq > read_seq && message.sender_id == LUIS && !message.is_deleted();
    u32::try_from(messages.iter().filter(is_unread).count()).expect("few")
}
