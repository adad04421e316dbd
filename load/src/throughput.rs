//! Throughput: in each conversation one user writes and the other receives.

pub(crate) mod audit;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use clap::Args;
use futures::{SinkExt, StreamExt, stream::SplitSink, stream::SplitStream};
use hdrhistogram::Histogram;
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use tokio_tungstenite::tungstenite::Message;

use crate::{
    Target,
    clock::micros_now,
    crowd, dataset,
    person::{Person, Socket},
    process,
    report::Report,
    seconds,
    wire::{Received, Wire},
};

/// The test ends when no message has arrived for this long.
const TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    target: Target,
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    conversations: u32,
    /// How long the measurement takes
    #[arg(long = "seconds", default_value = "20", value_parser = seconds)]
    time: Duration,
    /// How long the load runs before that
    #[arg(long = "warm-up", default_value = "3", value_parser = seconds)]
    warm_up: Duration,
    /// Messages a second in all, at fixed times, whatever the answers. Without it, each writer sends the next message
    /// when one of `--in-flight` is acknowledged
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: Option<u32>,
    /// Messages of one writer that were sent and are not acknowledged yet
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    in_flight: u32,
}

/// How users write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing {
    pub(crate) wire: Wire,
    pub(crate) warm_up: Duration,
    pub(crate) time: Duration,
    pub(crate) rate: Option<u32>,
    pub(crate) in_flight: u32,
}

/// The figures of a run. All sent messages were acknowledged, delivered and found in the database.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) acknowledged: u64,
    pub(crate) took: Duration,
    pub(crate) cpu: Duration,
    /// Delays of the delivery in microseconds.
    pub(crate) delivery: Histogram<u64>,
    lines: String,
}

/// State that all conversations share.
struct Load {
    wire: Wire,
    report: Report,
    /// The texts of acknowledged messages of each conversation, in the order of the acknowledgements.
    acknowledged: Vec<Mutex<Vec<String>>>,
    measuring: AtomicBool,
    ending: AtomicBool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn measure(options: Options) -> Result<(), String> {
    options.target.check()?;
    let pairs = crowd::pairs(&options.target.urls, options.conversations).await?;
    let writing = Writing {
        wire: if options.target.origin { Wire::Origin } else { Wire::Charla },
        warm_up: options.warm_up,
        time: options.time,
        rate: options.rate,
        in_flight: options.in_flight,
    };
    println!("{}", run(&pairs, &options.target.pids, writing).await?.lines);
    Ok(())
}

/// Lets the first of each pair write to the other. An error if a message is lost, comes twice or out of order, or is not
/// stored as it was acknowledged.
pub(crate) async fn run(pairs: &[(Person, Person)], pids: &[u32], writing: Writing) -> Result<Outcome, String> {
    let Writing { wire, warm_up, time, rate, in_flight } = writing;
    let load = Arc::new(Load {
        wire,
        report: Report::default(),
        acknowledged: pairs.iter().map(|_| Mutex::default()).collect(),
        measuring: AtomicBool::new(false),
        ending: AtomicBool::new(false),
    });
    let conversations = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let start = Instant::now() + Duration::from_secs(1);
    // Its tasks end with it, and their sockets are closed.
    let mut tasks = JoinSet::new();
    for (number, (customer, provider)) in (1..).zip(pairs) {
        let (writes, acknowledges) = open(customer, wire, number).await?.split();
        let (_, receives) = open(provider, wire, number).await?.split();
        let places = Arc::new(Semaphore::new(in_flight as usize));
        let writer = Some((number, places.clone()));
        tasks.spawn(listen(load.clone(), acknowledges, dataset::customer(number), writer));
        tasks.spawn(listen(load.clone(), receives, dataset::provider(number), None));
        match rate {
            Some(rate) => {
                let every = Duration::from_secs(1) * conversations / rate;
                let first = start + every * number / conversations;
                tasks.spawn(write_evenly(load.clone(), writes, number, first, every));
            }
            None => drop(tasks.spawn(write_in_turn(load.clone(), writes, number, places))),
        }
    }

    sleep(warm_up).await;
    load.measuring.store(true, Ordering::Relaxed);
    let (begun, cpu) = (Instant::now(), process::cpu(pids));
    sleep(time).await;
    load.measuring.store(false, Ordering::Relaxed);
    let (took, cpu) = (begun.elapsed(), process::cpu(pids) - cpu);
    load.ending.store(true, Ordering::Relaxed);
    // Messages under way still count, and show whether any is lost.
    // The acknowledgement may come after the delivery.
    let (mut left, mut arrived) = (load.left(), Instant::now());
    while left > (0, 0) && arrived.elapsed() < TIMEOUT {
        sleep(Duration::from_millis(50)).await;
        if load.left() != left {
            (left, arrived) = (load.left(), Instant::now());
        }
    }
    let (left, unacknowledged) = left;
    let lines = load.report.lines(took, cpu, left);
    let wrong = Report::get(&load.report.out_of_order);
    if (left, unacknowledged, wrong) != (0, 0, 0) {
        return Err(format!(
            "{lines}\n{left} messages are lost, {unacknowledged} not acknowledged, {wrong} came twice or out of order"
        ));
    }
    audit::all_are_stored(pairs, &load.acknowledged).await?;
    Ok(Outcome {
        acknowledged: Report::get(&load.report.acknowledged_in_time),
        took,
        cpu,
        delivery: load.report.delivery(),
        lines,
    })
}

impl Load {
    /// Returns the number of messages that are neither refused nor delivered, and neither refused nor acknowledged.
    fn left(&self) -> (u64, u64) {
        let texts = |texts: &Mutex<Vec<String>>| texts.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        let acknowledged = self.acknowledged.iter().map(texts).sum::<u64>();
        let accepted = Report::get(&self.report.written).saturating_sub(Report::get(&self.report.refused));
        (self.report.on_the_way(), accepted.saturating_sub(acknowledged))
    }
}

async fn open(person: &Person, wire: Wire, conversation: u32) -> Result<Socket, String> {
    person.connects(&wire.path(conversation)).await
}

type FrameSink = SplitSink<Socket, Message>;

/// Sends the next message when one is acknowledged.
async fn write_in_turn(load: Arc<Load>, mut writes: FrameSink, conversation: u32, places: Arc<Semaphore>) {
    while !load.ending.load(Ordering::Relaxed) {
        let Ok(place) = places.acquire().await else { return };
        place.forget();
        if !send(&load, &mut writes, conversation, micros_now()).await {
            return;
        }
    }
}

/// Sends at fixed times. Delays count from the time at which a message was due, even if it is sent late.
async fn write_evenly(load: Arc<Load>, mut writes: FrameSink, conversation: u32, first: Instant, every: Duration) {
    let (clock, origin) = (Instant::now(), micros_now());
    let mut due = first;
    while !load.ending.load(Ordering::Relaxed) {
        sleep_until(due).await;
        let due_micros = origin + u64::try_from(due.duration_since(clock).as_micros()).unwrap_or(0);
        if !send(&load, &mut writes, conversation, due_micros).await {
            return;
        }
        due += every;
    }
}

/// Sends a message. Its text begins with the time at which it was written.
async fn send(load: &Load, writes: &mut FrameSink, conversation: u32, at: u64) -> bool {
    let counts = load.measuring.load(Ordering::Relaxed);
    let text = format!("{at} {} una frase como las que se escriben en un chat", u8::from(counts));
    if counts {
        Report::count(&load.report.sent);
    }
    Report::count(&load.report.written);
    writes.send(Message::text(load.wire.encode(conversation, &text))).await.is_ok()
}

/// `writer` has the conversation in which `me` writes, and the places of messages under way.
async fn listen(load: Arc<Load>, mut socket: SplitStream<Socket>, me: String, writer: Option<(u32, Arc<Semaphore>)>) {
    let places = writer.as_ref().map(|(_, places)| &**places);
    let mut last = None;
    while let Some(Ok(frame)) = socket.next().await {
        let Message::Text(frame) = frame else { continue };
        match load.wire.decode(&me, &frame) {
            Received::Acknowledged(text) => {
                if load.measuring.load(Ordering::Relaxed) {
                    Report::count(&load.report.acknowledged_in_time);
                }
                if let Some(time) = since(&text) {
                    load.report.acknowledged_after(time);
                }
                if let Some(texts) = writer.as_ref().and_then(|(number, _)| load.acknowledged.get(*number as usize - 1))
                {
                    texts.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                }
                give_back(places);
            }
            Received::Message { text, seq } => {
                if seq.is_some() && last.is_some() && seq != last.map(|last: i64| last + 1) {
                    Report::count(&load.report.out_of_order);
                }
                last = seq;
                Report::count(&load.report.received);
                if let Some(time) = since(&text) {
                    load.report.delivered_after(time);
                }
            }
            Received::Refused => {
                Report::count(&load.report.refused);
                give_back(places);
            }
            Received::Other => {}
        }
    }
}

fn give_back(places: Option<&Semaphore>) {
    if let Some(places) = places {
        places.add_permits(1);
    }
}

/// Returns the age of a message; `None` if it was sent outside of the measurement.
fn since(text: &str) -> Option<Duration> {
    let mut parts = text.split(' ');
    let at: u64 = parts.next()?.parse().ok()?;
    (parts.next()? == "1").then(|| Duration::from_micros(micros_now().saturating_sub(at)))
}
