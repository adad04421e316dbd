//! Read cursors of a conversation, computed while its messages are added.

use std::collections::BTreeMap;

/// The original Django design marks each message as read or unread; Charla has one cursor for each member. The cursor
/// stops before the first unread message of other members.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    pub last_seq: i64,
    pub members: BTreeMap<i64, MemberProgress>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemberProgress {
    pub read_seq: i64,
    /// Number of the member's own messages: all of them, and up to `read_seq`.
    pub sent: i64,
    pub sent_at_read: i64,
    /// Deleted messages of others after the cursor.
    pub deleted_unread: i64,
    /// Whether a message of others after the cursor is unread.
    pub is_behind: bool,
}

impl MemberProgress {
    pub const fn new(last_seq: i64, read_seq: i64, sent: i64, sent_at_read: i64, deleted_unread: i64) -> Self {
        let unread = (last_seq - read_seq) - (sent - sent_at_read) - deleted_unread;
        Self { read_seq, sent, sent_at_read, deleted_unread, is_behind: unread > 0 }
    }
}

impl Progress {
    /// Adds a message. Returns its `seq`, and its number among the messages of its sender.
    pub fn add(&mut self, sender: i64, is_read: bool) -> (i64, i64) {
        self.last_seq += 1;
        let mut sender_seq = 0;
        for (id, member) in &mut self.members {
            if *id == sender {
                member.sent += 1;
                sender_seq = member.sent;
            }
            member.is_behind |= *id != sender && !is_read;
            if !member.is_behind {
                member.read_seq = self.last_seq;
                member.sent_at_read = member.sent;
                member.deleted_unread = 0;
            }
        }
        (self.last_seq, sender_seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_stays_before_the_first_unread_message_of_others() {
        let (ana, luis) = (1, 4);
        let mut progress = Progress::default();
        progress.members.insert(ana, MemberProgress::default());
        progress.members.insert(luis, MemberProgress::default());

        for (sender, is_read) in [(ana, true), (luis, true), (ana, false), (luis, false), (luis, true)] {
            progress.add(sender, is_read);
        }

        let ana = progress.members[&ana];
        assert_eq!((ana.read_seq, ana.sent, ana.sent_at_read), (3, 2, 2));
        let luis = progress.members[&luis];
        assert_eq!((luis.read_seq, luis.sent, luis.sent_at_read), (2, 3, 1));
    }
}
