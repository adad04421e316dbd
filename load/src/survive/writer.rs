//! Somebody who writes, and keeps what was not acknowledged to send it again.

use std::{collections::HashSet, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::person::Person;

/// Each writes so often: 20 of them, 500 messages a second.
const EVERY: Duration = Duration::from_millis(40);

pub(super) struct Writer {
    person: Person,
    conversation: u32,
    /// In the order in which they were written.
    written: Vec<Uuid>,
    waiting: Vec<(Uuid, String)>,
    acknowledged: HashSet<Uuid>,
    /// Takes what it only sent for acknowledged.
    lies: bool,
}

impl Writer {
    pub(super) fn new(person: Person, conversation: u32, lies: bool) -> Self {
        Self { person, conversation, written: Vec::new(), waiting: Vec::new(), acknowledged: HashSet::new(), lies }
    }

    /// First again what found no answer, then new messages, until the socket is over.
    pub(super) async fn writes(&mut self) {
        // The server may be killed at any moment: the next round goes on from there.
        let Ok(socket) = self.person.connects("/ws/").await else { return };
        let (mut says, mut hears) = socket.split();
        for (id, text) in &self.waiting {
            if says.send(self.frame(*id, text)).await.is_err() {
                return;
            }
        }
        let mut due = interval(EVERY);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                frame = hears.next() => match frame {
                    Some(Ok(frame)) => self.takes(&frame),
                    _ => return,
                },
                _ = due.tick() => {
                    let (id, text) = (Uuid::now_v7(), format!("mensaje {}", self.written.len() + 1));
                    self.written.push(id);
                    self.waiting.push((id, text.clone()));
                    let sent = says.send(self.frame(id, &text)).await;
                    if self.lies {
                        self.waiting.retain(|(waiting, _)| *waiting != id);
                        self.acknowledged.insert(id);
                    }
                    if sent.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Until everything is acknowledged.
    pub(super) async fn finishes(&mut self) -> Result<(), String> {
        let (mut says, mut hears) = self.person.connects("/ws/").await?.split();
        for (id, text) in &self.waiting {
            says.send(self.frame(*id, text)).await.map_err(|error| error.to_string())?;
        }
        while !self.waiting.is_empty() {
            let frame = hears.next().await.ok_or("the socket is over")?;
            self.takes(&frame.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    fn frame(&self, id: Uuid, text: &str) -> Message {
        let frame = json!({"type": "send", "conversation": self.conversation, "content": text, "client_id": id});
        Message::text(frame.to_string())
    }

    fn takes(&mut self, frame: &Message) {
        let Message::Text(text) = frame else { return };
        let Ok(event) = serde_json::from_str::<Value>(text) else { return };
        let id = event["client_id"].as_str().and_then(|id| id.parse::<Uuid>().ok());
        if let Some(id) = id.filter(|_| event["type"] == "ack") {
            self.waiting.retain(|(waiting, _)| *waiting != id);
            self.acknowledged.insert(id);
        }
    }

    /// How many messages were acknowledged, if all that is stored is as it should be.
    pub(super) async fn checks(&self) -> Result<usize, String> {
        let mut stored = Vec::new();
        loop {
            let after = stored.len();
            let path = format!("/api/conversations/{}/messages/?limit=500&after={after}", self.conversation);
            let page = self.person.gets(&path).await?;
            let mut results = page["results"].as_array().cloned().unwrap_or_default();
            results.sort_by_key(|message| message["seq"].as_i64());
            if results.is_empty() {
                break;
            }
            stored.extend(results);
        }
        for (place, message) in stored.iter().enumerate() {
            if message["seq"].as_u64() != u64::try_from(place + 1).ok() {
                return Err(format!("conversation {}: a gap at {}", self.conversation, place + 1));
            }
        }
        let ids: Vec<_> =
            stored.iter().filter_map(|message| message["client_id"].as_str()?.parse::<Uuid>().ok()).collect();
        let lost = self.acknowledged.iter().filter(|id| !ids.contains(id)).count();
        if lost > 0 {
            return Err(format!("conversation {}: {lost} acknowledged messages are lost", self.conversation));
        }
        if ids != self.written {
            return Err(format!("conversation {}: not each message once and in order", self.conversation));
        }
        Ok(self.acknowledged.len())
    }
}
