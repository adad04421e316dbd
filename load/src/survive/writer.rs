//! Somebody who writes, and keeps what was not acknowledged to send it again.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::ledger::{Ledger, Unsent};
use crate::person::Person;

/// Each writes so often: 20 of them, 500 messages a second.
const EVERY: Duration = Duration::from_millis(40);

pub(super) struct Writer {
    pub(super) person: Person,
    pub(super) conversation: u32,
    pub(super) ledger: Ledger,
    /// Takes what it only sent for acknowledged.
    lies: bool,
}

impl Writer {
    pub(super) fn new(person: Person, conversation: u32, lies: bool) -> Self {
        Self { person, conversation, ledger: Ledger::default(), lies }
    }

    /// First again what found no answer, then new messages, until it is enough or the socket is over.
    pub(super) async fn writes(&mut self, enough: impl Fn(&Ledger) -> bool) {
        // The server may be killed at any moment: the next round goes on from there.
        let Ok(socket) = self.person.connects("/ws/").await else { return };
        let (mut says, mut hears) = socket.split();
        for unsent in self.ledger.waiting() {
            if says.send(self.frame(unsent)).await.is_err() {
                return;
            }
        }
        let mut due = interval(EVERY);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !enough(&self.ledger) {
            tokio::select! {
                frame = hears.next() => match frame {
                    Some(Ok(frame)) => self.takes(&frame),
                    _ => return,
                },
                _ = due.tick() => {
                    let unsent = self.ledger.writes();
                    let sent = says.send(self.frame(&unsent)).await;
                    if self.lies {
                        self.ledger.is_acknowledged(unsent.id);
                    }
                    if sent.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// One message by the API.
    pub(super) async fn posts(&mut self) -> Result<StatusCode, String> {
        let unsent = self.ledger.writes();
        let path = format!("/api/conversations/{}/messages/", self.conversation);
        let body = json!({"content": unsent.text, "client_id": unsent.id});
        let (status, answer) = self.person.posts(&path, &body).await?;
        if status.is_success() {
            self.ledger.is_acknowledged(unsent.id);
        } else {
            self.ledger.is_refused(unsent.id, answer["code"].as_str().unwrap_or_default());
        }
        Ok(status)
    }

    /// Until everything is acknowledged.
    pub(super) async fn finishes(&mut self) -> Result<(), String> {
        let (mut says, mut hears) = self.person.connects("/ws/").await?.split();
        for unsent in self.ledger.waiting() {
            says.send(self.frame(unsent)).await.map_err(|error| error.to_string())?;
        }
        while !self.ledger.waiting().is_empty() {
            let frame = hears.next().await.ok_or("the socket is over")?;
            self.takes(&frame.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    fn frame(&self, Unsent { id, text, .. }: &Unsent) -> Message {
        let frame = json!({"type": "send", "conversation": self.conversation, "content": text, "client_id": id});
        Message::text(frame.to_string())
    }

    fn takes(&mut self, frame: &Message) {
        let Message::Text(text) = frame else { return };
        let Ok(event) = serde_json::from_str::<Value>(text) else { return };
        let Some(id) = event["client_id"].as_str().and_then(|id| id.parse::<Uuid>().ok()) else { return };
        match event["type"].as_str() {
            Some("ack") => self.ledger.is_acknowledged(id),
            Some("error") => self.ledger.is_refused(id, event["code"].as_str().unwrap_or_default()),
            _ => {}
        }
    }

    /// Everything that `person`, who is this one at any server, is shown of the conversation.
    pub(super) async fn stored(&self, person: &Person) -> Result<Vec<Uuid>, String> {
        let mut stored = Vec::new();
        loop {
            let after = stored.len();
            let path = format!("/api/conversations/{}/messages/?limit=500&after={after}", self.conversation);
            let page = person.gets(&path).await?;
            let mut results = page["results"].as_array().cloned().unwrap_or_default();
            results.sort_by_key(|message| message["seq"].as_i64());
            if results.is_empty() {
                return Ok(stored);
            }
            for message in results {
                if message["seq"].as_u64() != u64::try_from(stored.len() + 1).ok() {
                    return Err(self.complaint(&format!("a gap at {}", stored.len() + 1)));
                }
                let id = message["client_id"].as_str().and_then(|id| id.parse().ok());
                stored.push(id.ok_or_else(|| self.complaint("a message of unknown origin"))?);
            }
        }
    }

    pub(super) fn complaint(&self, what: &str) -> String {
        format!("conversation {}: {what}", self.conversation)
    }
}
