//! The room of one answer, shared by the layer that admits the request and the page that is rendered for it.

use std::sync::Arc;

use charla::ChatError;
use tokio::sync::Mutex;

use super::{
    room::Reservation,
    unread::{AnswerKind, UnreadAnswers},
};

/// A handle to the reservation of one request. The room is free again when the last handle is dropped.
#[derive(Debug, Clone)]
pub struct AnswerReservation {
    answers: Arc<UnreadAnswers>,
    reservation: Arc<Mutex<Reservation>>,
}

impl AnswerReservation {
    pub(super) fn new(answers: Arc<UnreadAnswers>, reservation: Reservation) -> Self {
        Self { answers, reservation: Arc::new(Mutex::new(reservation)) }
    }

    /// Waits for room for a page of this many bytes, before it is rendered. Pages without room would otherwise wait as a
    /// whole, uncounted.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if there is no room for a while.
    pub async fn reserve_page(&self, bytes: usize) -> Result<(), ChatError> {
        let mut reservation = self.reservation.lock().await;
        if bytes <= reservation.bytes() {
            return Ok(());
        }
        self.answers.fit(&mut reservation, AnswerKind::Page, bytes).await
    }

    /// Adjusts the reservation to the size of the answer: see [`UnreadAnswers::fit`].
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if the answer is longer than expected, and there is no room for a while.
    pub async fn fit(&self, kind: AnswerKind, bytes: usize) -> Result<(), ChatError> {
        self.answers.fit(&mut *self.reservation.lock().await, kind, bytes).await
    }
}
