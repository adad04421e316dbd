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
    pub(super) sessions: Vec<Person>,
    pub(super) conversation: u32,
    pub(super) wire: Wire,
    pub(super) delays: Arc<Delays>,
}

/// The state of a reader, shared with the test.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedReaderState(Arc<Mutex<ReaderState>>);

#[derive(Debug, Default)]
pub(super) struct ReaderState {
    pub(super) seen: Seen,
    /// When the server last sent `resumed`.
    pub(super) resumed: Option<Instant>,
    pub(super) closings: Closings,
    /// How often `resume` was refused and repeated.
    pub(super) refused: u32,
}

impl SharedReaderState {
    /// Returns the state of a reader who has everything up to `seq`.
    pub(super) fn up_to(seq: u64) -> Self {
        let state = Self::default();
        state.lock().seen.up_to = seq;
        state
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, ReaderState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ReaderState {
    fn note_resumed(&mut self) {
        self.resumed = Some(Instant::now());
        self.seen.note_answered();
    }
}

impl Reader {
    /// Reads until the task is aborted.
    pub(super) async fn reads(self, state: SharedReaderState) {
        let (mut place, mut attempt) = (0, 0);
        loop {
            let mut wait = None;
            if let Ok(socket) = self.sessions[place % self.sessions.len()].connects(&self.path(&state)).await {
                attempt = 0;
                wait = self.listens(socket, &self.sessions[place % self.sessions.len()], &state).await;
            }
            place += 1;
            sleep(wait.unwrap_or_else(|| returning::wait(attempt))).await;
            attempt += 1;
        }
    }

    fn path(&self, state: &SharedReaderState) -> String {
        let path = self.wire.path(self.conversation);
        match self.wire {
            Wire::Charla => path,
            Wire::Origin => format!("{path}?after={}", state.lock().seen.up_to),
        }
    }

    /// Reads until the socket closes. Returns how long to wait before reconnecting, if the server said so.
    async fn listens(&self, socket: Socket, person: &Person, state: &SharedReaderState) -> Option<Duration> {
        let (mut sink, mut stream) = socket.split();
        let mut wait = None;
        while let Some(frame) = stream.next().await {
            match frame {
                Ok(Message::Text(text)) => {
                    let Ok(event) = serde_json::from_str::<Value>(&text) else { continue };
                    match event["type"].as_str() {
                        Some("ready") => self.resumes(&mut sink, state).await,
                        Some("error") => {
                            state.lock().refused += 1;
                            let wait = event["retry_after"].as_u64().map(Duration::from_secs);
                            sleep(wait.unwrap_or_else(|| returning::wait(1))).await;
                            self.resumes(&mut sink, state).await;
                        }
                        Some("resync") => {
                            if self.fetches(person, state).await.is_err() {
                                // Closes the socket, so that the reader reconnects and tries again.
                                return wait;
                            }
                        }
                        Some("reconnect") => wait = event["after_millis"].as_u64().map(Duration::from_millis),
                        Some("resumed") => state.lock().note_resumed(),
                        _ => self.takes(&event, state),
                    }
                }
                Ok(Message::Close(frame)) => {
                    state.lock().closings.count(frame.as_ref());
                    return wait;
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        state.lock().closings.count(None);
        wait
    }

    /// Sends `resume`. If that fails, the socket is closed, and the next read notices it.
    async fn resumes(&self, sink: &mut SplitSink<Socket, Message>, state: &SharedReaderState) {
        state.lock().seen.note_requested();
        let cursor = json!({"conversation": self.conversation, "seq": state.lock().seen.up_to});
        let resume = json!({"type": "resume", "cursors": [cursor]});
        let _ = sink.send(Message::text(resume.to_string())).await;
    }

    fn takes(&self, event: &Value, state: &SharedReaderState) {
        // A message of Charla's socket, or of the original design's.
        let (message, id, text) = match event["type"].as_str() {
            Some("message") => (&event["message"], "id", "content"),
            None => (event, "message_id", "message"),
            Some(_) => return,
        };
        if let (Some(seq), Some(id)) = (message["seq"].as_u64(), message[id].as_i64()) {
            self.record(seq, id, message[text].as_str().unwrap_or_default(), state);
        }
    }

    fn record(&self, seq: u64, id: i64, text: &str, state: &SharedReaderState) {
        if state.lock().seen.add(seq, id) {
            self.delays.record(text);
        }
    }

    /// Fetches the missed messages after a `resync`.
    async fn fetches(&self, person: &Person, state: &SharedReaderState) -> Result<(), String> {
        loop {
            let up_to = state.lock().seen.up_to;
            let page = transcript::after(person, self.conversation, up_to).await?;
            if page.is_empty() {
                return Ok(());
            }
            for line in page {
                self.record(line.seq, line.id, &line.content, state);
            }
        }
    }
}
