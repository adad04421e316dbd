//! The bytes of all answers that are made, or not taken yet. Short ones have a room of their own, so that writes do
//! not wait for reads.

use std::sync::Arc;

use charla::{ChatError, limits::ANSWER_BYTES};

use super::{
    room::{Reservation, Room},
    shares::Owner,
};

/// The part of all bytes that is kept for short answers.
const FOR_SHORT: usize = 4;

/// Bytes of a short answer until it is made. Most are much shorter; one with a message of 16 kB is longer.
const SHORT_ANSWER_BYTES: usize = 16 * 1_024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// It says what was done, or that it was not. What was done is never refused afterwards: such an answer finds room
    /// before its request is carried out, and takes as much as it needs after that.
    Short,
    /// Pages are rendered a few at a time, and have their room when they are done.
    Page,
    /// With many things in it, perhaps.
    Long,
}

#[derive(Debug)]
pub struct UnreadAnswers {
    short: Arc<Room>,
    long: Arc<Room>,
}

impl UnreadAnswers {
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let short = bytes / FOR_SHORT;
        Self { short: Room::new(short), long: Room::new(bytes - short) }
    }

    /// Room for an answer of which nothing is known yet but its kind.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where there is no room for a while.
    pub async fn reserve(&self, owner: Owner, kind: AnswerKind) -> Result<Reservation, ChatError> {
        match kind {
            AnswerKind::Short | AnswerKind::Page => self.short.reserve(owner, SHORT_ANSWER_BYTES).await,
            AnswerKind::Long => self.long.reserve(owner, ANSWER_BYTES).await,
        }
    }

    /// The answer is as long as this: what is left over is for others, what is missing is waited for.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where there is no room for a long page, or for a numbered page of long messages, for a
    /// while. Never for a short answer.
    pub async fn fit(&self, reservation: &mut Reservation, kind: AnswerKind, bytes: usize) -> Result<(), ChatError> {
        let more = bytes.saturating_sub(reservation.bytes());
        match kind {
            AnswerKind::Page if more > 0 => *reservation = self.long.reserve(reservation.owner(), bytes).await?,
            AnswerKind::Long if more > 0 => {
                reservation.merge(self.long.reserve(reservation.owner(), more).await?);
            }
            _ => reservation.resize(bytes),
        }
        Ok(())
    }

    /// Whether a peer that takes an answer slowly is in the way of others.
    #[must_use]
    pub fn are_many(&self) -> bool {
        self.long.is_scarce() || self.short.is_scarce()
    }
}

#[cfg(test)]
mod tests {
    use charla::UserId;

    use super::*;
    use crate::{limits::admission::Requester, net::network::Network};

    fn owner(user: i64, address: &str) -> Owner {
        let network = Network::of(address.parse().expect("an address")).widest();
        Owner { requester: Requester::User(UserId(user)), network }
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_written_is_answered_where_there_is_no_room() {
        let answers = UnreadAnswers::new(4 * SHORT_ANSWER_BYTES);
        let (ana, luis) = (owner(1, "203.0.113.1"), owner(2, "198.51.100.1"));
        let mut writes = answers.reserve(ana, AnswerKind::Short).await.expect("room");
        assert_eq!(answers.fit(&mut writes, AnswerKind::Short, 5 * SHORT_ANSWER_BYTES).await, Ok(()));
        assert!(answers.reserve(luis, AnswerKind::Short).await.is_err(), "it counts");
        drop(writes);
        assert!(answers.reserve(luis, AnswerKind::Short).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_longer_than_was_to_be_expected_waits_for_the_rest() {
        for (all, is_room) in [(128 * ANSWER_BYTES, true), (4 * ANSWER_BYTES, false)] {
            let answers = UnreadAnswers::new(all);
            let mut numbered = answers.reserve(owner(1, "203.0.113.1"), AnswerKind::Long).await.expect("room");
            let fitted = answers.fit(&mut numbered, AnswerKind::Long, 3 * ANSWER_BYTES).await;
            assert_eq!(fitted.is_ok(), is_room);
            assert_eq!(numbered.bytes(), if is_room { 3 } else { 1 } * ANSWER_BYTES);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn writes_do_not_wait_for_reads() {
        let answers = UnreadAnswers::new(4 * ANSWER_BYTES);
        let ana = owner(1, "203.0.113.1");
        let _reads = answers.reserve(ana, AnswerKind::Long).await.expect("room");
        assert!(answers.reserve(ana, AnswerKind::Long).await.is_err(), "no more than that");
        assert!(answers.reserve(ana, AnswerKind::Short).await.is_ok());
        let mut page = answers.reserve(ana, AnswerKind::Page).await.expect("it may be rendered");
        assert!(answers.fit(&mut page, AnswerKind::Page, ANSWER_BYTES).await.is_err());
        assert_eq!(
            answers.fit(&mut page, AnswerKind::Page, SHORT_ANSWER_BYTES).await,
            Ok(()),
            "a short one is nobody's trouble"
        );
    }
}
