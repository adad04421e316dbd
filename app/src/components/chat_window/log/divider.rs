//! The "new messages" divider: its position, until the messages after it are read.

use charla::{Seq, Timeline};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Divider {
    before: Option<Seq>,
    /// The user has seen all messages up to and including this one.
    seen: Seq,
}

impl Divider {
    /// Returns the divider of a conversation that is being opened.
    pub(super) fn new(timeline: &Timeline) -> Self {
        let mut divider = Self { before: None, seen: Seq::START };
        divider.message_arrived(timeline);
        divider
    }

    /// Returns the message after the divider.
    pub(super) const fn before(self) -> Option<Seq> {
        self.before
    }

    pub(super) fn mark_seen(&mut self, newest: Seq) {
        self.seen = self.seen.max(newest);
    }

    /// A message arrived while the user did not look. Returns whether the divider moved; it stays if earlier new
    /// messages are not seen yet.
    pub(super) fn message_arrived(&mut self, timeline: &Timeline) -> bool {
        let first = timeline.unread().map(|message| message.seq).find(|seq| *seq > self.seen);
        let moves = first.is_some() && self.before != first;
        if moves {
            self.before = first;
        }
        moves
    }

    /// The user looks away: the divider is removed if the messages after it are seen. Returns whether it was.
    pub(super) fn user_left(&mut self) -> bool {
        self.before.take_if(|before| *before <= self.seen).is_some()
    }
}

#[cfg(test)]
mod tests {
    use charla::{Conversation, ConversationId, Message, MessageId, Page, Timestamp, UserId};

    use super::*;

    const ANA: UserId = UserId(1);
    const LUIS: UserId = UserId(4);

    fn message(seq: i64, sender: UserId) -> Message {
        Message::plain(MessageId(seq), ConversationId(1), Seq(seq), sender, "hola")
    }

    /// Ana's timeline, read up to message 2. Message 3 is from Ana, the others are from Luis.
    fn timeline(newest: i64) -> Timeline {
        let conversation = Conversation {
            id: ConversationId(1),
            participants: Vec::new(),
            created_at: Timestamp::default(),
            last_message: None,
            unread_count: 0,
            read_cursors: vec![charla::ReadCursor { user: ANA, read_seq: Seq(2) }],
            roles: Vec::new(),
            last_seen: Vec::new(),
            revision: charla::Revision::START,
            settings: charla::ConversationSettings::default(),
        };
        let results = (1..=newest).map(|seq| message(seq, if seq == 3 { ANA } else { LUIS })).collect();
        Timeline::new(ANA, &conversation, Page { results, count: 0, page: 1, limit: 50 })
    }

    #[test]
    fn the_divider_is_before_the_first_unread_message_of_others() {
        assert_eq!(Divider::new(&timeline(2)).before(), None);
        assert_eq!(Divider::new(&timeline(3)).before(), None);
        assert_eq!(Divider::new(&timeline(6)).before(), Some(Seq(4)));
    }

    #[test]
    fn a_further_new_message_does_not_move_the_divider() {
        let mut divider = Divider::new(&timeline(5));
        assert!(!divider.message_arrived(&timeline(6)));
        assert_eq!(divider.before(), Some(Seq(4)));
    }

    #[test]
    fn the_divider_moves_to_the_first_message_that_was_not_seen() {
        let mut divider = Divider::new(&timeline(4));
        divider.mark_seen(Seq(4));
        assert_eq!(divider.before(), Some(Seq(4)), "it stays while the user reads on");
        assert!(divider.message_arrived(&timeline(6)));
        assert_eq!(divider.before(), Some(Seq(5)));
        assert!(!divider.message_arrived(&timeline(7)));
        assert_eq!(divider.before(), Some(Seq(5)));
    }

    #[test]
    fn messages_read_in_another_tab_are_not_new() {
        let mut divider = Divider::new(&timeline(5));
        let mut read = timeline(7);
        read.read(ANA, Seq(6));
        assert!(divider.message_arrived(&read));
        assert_eq!(divider.before(), Some(Seq(7)));
    }

    #[test]
    fn the_divider_is_removed_when_the_user_leaves_after_reading() {
        let mut divider = Divider::new(&timeline(5));
        assert!(!divider.user_left());
        divider.mark_seen(Seq(5));
        assert!(divider.user_left());
        assert_eq!(divider.before(), None);
    }
}
