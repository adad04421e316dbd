//! The bytes of all answers that are made, or not taken yet.

use std::{sync::Arc, time::Duration};

use charla::ChatError;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Bytes of a permit.
const UNIT: usize = 1_024;

/// How long an answer waits for room.
const PATIENCE: Duration = Duration::from_secs(5);

/// Seconds after which there may be room.
const RETRY_AFTER: u32 = 2;

#[derive(Debug)]
pub struct UnreadAnswers {
    room: Arc<Semaphore>,
    units: usize,
}

/// The room of one answer, until it is dropped.
#[derive(Debug)]
pub struct Reservation(OwnedSemaphorePermit);

impl UnreadAnswers {
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let units = bytes / UNIT;
        Self { room: Arc::new(Semaphore::new(units)), units }
    }

    /// In the order in which they came.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where there is no room for a while.
    pub async fn reserve(&self, bytes: usize) -> Result<Reservation, ChatError> {
        let units = u32::try_from(bytes.div_ceil(UNIT).min(self.units)).unwrap_or(u32::MAX);
        let reserved = timeout(PATIENCE, Arc::clone(&self.room).acquire_many_owned(units)).await;
        match reserved {
            Ok(Ok(permit)) => Ok(Reservation(permit)),
            _ => Err(ChatError::Overloaded { retry_after: RETRY_AFTER }),
        }
    }

    /// Whether there is little room left: who takes an answer slowly is in the way of the others then.
    #[must_use]
    pub fn are_many(&self) -> bool {
        self.room.available_permits() <= self.units / 4
    }
}

impl Reservation {
    /// The answer is as long as this: what is left over is for others, what is missing is waited for.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where there is no room for a while.
    pub async fn fit(&mut self, answers: &UnreadAnswers, bytes: u64) -> Result<(), ChatError> {
        let needed = usize::try_from(bytes).unwrap_or(usize::MAX).div_ceil(UNIT).min(answers.units);
        let held = self.0.num_permits();
        drop(self.0.split(held.saturating_sub(needed)));
        if needed > held {
            self.0.merge(answers.reserve((needed - held) * UNIT).await?.0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_waits_until_others_are_taken() {
        let answers = Arc::new(UnreadAnswers::new(8 * UNIT));
        let mut first = answers.reserve(7 * UNIT).await.expect("room");
        assert!(answers.are_many());
        assert_eq!(answers.reserve(2 * UNIT).await.err(), Some(ChatError::Overloaded { retry_after: RETRY_AFTER }));
        first.fit(&answers, 1).await.expect("less than before");
        assert!(!answers.are_many());
        let mut second = answers.reserve(3 * UNIT).await.expect("what was left over");
        second.fit(&answers, 7 * UNIT as u64).await.expect("more than before");
        assert!(second.fit(&answers, 8 * UNIT as u64).await.is_err(), "the first has the rest");
        drop((first, second));
        assert!(answers.reserve(99 * UNIT).await.is_ok(), "what is longer than all takes all");
    }
}
