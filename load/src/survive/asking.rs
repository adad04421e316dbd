//! Somebody who asks again and again by requests, of whom each must be answered.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use reqwest::header::RETRY_AFTER;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::writing::stored;
use crate::person::Person;

/// What may be tried again.
const AWAY: u16 = 503;
const STORED: u16 = 201;

/// To what was sent, if anything was: the status, and after how long.
type Answer = Result<(Option<Uuid>, u16, Duration), String>;

pub(super) struct Asking {
    person: Person,
    conversation: u32,
    waiting: JoinSet<Answer>,
    acknowledged: Vec<Uuid>,
    /// How many answers had this status.
    pub(super) by_status: BTreeMap<u16, u32>,
    pub(super) slowest: Duration,
}

impl Asking {
    pub(super) fn new(person: Person, conversation: u32) -> Self {
        Self {
            person,
            conversation,
            waiting: JoinSet::new(),
            acknowledged: Vec::new(),
            by_status: BTreeMap::new(),
            slowest: Duration::ZERO,
        }
    }

    /// One asks for the messages, and sends one, without waiting for the answers.
    pub(super) fn asks(&mut self) {
        let path = format!("/api/conversations/{}/messages/", self.conversation);
        for id in [None, Some(Uuid::now_v7())] {
            let (person, path) = (self.person.clone(), path.clone());
            self.waiting.spawn(async move {
                let begun = Instant::now();
                let body = id.map(|id| json!({"content": "una pregunta", "client_id": id}));
                let answer = person.requests(&path, body.as_ref()).await?;
                let status = answer.status().as_u16();
                match answer.headers().contains_key(RETRY_AFTER) {
                    false if status == AWAY => Err(format!("{path} is refused, and not told when to try again")),
                    _ => Ok((id, status, begun.elapsed())),
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

    /// Waits for the rest. How many messages were acknowledged, if each of them is stored once.
    pub(super) async fn ends(&mut self) -> Result<usize, String> {
        while let Some(answer) = self.waiting.join_next().await {
            self.counts(answer.map_err(|error| error.to_string())?)?;
        }
        let stored = stored(&self.person, self.conversation).await?;
        let ids: Vec<Uuid> = stored.iter().filter_map(|message| message["client_id"].as_str()?.parse().ok()).collect();
        let once = |id: &Uuid| ids.iter().filter(|stored| *stored == id).count() == 1;
        match self.acknowledged.iter().filter(|id| !once(id)).count() {
            0 => Ok(self.acknowledged.len()),
            wrong => Err(format!("{wrong} messages were acknowledged by request, and are not stored once")),
        }
    }

    fn counts(&mut self, answer: Answer) -> Result<(), String> {
        let (id, status, took) = answer?;
        self.acknowledged.extend(id.filter(|_| status == STORED));
        *self.by_status.entry(status).or_default() += 1;
        self.slowest = self.slowest.max(took);
        Ok(())
    }
}
