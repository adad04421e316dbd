//! Throughput: in each conversation one user writes and the other receives.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use clap::Args;
use futures::{SinkExt, StreamExt, stream::SplitSink, stream::SplitStream};
use tokio::{
    sync::Semaphore,
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

/// State that all conversations share.
struct Load {
    wire: Wire,
    report: Report,
    measuring: AtomicBool,
    ending: AtomicBool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn measure(options: Options) -> Result<(), String> {
    options.target.check()?;
    let wire = if options.target.origin { Wire::Origin } else { Wire::Charla };
    let load = Arc::new(Load {
        wire,
        report: Report::default(),
        measuring: AtomicBool::new(false),
        ending: AtomicBool::new(false),
    });
    let pairs = crowd::pairs(&options.target.urls, options.conversations).await?;
    let start = Instant::now() + Duration::from_secs(1);
    for (place, (customer, provider)) in pairs.into_iter().enumerate() {
        let number = u32::try_from(place).unwrap_or(u32::MAX) + 1;
        let (writes, acknowledges) = open(&customer, wire, number).await?.split();
        let (_, receives) = open(&provider, wire, number).await?.split();
        let places = Arc::new(Semaphore::new(options.in_flight as usize));
        tokio::spawn(listen(load.clone(), acknowledges, dataset::customer(number), Some(places.clone())));
        tokio::spawn(listen(load.clone(), receives, dataset::provider(number), None));
        match options.rate {
            Some(rate) => {
                let every = Duration::from_secs(1) * options.conversations / rate;
                let first = start + every * number / options.conversations;
                tokio::spawn(write_evenly(load.clone(), writes, number, first, every));
            }
            None => drop(tokio::spawn(write_in_turn(load.clone(), writes, number, places))),
        }
    }

    sleep(options.warm_up).await;
    load.measuring.store(true, Ordering::Relaxed);
    let (begun, cpu) = (Instant::now(), process::cpu(&options.target.pids));
    sleep(options.time).await;
    load.measuring.store(false, Ordering::Relaxed);
    let (took, cpu) = (begun.elapsed(), process::cpu(&options.target.pids) - cpu);
    load.ending.store(true, Ordering::Relaxed);
    // Messages under way still count, and show whether any is lost.
    let (mut left, mut arrived) = (load.report.on_the_way(), Instant::now());
    while left > 0 && arrived.elapsed() < TIMEOUT {
        sleep(Duration::from_millis(50)).await;
        if load.report.on_the_way() != left {
            (left, arrived) = (load.report.on_the_way(), Instant::now());
        }
    }
    println!("{}", load.report.lines(took, cpu, left));
    match (left, Report::get(&load.report.out_of_order)) {
        (0, 0) => Ok(()),
        (lost, wrong) => Err(format!("{lost} messages are lost, {wrong} came twice or out of order")),
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

async fn listen(load: Arc<Load>, mut socket: SplitStream<Socket>, me: String, places: Option<Arc<Semaphore>>) {
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
                give_back(places.as_deref());
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
                give_back(places.as_deref());
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
