use charla::{Conversation, ConversationId, MessageId, Page, ReadCursor};

use super::*;
use crate::calendar::local;

const ANA: UserId = UserId(1);
const LUIS: UserId = UserId(4);
const DAY: i64 = 24 * 60;

fn message(seq: i64, sender_id: UserId, minute: i64) -> Message {
    Message {
        sender_first_name: "Luis".into(),
        created_at: Timestamp::from_millis(minute * 60_000),
        client_id: (sender_id == ANA).then(|| own(seq)),
        ..Message::plain(MessageId(seq), ConversationId(1), Seq(seq), sender_id, &format!("mensaje {seq}"))
    }
}

fn own(n: i64) -> ClientId {
    ClientId(uuid::Uuid::from_u128(n.unsigned_abs().into()))
}

fn timeline(messages: Vec<Message>) -> Timeline {
    let conversation = Conversation {
        id: ConversationId(1),
        participants: Vec::new(),
        created_at: Timestamp::default(),
        last_message: None,
        unread_count: 0,
        read_cursors: vec![ReadCursor { user: LUIS, read_seq: Seq(1) }],
        roles: Vec::new(),
        last_seen: Vec::new(),
        revision: charla::Revision::START,
        settings: charla::ConversationSettings::default(),
    };
    Timeline::new(ANA, &conversation, Page { results: messages, count: 0, page: 1, limit: 50 })
}

fn of(timeline: &Timeline, new_from: Option<i64>) -> Rows {
    rows(timeline, ANA, new_from.map(Seq), |moment| local(moment, 0))
}

fn groups(rows: &Rows) -> Vec<(bool, bool)> {
    let bubbles = rows.days.iter().flat_map(|(_, rows)| rows).filter_map(|row| match row {
        Row::Bubble(bubble) => rows.views.get(&bubble.key),
        Row::New => None,
    });
    bubbles.map(|view| (view.starts_group, view.ends_group)).collect()
}

#[test]
fn messages_of_one_sender_within_five_minutes_are_one_group() {
    let rows =
        of(&timeline(vec![message(1, LUIS, 0), message(2, LUIS, 5), message(3, LUIS, 11), message(4, ANA, 11)]), None);
    assert_eq!(groups(&rows), [(true, false), (false, true), (true, true), (true, true)]);
}

#[test]
fn a_new_day_and_the_divider_begin_a_group() {
    let rows =
        of(&timeline(vec![message(1, LUIS, DAY - 1), message(2, LUIS, DAY), message(3, LUIS, DAY + 1)]), Some(3));
    assert_eq!(groups(&rows), [(true, true), (true, true), (true, true)]);
    assert_eq!(rows.days().len(), 2);
    let keys: Vec<_> = rows.of(rows.days()[1]).iter().map(Row::key).collect();
    let bubble = |seq, minute| RowKey::Bubble(BubbleKey::Stored(Seq(seq), message(seq, LUIS, minute).created_at));
    assert_eq!(keys, [bubble(2, DAY), RowKey::New, bubble(3, DAY + 1)]);
}

#[test]
fn wrong_clocks_do_not_change_the_order_and_a_date_may_occur_twice() {
    let rows = of(&timeline(vec![message(1, LUIS, DAY), message(2, LUIS, 0), message(3, LUIS, DAY)]), None);
    let days = rows.days();
    assert_eq!(days.len(), 3);
    assert_eq!(days[0].date, days[2].date);
    assert_ne!(days[0], days[2]);
}

#[test]
fn a_bubble_keeps_its_key_from_pending_to_stored() {
    let mut timeline = timeline(Vec::new());
    timeline.put_pending(Pending {
        client_id: own(2),
        content: "mensaje 2".into(),
        reply_to: None,
        written_at: Timestamp::default(),
        delivery: Delivery::Sending,
    });
    let key = BubbleKey::Own(own(2));
    assert_eq!(of(&timeline, None).views[&key].delivery, Some(DeliveryState::Sending));
    timeline.insert(message(2, ANA, 0));
    assert_eq!(of(&timeline, None).views[&key].delivery, Some(DeliveryState::Sent));
    timeline.read(LUIS, Seq(2));
    assert_eq!(of(&timeline, None).views[&key].delivery, Some(DeliveryState::Read));
}
