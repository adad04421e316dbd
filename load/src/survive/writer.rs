//! Somebody who writes, and keeps what was not acknowledged to send it again.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
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

use super::{closings::Closings, delays, returning};
use crate::person::{Person, Socket};

/// What is refused for now is sent again after this.
const RETRY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub(super) every: Duration,
    /// Messages that are not acknowledged yet. Only one at a time can be refused and keep the order.
    pub(super) in_flight: usize,
    /// Messages in all.
    pub(super) most: usize,
    pub(super) characters: usize,
    /// Takes what it only sent for acknowledged.
    pub(super) lies: bool,
}

impl Default for Habit {
    fn default() -> Self {
        Self { every: Duration::from_millis(200), in_flight: 1, most: usize::MAX, characters: 60, lies: false }
    }
}

#[derive(Debug)]
pub(super) struct Writer {
    /// The same person at each server, tried in turn.
    pub(super) doors: Vec<Person>,
    pub(super) conversation: u32,
    habit: Habit,
    /// In the order in which they were written.
    pub(super) written: Vec<Uuid>,
    waiting: VecDeque<Waiting>,
    pub(super) acknowledged: HashSet<Uuid>,
    /// The last `seq` that was acknowledged.
    pub(super) last_seq: Arc<AtomicU64>,
    /// The longest that anything waited for its acknowledgement.
    pub(super) slowest: Duration,
    /// By their code.
    pub(super) refusals: BTreeMap<String, u32>,
    pub(super) closings: Closings,
}

#[derive(Debug)]
struct Waiting {
    id: Uuid,
    text: String,
    since: Instant,
}

type Says = SplitSink<Socket, Message>;

impl Writer {
    pub(super) fn new(doors: Vec<Person>, conversation: u32, habit: Habit) -> Self {
        Self {
            doors,
            conversation,
            habit,
            written: Vec::new(),
            waiting: VecDeque::new(),
            acknowledged: HashSet::new(),
            last_seq: Arc::default(),
            slowest: Duration::ZERO,
            refusals: BTreeMap::new(),
            closings: Closings::default(),
        }
    }

    /// Until it is told to stop, or has written enough, and everything is acknowledged.
    pub(super) async fn writes(&mut self, mut stop: watch::Receiver<bool>) -> Result<(), String> {
        let (mut door, mut attempt) = (0, 0);
        while !self.is_done(*stop.borrow()) {
            if let Ok(socket) = self.doors[door % self.doors.len()].connects("/ws/").await {
                attempt = 0;
                self.talks(socket, &mut stop).await?;
            }
            door += 1;
            sleep(returning::wait(attempt)).await;
            attempt += 1;
        }
        Ok(())
    }

    fn is_done(&self, is_told: bool) -> bool {
        (is_told || self.written.len() >= self.habit.most) && self.waiting.is_empty()
    }

    /// First again what found no answer, then new messages, until the socket is over.
    async fn talks(&mut self, socket: Socket, stop: &mut watch::Receiver<bool>) -> Result<(), String> {
        let (mut says, mut hears) = socket.split();
        let mut due = interval(self.habit.every);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut again = Some(Instant::now());
        while !self.is_done(*stop.borrow()) {
            let writes = !*stop.borrow() && self.written.len() < self.habit.most;
            let has_room = self.waiting.len() < self.habit.in_flight;
            let is_said = tokio::select! {
                frame = hears.next() => match frame {
                    Some(Ok(Message::Text(text))) => {
                        if self.takes(&text)? {
                            again = Some(Instant::now() + RETRY);
                        }
                        true
                    }
                    Some(Ok(Message::Close(frame))) => {
                        self.closings.count(frame.as_ref());
                        return Ok(());
                    }
                    Some(Ok(_)) => true,
                    Some(Err(_)) | None => {
                        self.closings.count(None);
                        return Ok(());
                    }
                },
                () = sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                    again = None;
                    self.repeats(&mut says).await
                }
                _ = due.tick(), if writes && has_room && again.is_none() => self.writes_one(&mut says).await,
                _ = stop.changed(), if writes => true,
            };
            if !is_said {
                // It is over: what the server says at last is still to be heard.
                again = None;
            }
        }
        Ok(())
    }

    async fn repeats(&mut self, says: &mut Says) -> bool {
        for Waiting { id, text, .. } in &self.waiting {
            if says.send(self.frame(*id, text)).await.is_err() {
                return false;
            }
        }
        true
    }

    async fn writes_one(&mut self, says: &mut Says) -> bool {
        let id = Uuid::now_v7();
        let mut text = format!("{} mensaje {} ", delays::micros_now(), self.written.len() + 1);
        let rest = self.habit.characters.saturating_sub(text.len());
        text.extend(std::iter::repeat_n('a', rest.max(1)));
        let frame = self.frame(id, &text);
        self.written.push(id);
        if self.habit.lies {
            self.acknowledged.insert(id);
        } else {
            self.waiting.push_back(Waiting { id, text, since: Instant::now() });
        }
        says.send(frame).await.is_ok()
    }

    fn frame(&self, id: Uuid, text: &str) -> Message {
        let frame = json!({"type": "send", "conversation": self.conversation, "content": text, "client_id": id});
        Message::text(frame.to_string())
    }

    /// Whether something was refused for now.
    fn takes(&mut self, text: &str) -> Result<bool, String> {
        let Ok(event) = serde_json::from_str::<Value>(text) else { return Ok(false) };
        let id = event["client_id"].as_str().and_then(|id| id.parse::<Uuid>().ok());
        match event["type"].as_str() {
            Some("ack") => {
                let Some(place) = self.waiting.iter().position(|waiting| Some(waiting.id) == id) else {
                    return Ok(false);
                };
                if let Some(Waiting { id, since, .. }) = self.waiting.remove(place) {
                    self.slowest = self.slowest.max(since.elapsed());
                    self.acknowledged.insert(id);
                    self.last_seq.fetch_max(event["message"]["seq"].as_u64().unwrap_or(0), Ordering::Relaxed);
                }
                Ok(false)
            }
            Some("error") => {
                let code = event["code"].as_str().unwrap_or_default().to_owned();
                let is_passing = matches!(&*code, "overloaded" | "too_many_requests");
                if !is_passing || self.habit.in_flight > 1 {
                    return Err(format!("conversation {}: refused with {event}", self.conversation));
                }
                *self.refusals.entry(code).or_default() += 1;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}
