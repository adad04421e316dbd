//! A user who writes, and sends unacknowledged messages again.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{SinkExt, StreamExt, stream::SplitSink};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until},
};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::{
    closings::Closings,
    habit::Habit,
    ledger::{Ledger, Unsent},
    returning,
};
use crate::{
    clock::micros_now,
    person::{Person, Socket},
};

/// Refused messages are sent again after this time.
const RETRY: Duration = Duration::from_secs(1);

/// Clones share one ledger.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    /// The same user at each server. They are tried in turn.
    pub(super) sessions: Vec<Person>,
    pub(super) conversation: u32,
    habit: Habit,
    ledger: Arc<Mutex<Ledger>>,
    closings: Arc<Mutex<Closings>>,
}

type FrameSink = SplitSink<Socket, Message>;

impl Writer {
    pub(super) fn new(sessions: Vec<Person>, conversation: u32, habit: Habit) -> Self {
        Self { sessions, conversation, habit, ledger: Arc::default(), closings: Arc::default() }
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn closings(&self) -> MutexGuard<'_, Closings> {
        self.closings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until it is stopped, or has written enough, and all messages are acknowledged.
    pub(super) async fn writes(self, mut stop: watch::Receiver<bool>) -> Result<(), String> {
        let (mut place, mut attempt) = (0, 0);
        while !self.is_done(*stop.borrow()) {
            if let Ok(socket) = self.sessions[place % self.sessions.len()].connects("/ws/").await {
                attempt = 0;
                self.writes_on(socket, &mut stop).await?;
            }
            place += 1;
            sleep(returning::wait(attempt)).await;
            attempt += 1;
        }
        Ok(())
    }

    fn is_done(&self, is_stopped: bool) -> bool {
        let ledger = self.ledger();
        (is_stopped || ledger.written() >= self.habit.most) && ledger.waiting().is_empty()
    }

    /// Sends unacknowledged messages again, then new messages, until the socket closes.
    async fn writes_on(&self, socket: Socket, stop: &mut watch::Receiver<bool>) -> Result<(), String> {
        let (mut sink, mut stream) = socket.split();
        let mut due = interval(self.habit.every);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut again = Some(Instant::now());
        while !self.is_done(*stop.borrow()) {
            let (written, waiting) = {
                let ledger = self.ledger();
                (ledger.written(), ledger.waiting().len())
            };
            let writes = !*stop.borrow() && written < self.habit.most;
            let has_room = waiting < self.habit.in_flight;
            let is_open = tokio::select! {
                frame = stream.next() => match frame {
                    Some(Ok(Message::Text(text))) => {
                        if self.takes(&text)? {
                            again = Some(Instant::now() + RETRY);
                        }
                        true
                    }
                    Some(Ok(Message::Close(frame))) => {
                        self.closings().count(frame.as_ref());
                        return Ok(());
                    }
                    Some(Ok(_)) => true,
                    Some(Err(_)) | None => {
                        self.closings().count(None);
                        return Ok(());
                    }
                },
                () = sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                    again = None;
                    self.repeats(&mut sink).await
                }
                _ = due.tick(), if writes && has_room && again.is_none() => self.writes_one(&mut sink).await,
                _ = stop.changed(), if writes => true,
            };
            if !is_open {
                // The socket is closed; frames that the server sent before are still read.
                again = None;
            }
        }
        Ok(())
    }

    async fn repeats(&self, sink: &mut FrameSink) -> bool {
        let waiting = self.ledger().waiting().to_vec();
        for unsent in &waiting {
            if sink.send(self.frame(unsent)).await.is_err() {
                return false;
            }
        }
        true
    }

    async fn writes_one(&self, sink: &mut FrameSink) -> bool {
        let frame = {
            let mut ledger = self.ledger();
            let mut text = format!("{} mensaje {} ", micros_now(), ledger.written() + 1);
            let rest = self.habit.characters.saturating_sub(text.len());
            text.extend(std::iter::repeat_n('a', rest.max(1)));
            let unsent = ledger.write(text);
            if self.habit.lies {
                ledger.acknowledge(unsent.id, 0);
            }
            self.frame(&unsent)
        };
        sink.send(frame).await.is_ok()
    }

    fn frame(&self, Unsent { id, text, .. }: &Unsent) -> Message {
        let frame = json!({"type": "send", "conversation": self.conversation, "content": text, "client_id": id});
        Message::text(frame.to_string())
    }

    /// Handles a frame. Returns whether a message was refused temporarily.
    fn takes(&self, text: &str) -> Result<bool, String> {
        let Ok(event) = serde_json::from_str::<Value>(text) else { return Ok(false) };
        match event["type"].as_str() {
            Some("ack") => {
                if let Some(id) = event["client_id"].as_str().and_then(|id| id.parse::<Uuid>().ok()) {
                    self.ledger().acknowledge(id, event["message"]["seq"].as_u64().unwrap_or(0));
                }
                Ok(false)
            }
            Some("error") => {
                let code = event["code"].as_str().unwrap_or_default();
                let is_passing = matches!(code, "overloaded" | "too_many_requests" | "cannot_store");
                if !is_passing || self.habit.in_flight > 1 {
                    return Err(format!("conversation {}: refused with {event}", self.conversation));
                }
                self.ledger().refuse(code);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}
