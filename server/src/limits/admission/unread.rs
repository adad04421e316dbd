//! The bytes of all answers that are being made, or not read by the client yet. Short answers have a room of their own,
//! so that writes do not wait for reads.

use std::sync::Arc;

use charla::{ChatError, limits::ANSWER_BYTES};

use super::{
    room::{Reservation, Room},
    shares::Owner,
};

/// The room for short answers is the total divided by this.
const FOR_SHORT: usize = 4;

/// Bytes reserved for a short answer before it is made. Most are much shorter; an answer with a message of 16 kB is
/// longer.
const SHORT_ANSWER_BYTES: usize = 16 * 1_024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// Reports the result of a write, or an error. A write that was carried out must not be refused afterwards: its answer
    /// finds room before the request runs, and then takes as much as it needs.
    Short,
    /// A page. It reserves more room just before it is rendered: see [`AnswerReservation`](super::AnswerReservation).
    Page,
    /// An answer that may be long, such as a list.
    Long,
}

#[derive(Debug)]
pub struct UnreadAnswers {
    short: Arc<Room>,
    long: Arc<Room>,
}

impl UnreadAnswers {
    pub fn new(bytes: usize) -> Self {
        let short = bytes / FOR_SHORT;
        Self { short: Room::new(short), long: Room::new(bytes - short) }
    }

    /// Reserves room for an answer whose size is unknown.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if there is no room for a while.
    pub async fn reserve(&self, owner: Owner, kind: AnswerKind) -> Result<Reservation, ChatError> {
        match kind {
            AnswerKind::Short | AnswerKind::Page => self.short.reserve(owner, SHORT_ANSWER_BYTES).await,
            AnswerKind::Long => self.long.reserve(owner, ANSWER_BYTES).await,
        }
    }

    /// Adjusts a reservation to the size of the answer: frees surplus bytes, or waits for the missing ones.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if there is no room for a while for a long page, or for a numbered page of long messages.
    /// Never for a short answer.
    pub async fn fit(&self, reservation: &mut Reservation, kind: AnswerKind, bytes: usize) -> Result<(), ChatError> {
        let more = bytes.saturating_sub(reservation.bytes());
        match kind {
            AnswerKind::Page if more > 0 && !reservation.is_in(&self.long) => {
                *reservation = self.long.reserve(reservation.owner(), bytes).await?;
            }
            AnswerKind::Page | AnswerKind::Long if more > 0 => {
                reservation.merge(self.long.reserve(reservation.owner(), more).await?);
            }
            _ => reservation.resize(bytes),
        }
        Ok(())
    }

    /// Whether others wait for room, so that a peer that reads slowly is in their way.
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
    async fn a_write_is_answered_even_if_there_is_no_room() {
        let answers = UnreadAnswers::new(4 * SHORT_ANSWER_BYTES);
        let (ana, luis) = (owner(1, "203.0.113.1"), owner(2, "198.51.100.1"));
        let mut writes = answers.reserve(ana, AnswerKind::Short).await.expect("room");
        assert_eq!(answers.fit(&mut writes, AnswerKind::Short, 5 * SHORT_ANSWER_BYTES).await, Ok(()));
        assert!(answers.reserve(luis, AnswerKind::Short).await.is_err(), "it counts");
        drop(writes);
        assert!(answers.reserve(luis, AnswerKind::Short).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_longer_than_expected_waits_for_more_room() {
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
