//! A user who sends HTTP requests again and again. Each of them must be answered.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use reqwest::header::RETRY_AFTER;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{ledger::Ledger, transcript::Transcript};
use crate::person::Person;

const STORED: u16 = 201;

/// The status of a refusal that may be retried.
pub(super) const AWAY: u16 = 503;

/// The id of the message, if one was sent, the status, and the delay.
type Answer = Result<(Option<Uuid>, u16, Duration), String>;

pub(super) struct Asking {
    person: Person,
    conversation: u32,
    waiting: JoinSet<Answer>,
    ledger: Ledger,
    /// Number of answers with each status.
    pub(super) by_status: BTreeMap<u16, u32>,
    pub(super) slowest: Duration,
}

impl Asking {
    pub(super) fn new(person: Person, conversation: u32) -> Self {
        Self {
            person,
            conversation,
            waiting: JoinSet::new(),
            ledger: Ledger::default(),
            by_status: BTreeMap::new(),
            slowest: Duration::ZERO,
        }
    }

    /// Requests the messages, and sends one, without waiting for the answers.
    pub(super) fn asks(&mut self) {
        let unsent = self.ledger.write("una pregunta".into());
        for message in [None, Some(unsent)] {
            let (person, path) = (self.person.clone(), format!("/api/conversations/{}/messages/", self.conversation));
            self.waiting.spawn(async move {
                let begun = Instant::now();
                let body = message.as_ref().map(|one| json!({"content": one.text, "client_id": one.id}));
                let answer = person.requests(&path, body.as_ref()).await?;
                let status = answer.status().as_u16();
                match answer.headers().contains_key(RETRY_AFTER) {
                    false if status == AWAY => Err(format!("{path} is refused, and not told when to try again")),
                    _ => Ok((message.map(|one| one.id), status, begun.elapsed())),
                }
            });
        }
    }

    /// Counts the answers so far.
    pub(super) fn count_answers(&mut self) -> Result<(), String> {
        while let Some(answer) = self.waiting.try_join_next() {
            self.counts(answer.map_err(|error| error.to_string())?)?;
        }
        Ok(())
    }

    /// Waits for the remaining answers. Returns the number of acknowledged messages, if each is stored once. Their order
    /// is not checked, since requests may overtake each other.
    pub(super) async fn ends(&mut self) -> Result<usize, String> {
        while let Some(answer) = self.waiting.join_next().await {
            self.counts(answer.map_err(|error| error.to_string())?)?;
        }
        let stored = Transcript::of(&self.person, self.conversation).await?.own();
        match self.ledger.lost(&stored, tokio::time::Instant::now())? {
            0 => Ok(self.ledger.acknowledged()),
            lost => Err(format!("{lost} messages were acknowledged by request, and are not stored")),
        }
    }

    fn counts(&mut self, answer: Answer) -> Result<(), String> {
        let (id, status, took) = answer?;
        if let Some(id) = id.filter(|_| status == STORED) {
            self.ledger.acknowledge(id, 0);
        }
        *self.by_status.entry(status).or_default() += 1;
        self.slowest = self.slowest.max(took);
        Ok(())
    }
}
