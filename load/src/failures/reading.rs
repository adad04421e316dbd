//! Many readers at the same time.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

use super::{
    TIMEOUT,
    closings::Closings,
    delays::Delays,
    reader::{Reader, ReaderState, SharedReaderState},
    transcript::Transcript,
};
use crate::{person::Person, wire::Wire};

/// The readers end when this is dropped.
pub(super) struct Reading {
    /// The state of each reader, with the number of its conversation.
    pub(super) readers: Vec<(u32, SharedReaderState)>,
    pub(super) delays: Arc<Delays>,
    tasks: JoinSet<()>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self { readers: Vec::new(), delays: Arc::default(), tasks: JoinSet::new() }
    }

    /// Adds a reader who has nothing yet.
    pub(super) fn joins(&mut self, sessions: Vec<Person>, conversation: u32, wire: Wire) {
        self.resumes(sessions, conversation, wire, 0);
    }

    /// Adds a reader who has everything up to `seq`.
    pub(super) fn resumes(&mut self, sessions: Vec<Person>, conversation: u32, wire: Wire, seq: u64) {
        let state = SharedReaderState::up_to(seq);
        self.readers.push((conversation, state.clone()));
        let reader = Reader { sessions, conversation, wire, delays: self.delays.clone() };
        self.tasks.spawn(reader.reads(state));
    }

    /// Waits until the condition holds for each reader. Returns how long that took.
    pub(super) async fn until(
        &self,
        limit: Duration,
        what: &str,
        is_so: impl Fn(u32, &ReaderState) -> bool,
    ) -> Result<Duration, String> {
        let begun = Instant::now();
        loop {
            let left = self.readers.iter().filter(|(conversation, state)| !is_so(*conversation, &state.lock())).count();
            if left == 0 {
                return Ok(begun.elapsed());
            }
            if begun.elapsed() > limit {
                let (all, seconds) = (self.readers.len(), limit.as_secs());
                return Err(format!("{left} of {all} readers: {what} not within {seconds} s"));
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until each reader has this much of its conversation. `last_seqs` begins with conversation 1.
    pub(super) async fn until_they_have(&self, last_seqs: &[u64], limit: Duration) -> Result<Duration, String> {
        self.until(limit, "everything", |conversation, state| {
            state.seen.up_to >= last_seqs.get(conversation as usize - 1).copied().unwrap_or(0)
        })
        .await
    }

    /// Waits until each reader has resumed after this time.
    pub(super) async fn until_they_resumed(&self, after: Instant) -> Result<Duration, String> {
        self.until(TIMEOUT, "resumed", |_, state| state.resumed.is_some_and(|resumed| resumed > after)).await
    }

    /// Returns how often readers had to repeat `resume`.
    pub(super) fn refused(&self) -> u32 {
        self.readers.iter().map(|(_, state)| state.lock().refused).sum()
    }

    pub(super) fn closings(&self) -> Closings {
        let mut closings = Closings::default();
        for (_, state) in &self.readers {
            closings.add(&state.lock().closings);
        }
        closings
    }

    /// Checks that no two readers have different messages at the same `seq`.
    pub(super) fn agrees(&self) -> Result<(), String> {
        for (conversation, state) in &self.readers {
            let first = self.readers.iter().find(|(other, _)| other == conversation);
            let ids = first.map(|(_, first)| first.lock().seen.ids.clone()).unwrap_or_default();
            let state = state.lock();
            if state.seen.contradictions > 0 || state.seen.ids.iter().any(|(seq, id)| ids.get(seq) != Some(id)) {
                return Err(format!("conversation {conversation}: two readers see different messages in one place"));
            }
        }
        Ok(())
    }

    /// Checks that each reader of this conversation received all of its messages.
    pub(super) fn has_seen(&self, conversation: u32, transcript: &Transcript) -> Result<(), String> {
        let ids = transcript.ids();
        let listeners = self.readers.iter().filter(|(other, _)| *other == conversation);
        match listeners.filter(|(_, state)| state.lock().seen.ids != ids).count() {
            0 => Ok(()),
            others => {
                Err(format!("conversation {conversation}: {others} readers saw something else than what is stored"))
            }
        }
    }

    /// Returns how many messages were received twice.
    pub(super) fn twice(&self) -> u32 {
        self.readers.iter().map(|(_, state)| state.lock().seen.twice).sum()
    }

    /// Returns how many messages came before their predecessor.
    pub(super) fn early(&self) -> u32 {
        self.readers.iter().map(|(_, state)| state.lock().seen.early).sum()
    }
}
