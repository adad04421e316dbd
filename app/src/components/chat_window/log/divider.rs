//! The line before what is new: where it stands, until that has been read.

use charla::{Seq, Timeline};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Divider {
    before: Option<Seq>,
    /// Up to here the user has seen everything.
    seen: Seq,
}

impl Divider {
    /// When the conversation is opened.
    pub(super) fn new(timeline: &Timeline) -> Self {
        let mut divider = Self { before: None, seen: Seq::START };
        divider.comes(timeline);
        divider
    }

    /// The message before which it stands.
    pub(super) const fn before(self) -> Option<Seq> {
        self.before
    }

    pub(super) fn sees(&mut self, newest: Seq) {
        self.seen = self.seen.max(newest);
    }

    /// A message came while nobody looked. `false` where the line stays: what was new before is not read yet.
    pub(super) fn comes(&mut self, timeline: &Timeline) -> bool {
        let first = timeline.unread().map(|message| message.seq).find(|seq| *seq > self.seen);
        let moves = first.is_some() && self.before != first;
        if moves {
            self.before = first;
        }
        moves
    }

    /// The user turns away: what was seen is no longer new. `false` where nothing was.
    pub(super) fn leaves(&mut self) -> bool {
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

    /// Of Ana, who has read up to 2; by Luis but for the third.
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
    fn it_stands_before_the_first_unread_message_of_somebody_else() {
        assert_eq!(Divider::new(&timeline(2)).before(), None);
        assert_eq!(Divider::new(&timeline(3)).before(), None);
        assert_eq!(Divider::new(&timeline(6)).before(), Some(Seq(4)));
    }

    #[test]
    fn what_comes_meanwhile_does_not_move_it() {
        let mut divider = Divider::new(&timeline(5));
        assert!(!divider.comes(&timeline(6)));
        assert_eq!(divider.before(), Some(Seq(4)));
    }

    #[test]
    fn after_what_was_seen_it_stands_before_the_first_that_was_not() {
        let mut divider = Divider::new(&timeline(4));
        divider.sees(Seq(4));
        assert_eq!(divider.before(), Some(Seq(4)), "it stays while one reads on");
        assert!(divider.comes(&timeline(6)));
        assert_eq!(divider.before(), Some(Seq(5)));
        assert!(!divider.comes(&timeline(7)));
        assert_eq!(divider.before(), Some(Seq(5)));
    }

    #[test]
    fn what_was_read_in_another_tab_is_no_longer_new() {
        let mut divider = Divider::new(&timeline(5));
        let mut read = timeline(7);
        read.read(ANA, Seq(6));
        assert!(divider.comes(&read));
        assert_eq!(divider.before(), Some(Seq(7)));
    }

    #[test]
    fn it_goes_when_the_user_leaves_after_reading() {
        let mut divider = Divider::new(&timeline(5));
        assert!(!divider.leaves());
        divider.sees(Seq(5));
        assert!(divider.leaves());
        assert_eq!(divider.before(), None);
    }
}
