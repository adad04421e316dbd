//! The rows of the log: days, the divider before new messages, and grouped bubbles.

use std::collections::HashMap;

use charla::{
    ClientId, Failure, Message, Quote, Reaction, Seq, Timeline, Timestamp, UserId,
    timeline::{Delivery, Pending, Receipt},
};
use time::{Date, OffsetDateTime};

/// Consecutive messages of one sender form a group if each follows the previous one within this many minutes.
const GROUP_MINUTES: i64 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rows {
    days: Vec<(DayKey, Vec<Row>)>,
    /// The parts of a bubble that may change.
    pub(super) views: HashMap<BubbleKey, BubbleView>,
}

/// Messages are ordered by `seq`. If a clock was wrong, a date may occur again later; `again` distinguishes the
/// occurrences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DayKey {
    pub(super) date: Date,
    again: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// The divider before the first new message.
    New,
    Bubble(BubbleIdentity),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum RowKey {
    New,
    Bubble(BubbleKey),
}

/// Identifies a bubble. The user's own message keeps its key when it is acknowledged, so that its bubble is not
/// rendered again. The time of a stored message is part of the key, because the database may be restored and then have
/// another message at the same `seq`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum BubbleKey {
    Own(ClientId),
    Stored(Seq, Timestamp),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BubbleIdentity {
    pub(super) key: BubbleKey,
    pub(super) is_own: bool,
    pub(super) sender_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BubbleView {
    /// `None` for a pending message.
    pub(super) seq: Option<Seq>,
    pub(super) at: Timestamp,
    pub(super) text: String,
    pub(super) quote: Option<Quote>,
    pub(super) reactions: Vec<Reaction>,
    pub(super) is_edited: bool,
    pub(super) is_deleted: bool,
    pub(super) starts_group: bool,
    pub(super) ends_group: bool,
    /// `None` for messages of others.
    pub(super) delivery: Option<DeliveryState>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DeliveryState {
    Sending,
    Failed(Failure),
    Sent,
    Read,
}

impl Row {
    pub(super) const fn key(&self) -> RowKey {
        match self {
            Self::New => RowKey::New,
            Self::Bubble(identity) => RowKey::Bubble(identity.key),
        }
    }
}

impl Rows {
    pub(super) fn days(&self) -> Vec<DayKey> {
        self.days.iter().map(|(key, _)| *key).collect()
    }

    pub(super) fn of(&self, day: DayKey) -> Vec<Row> {
        self.days.iter().find(|(key, _)| *key == day).map(|(_, rows)| rows.clone()).unwrap_or_default()
    }

    fn begin_day(&mut self, date: Date) {
        let again = self.days.iter().filter(|(key, _)| key.date == date).count();
        self.days.push((DayKey { date, again }, Vec::new()));
    }

    fn push(&mut self, row: Row) {
        if let Some((_, rows)) = self.days.last_mut() {
            rows.push(row);
        }
    }
}

/// Returns the rows of a timeline. `new_from` is the message after the divider; `local` converts a time to the reader's
/// zone.
pub(super) fn rows(
    timeline: &Timeline,
    me: UserId,
    new_from: Option<Seq>,
    local: impl Fn(Timestamp) -> OffsetDateTime,
) -> Rows {
    let mut all = Rows::default();
    let mut last: Option<(UserId, Timestamp, Date, BubbleKey)> = None;
    let stored = timeline.messages().map(|message| stored_bubble(timeline, me, message));
    let pending = timeline.pending().iter().map(|pending| pending_bubble(me, pending));
    for (sender, identity, mut view) in stored.chain(pending) {
        let at = view.at;
        let date = local(at).date();
        let is_first_new = view.seq.is_some() && view.seq == new_from;
        let same_day = last.is_some_and(|(_, _, last_date, _)| last_date == date);
        let same_group = same_day
            && !is_first_new
            && last.is_some_and(|(last_sender, last_at, _, _)| {
                last_sender == sender && at.as_millis() - last_at.as_millis() <= GROUP_MINUTES * 60_000
            });
        if let Some((_, _, _, key)) = last
            && let Some(view) = all.views.get_mut(&key)
        {
            view.ends_group = !same_group;
        }
        if !same_day {
            all.begin_day(date);
        }
        if is_first_new {
            all.push(Row::New);
        }
        last = Some((sender, at, date, identity.key));
        view.starts_group = !same_group;
        all.views.insert(identity.key, view);
        all.push(Row::Bubble(identity));
    }
    all
}

/// Sender, identity, and the view of a bubble without neighbours.
type BubbleRow = (UserId, BubbleIdentity, BubbleView);

fn stored_bubble(timeline: &Timeline, me: UserId, message: &Message) -> BubbleRow {
    let is_own = message.sender_id == me;
    let key = match message.client_id.filter(|_| is_own) {
        Some(client_id) => BubbleKey::Own(client_id),
        None => BubbleKey::Stored(message.seq, message.created_at),
    };
    let delivery = is_own.then(|| match timeline.receipt(message.seq) {
        Receipt::Sent => DeliveryState::Sent,
        Receipt::Read => DeliveryState::Read,
    });
    let view = BubbleView {
        seq: Some(message.seq),
        at: message.created_at,
        text: message.content.clone(),
        quote: message.reply_to.clone(),
        reactions: message.reactions.clone(),
        is_edited: message.edited_at.is_some() && !message.is_deleted(),
        is_deleted: message.is_deleted(),
        starts_group: true,
        ends_group: true,
        delivery,
    };
    (message.sender_id, BubbleIdentity { key, is_own, sender_name: message.sender_name() }, view)
}

fn pending_bubble(me: UserId, pending: &Pending) -> BubbleRow {
    let delivery = match &pending.delivery {
        Delivery::Sending => DeliveryState::Sending,
        Delivery::Failed(failure) => DeliveryState::Failed(failure.clone()),
    };
    let view = BubbleView {
        seq: None,
        at: pending.written_at,
        text: pending.content.clone(),
        quote: pending.reply_to.clone(),
        reactions: Vec::new(),
        is_edited: false,
        is_deleted: false,
        starts_group: true,
        ends_group: true,
        delivery: Some(delivery),
    };
    (me, BubbleIdentity { key: BubbleKey::Own(pending.client_id), is_own: true, sender_name: String::new() }, view)
}

#[cfg(test)]
mod tests;
