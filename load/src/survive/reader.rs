//! A reader of one conversation, who reconnects and resumes when the socket closes.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{SinkExt, StreamExt, stream::SplitSink};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

use super::{closings::Closings, delays::Delays, returning, seen::Seen, transcript};
use crate::{
    person::{Person, Socket},
    wire::Wire,
};

pub(super) struct Reader {
    /// The same user at each server. They are tried in turn.
    pub(super) doors: Vec<Person>,
    pub(super) conversation: u32,
    pub(super) wire: Wire,
    pub(super) delays: Arc<Delays>,
}

/// The state of a reader, shared with the test.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) seen: Seen,
    /// When the server last sent `resumed`.
    pub(super) resumed: Option<Instant>,
    pub(super) closings: Closings,
    /// How often `resume` was refused and repeated.
    pub(super) refused: u32,
}

impl Notes {
    /// Returns the state of a reader who has everything up to `seq`.
    pub(super) fn up_to(seq: u64) -> Self {
        let notes = Self::default();
        notes.look().seen.up_to = seq;
        notes
    }

    pub(super) fn look(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    fn is_resumed(&mut self) {
        self.resumed = Some(Instant::now());
        self.seen.is_answered();
    }
}

impl Reader {
    /// Reads until the task is aborted.
    pub(super) async fn reads(self, notes: Notes) {
        let (mut door, mut attempt) = (0, 0);
        loop {
            let mut told = None;
            if let Ok(socket) = self.doors[door % self.doors.len()].connects(&self.path(&notes)).await {
                attempt = 0;
                told = self.listens(socket, &self.doors[door % self.doors.len()], &notes).await;
            }
            door += 1;
            sleep(told.unwrap_or_else(|| returning::wait(attempt))).await;
            attempt += 1;
        }
    }

    fn path(&self, notes: &Notes) -> String {
        let path = self.wire.path(self.conversation);
        match self.wire {
            Wire::Charla => path,
            Wire::Origin => format!("{path}?after={}", notes.look().seen.up_to),
        }
    }

    /// Reads until the socket closes. Returns how long to wait before reconnecting, if the server said so.
    async fn listens(&self, socket: Socket, person: &Person, notes: &Notes) -> Option<Duration> {
        let (mut says, mut hears) = socket.split();
        let mut told = None;
        while let Some(frame) = hears.next().await {
            match frame {
                Ok(Message::Text(text)) => {
                    let Ok(event) = serde_json::from_str::<Value>(&text) else { continue };
                    match event["type"].as_str() {
                        Some("ready") => self.resumes(&mut says, notes).await,
                        Some("error") => {
                            notes.look().refused += 1;
                            let told = event["retry_after"].as_u64().map(Duration::from_secs);
                            sleep(told.unwrap_or_else(|| returning::wait(1))).await;
                            self.resumes(&mut says, notes).await;
                        }
                        Some("resync") => {
                            if self.fetches(person, notes).await.is_err() {
                                // Closes the socket, so that the reader reconnects and tries again.
                                return told;
                            }
                        }
                        Some("reconnect") => told = event["after_millis"].as_u64().map(Duration::from_millis),
                        Some("resumed") => notes.look().is_resumed(),
                        _ => self.takes(&event, notes),
                    }
                }
                Ok(Message::Close(frame)) => {
                    notes.look().closings.count(frame.as_ref());
                    return told;
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        notes.look().closings.count(None);
        told
    }

    /// Sends `resume`. If that fails, the socket is closed, and the next read notices it.
    async fn resumes(&self, says: &mut SplitSink<Socket, Message>, notes: &Notes) {
        notes.look().seen.asks();
        let cursor = json!({"conversation": self.conversation, "seq": notes.look().seen.up_to});
        let resume = json!({"type": "resume", "cursors": [cursor]});
        let _ = says.send(Message::text(resume.to_string())).await;
    }

    fn takes(&self, event: &Value, notes: &Notes) {
        // A message of Charla's socket, or of the original design's.
        let (message, id, text) = match event["type"].as_str() {
            Some("message") => (&event["message"], "id", "content"),
            None => (event, "message_id", "message"),
            Some(_) => return,
        };
        if let (Some(seq), Some(id)) = (message["seq"].as_u64(), message[id].as_i64()) {
            self.has(seq, id, message[text].as_str().unwrap_or_default(), notes);
        }
    }

    fn has(&self, seq: u64, id: i64, text: &str, notes: &Notes) {
        if notes.look().seen.takes(seq, id) {
            self.delays.takes(text);
        }
    }

    /// Fetches the missed messages after a `resync`.
    async fn fetches(&self, person: &Person, notes: &Notes) -> Result<(), String> {
        loop {
            let up_to = notes.look().seen.up_to;
            let page = transcript::after(person, self.conversation, up_to).await?;
            if page.is_empty() {
                return Ok(());
            }
            for line in page {
                self.has(line.seq, line.id, &line.content, notes);
            }
        }
    }
}
