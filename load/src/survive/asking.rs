//! Somebody who asks again and again by requests, of whom each must be answered.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use reqwest::header::RETRY_AFTER;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::person::Person;

/// What may be tried again.
const AWAY: u16 = 503;

/// Status, and after how long.
type Answer = Result<(u16, Duration), String>;

pub(super) struct Asking {
    person: Person,
    conversation: u32,
    waiting: JoinSet<Answer>,
    /// How many answers had this status.
    pub(super) by_status: BTreeMap<u16, u32>,
    pub(super) slowest: Duration,
}

impl Asking {
    pub(super) fn new(person: Person, conversation: u32) -> Self {
        Self { person, conversation, waiting: JoinSet::new(), by_status: BTreeMap::new(), slowest: Duration::ZERO }
    }

    /// One asks for the messages, and sends one, without waiting for the answers.
    pub(super) fn asks(&mut self) {
        let path = format!("/api/conversations/{}/messages/", self.conversation);
        let message = json!({"content": "una pregunta", "client_id": Uuid::now_v7()});
        for body in [None, Some(message)] {
            let (person, path) = (self.person.clone(), path.clone());
            self.waiting.spawn(async move {
                let begun = Instant::now();
                let answer = person.requests(&path, body.as_ref()).await?;
                let status = answer.status().as_u16();
                match answer.headers().contains_key(RETRY_AFTER) {
                    false if status == AWAY => Err(format!("{path} is refused, and not told when to try again")),
                    _ => Ok((status, begun.elapsed())),
                }
            });
        }
    }

    /// Counts what was answered so far.
    pub(super) fn hears(&mut self) -> Result<(), String> {
        while let Some(answer) = self.waiting.try_join_next() {
            self.counts(answer.map_err(|error| error.to_string())?)?;
        }
        Ok(())
    }

    /// Waits for the rest.
    pub(super) async fn ends(&mut self) -> Result<(), String> {
        while let Some(answer) = self.waiting.join_next().await {
            self.counts(answer.map_err(|error| error.to_string())?)?;
        }
        Ok(())
    }

    fn counts(&mut self, answer: Answer) -> Result<(), String> {
        let (status, took) = answer?;
        *self.by_status.entry(status).or_default() += 1;
        self.slowest = self.slowest.max(took);
        Ok(())
    }
}
