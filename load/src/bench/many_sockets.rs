//! Many sockets connect at once, stay idle for a while, and then all resume at once.

use std::{fs, sync::Arc, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    sync::{Barrier, mpsc},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;

use super::{figures::Figures, requests::histogram, stage::Stage};
use crate::{
    failures::returning,
    person::{Person, Socket},
    process,
};

/// Open files beside the sockets.
const OTHER_FILES: u32 = 1_500;

const ATTEMPTS: u32 = 20;

/// How long the sockets stay idle before the memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// Limit for all of them to connect, to resume, or to be closed.
const TIMEOUT: Duration = Duration::from_secs(60);

pub(super) async fn measure(stage: &mut Stage, sockets: u32) -> Result<Figures, String> {
    if allowed_files().is_some_and(|allowed| allowed < sockets + OTHER_FILES) {
        eprintln!("{sockets} sockets are left out: ulimit -n {}", sockets + OTHER_FILES);
        return Ok(Figures::default());
    }
    let people: Vec<_> = stage.pairs().await?.iter().flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
    let pids = stage.pids();
    let open_files = || pids.iter().map(|pid| process::open_files(*pid)).sum::<usize>();
    let (memory, files) = (process::memory(&pids), open_files());
    let resumes = Arc::new(Barrier::new(sockets as usize + 1));
    let (reports, mut times) = mpsc::unbounded_channel();
    // The sockets are closed when this is dropped.
    let mut tasks = JoinSet::new();
    let (begun, cpu) = (Instant::now(), process::cpu(&pids));
    for n in 0..sockets as usize {
        let (person, conversation) = (people[n % people.len()].clone(), 1 + (n % people.len()) / 2);
        tasks.spawn(stays_open(person, conversation, resumes.clone(), reports.clone()));
    }
    let connecting = all(&mut times, sockets).await?;
    let (connected, connect_cpu) = (begun.elapsed(), process::cpu(&pids) - cpu);
    sleep(IDLE).await;
    let memory = process::memory(&pids).saturating_sub(memory);
    let (begun, cpu) = (Instant::now(), process::cpu(&pids));
    resumes.wait().await;
    let resuming = all(&mut times, sockets).await?;
    let (resumed, resume_cpu) = (begun.elapsed(), process::cpu(&pids) - cpu);
    drop(tasks);
    let closed = async {
        while open_files() > files {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(TIMEOUT, closed).await.map_err(|_| "the server keeps sockets that are closed")?;
    let count = f64::from(sockets);
    #[expect(clippy::cast_precision_loss, reason = "kilobytes, microseconds")]
    let (each, [connect_p99, resume_p99]) =
        (memory as f64 / count, [connecting, resuming].map(|times| times.value_at_quantile(0.99) as f64 / 1_000.0));
    let millis = |cpu: Duration| cpu.as_secs_f64() * 1_000.0 / count;
    Ok(Figures::default()
        .with("connects per second", count / connected.as_secs_f64())
        .with("CPU ms a connect", millis(connect_cpu))
        .with("connect p99 ms", connect_p99)
        .with("kB each", each)
        .with("resumes per second", count / resumed.as_secs_f64())
        .with("CPU ms a resume", millis(resume_cpu))
        .with("resume p99 ms", resume_p99))
}

type Reports = mpsc::UnboundedSender<Result<Duration, String>>;

/// Connects, reports how long that took, and does the same for resuming when all are connected.
async fn stays_open(person: Person, conversation: usize, resumes: Arc<Barrier>, reports: Reports) {
    let steps = async {
        let (begun, mut attempt) = (Instant::now(), 0);
        // A server may refuse some of so many at once: clients try again after a while.
        let mut socket = loop {
            match person.connects("/ws/").await {
                Ok(socket) => break socket,
                Err(reason) if attempt == ATTEMPTS => return Err(reason),
                Err(_) => sleep(returning::wait(attempt)).await,
            }
            attempt += 1;
        };
        until(&mut socket, &["ready"]).await?;
        let _ = reports.send(Ok(begun.elapsed()));
        // Reads meanwhile, so that pings are answered.
        tokio::select! {
            _ = resumes.wait() => {}
            lost = until(&mut socket, &["reconnect"]) => return lost.map(drop),
        }
        let begun = Instant::now();
        let resume = json!({"type": "resume", "cursors": [{"conversation": conversation, "seq": 0}]});
        loop {
            socket.send(Message::text(resume.to_string())).await.map_err(|error| error.to_string())?;
            let answer = until(&mut socket, &["resumed", "error"]).await?;
            match answer["retry_after"].as_u64() {
                None if answer["type"] == "resumed" => break,
                None => return Err(answer.to_string()),
                // As browsers wait: with a random part.
                Some(seconds) => sleep(Duration::from_secs(seconds) + returning::wait(1)).await,
            }
        }
        let _ = reports.send(Ok(begun.elapsed()));
        until(&mut socket, &["reconnect"]).await.map(drop)
    };
    if let Err(reason) = steps.await {
        let _ = reports.send(Err(reason));
    }
}

/// Reads up to the next event of one of these types, and returns it.
async fn until(socket: &mut Socket, kinds: &[&str]) -> Result<Value, String> {
    while let Some(frame) = socket.next().await {
        let frame = frame.map_err(|error| error.to_string())?;
        let Message::Text(text) = frame else { continue };
        let event: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        if kinds.iter().any(|kind| event["type"] == *kind) {
            return Ok(event);
        }
    }
    Err("the server closed a socket".into())
}

async fn all(
    times: &mut mpsc::UnboundedReceiver<Result<Duration, String>>,
    count: u32,
) -> Result<hdrhistogram::Histogram<u64>, String> {
    let mut all = histogram()?;
    for _ in 0..count {
        let time = timeout(TIMEOUT, times.recv()).await.map_err(|_| "not all sockets are answered")?;
        let time = time.ok_or("not all sockets are answered")??;
        all.saturating_record(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }
    Ok(all)
}

fn allowed_files() -> Option<u32> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}
