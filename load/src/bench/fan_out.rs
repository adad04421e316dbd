//! One user writes in a conversation with many members, each with several sockets. Every socket must get every message
//! once and in order.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{SinkExt, StreamExt, stream::SplitStream};
use hdrhistogram::Histogram;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;

use super::{dataset, figures::Figures, requests::histogram, stage::Stage};
use crate::{
    clock::micros_now,
    dataset::customer,
    person::Socket,
    throughput::audit,
    wire::{Received, Wire},
};

/// Messages that have not reached all sockets. More than 256 would close slow ones.
const IN_FLIGHT: u64 = 32;

/// Limit for a message to reach all sockets.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Messages that have reached a socket.
#[derive(Clone, Default)]
struct Got {
    count: u64,
    /// Hash of all texts in their order.
    texts: DefaultHasher,
}

pub(super) async fn measure(stage: &mut Stage, sockets: u32, time: Duration) -> Result<Figures, String> {
    let members: Vec<_> =
        stage.pairs().await?.iter().take(dataset::GROUP as usize).map(|(customer, _)| customer.clone()).collect();
    let writer = members.first().ok_or("nobody writes")?;
    let path = Wire::Charla.path(dataset::GROUP_CONVERSATION);
    let delays = Arc::new(Mutex::new(histogram()?));
    let mut tasks = JoinSet::new();
    let mut receivers = Vec::new();
    for n in 0..sockets as usize {
        let (_, stream) = members[1 + n % (members.len() - 1)].connects(&path).await?.split();
        let (sender, receiver) = watch::channel(Got::default());
        tasks.spawn(receives(stream, sender, delays.clone()));
        receivers.push(receiver);
    }
    let (mut sink, mut stream) = writer.connects(&path).await?.split();
    let (begun, cpu) = (Instant::now(), stage.cpu());
    let (mut sent, mut texts) = (Got::default(), Vec::new());
    while begun.elapsed() < time {
        let text = format!("{} a todos", micros_now());
        let frame = Wire::Charla.encode(dataset::GROUP_CONVERSATION, &text);
        sink.send(Message::text(frame)).await.map_err(|error| error.to_string())?;
        timeout(TIMEOUT, acknowledged(&mut stream, &text)).await.map_err(|_| "a message is not acknowledged")??;
        sent.add(&text);
        texts.push(text);
        reach(&mut receivers, sent.count.saturating_sub(IN_FLIGHT)).await?;
    }
    reach(&mut receivers, sent.count).await?;
    let (took, cpu) = (begun.elapsed(), stage.cpu() - cpu);
    // A message that comes twice would come now.
    sleep(Duration::from_millis(200)).await;
    let is_same = |got: &Got| (got.count, got.texts.finish()) == (sent.count, sent.texts.finish());
    if !receivers.iter().all(|receiver| is_same(&receiver.borrow())) {
        return Err("a socket has other messages than were acknowledged".into());
    }
    audit::is_stored(writer, dataset::GROUP_CONVERSATION, &texts).await?;
    let delays = delays.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Figures::default().of_work(sent.count * u64::from(sockets), took, cpu, &delays))
}

/// Waits until all sockets have this many messages.
async fn reach(receivers: &mut [watch::Receiver<Got>], count: u64) -> Result<(), String> {
    for receiver in receivers {
        let reached = receiver.wait_for(|got| got.count >= count);
        timeout(TIMEOUT, reached).await.map_err(|_| "a message is lost")?.map_err(|_| "a socket was closed")?;
    }
    Ok(())
}

impl Got {
    fn add(&mut self, text: &str) {
        self.count += 1;
        text.hash(&mut self.texts);
    }
}

async fn acknowledged(stream: &mut SplitStream<Socket>, text: &str) -> Result<(), String> {
    while let Some(Ok(frame)) = stream.next().await {
        let Message::Text(frame) = frame else { continue };
        match Wire::Charla.decode(&customer(1), &frame) {
            Received::Acknowledged(stored) if stored == text => return Ok(()),
            Received::Acknowledged(_) | Received::Refused => return Err(frame.to_string()),
            Received::Message { .. } | Received::Other => {}
        }
    }
    Err("the server closed a socket".into())
}

async fn receives(mut stream: SplitStream<Socket>, got: watch::Sender<Got>, delays: Arc<Mutex<Histogram<u64>>>) {
    while let Some(Ok(frame)) = stream.next().await {
        let Message::Text(frame) = frame else { continue };
        if let Received::Message { text, .. } = Wire::Charla.decode("", &frame) {
            let written = text.split(' ').next().and_then(|at| at.parse().ok()).unwrap_or_default();
            let delay = micros_now().saturating_sub(written);
            delays.lock().unwrap_or_else(PoisonError::into_inner).saturating_record(delay);
            got.send_modify(|got| got.add(&text));
        }
    }
}
