//! People write while the server is killed again and again: what was acknowledged is there afterwards, once and
//! in order. It starts the server itself, on a database of its own that is empty before and gone afterwards.

use std::{
    collections::HashSet,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use clap::Args;
use futures::{SinkExt, StreamExt, future::join_all};
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use crate::{Target, crowd, dataset, person::Person};

/// Each writes so often: 20 of them, 500 messages a second.
const WRITERS: u32 = 20;
const EVERY: Duration = Duration::from_millis(40);

/// Far more than a start, or the last answers, take.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's program
    #[arg(long, default_value = "target/charla")]
    program: PathBuf,
    /// How often it is killed
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// Another database than an SQLite file: an empty one
    #[arg(long)]
    database_url: Option<String>,
    /// Takes what was only sent for acknowledged: to see that a loss is noticed
    #[arg(long)]
    lie: bool,
}

struct Writer {
    person: Person,
    conversation: u32,
    /// In the order in which they were written.
    written: Vec<Uuid>,
    waiting: Vec<(Uuid, String)>,
    acknowledged: HashSet<Uuid>,
    lies: bool,
}

#[expect(clippy::print_stdout, reason = "what came of it")]
pub(crate) async fn survive(options: Options) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("charla-survive-{}", Uuid::now_v7().simple()));
    std::fs::create_dir(&folder).map_err(|error| error.to_string())?;
    let outcome = survive_in(&folder, &options).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (messages, kills) = outcome?;
    println!("killed {kills} times: {messages} messages acknowledged, each of them is there once and in order");
    Ok(())
}

async fn survive_in(folder: &Path, options: &Options) -> Result<(usize, u32), String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(|e| e.to_string())?.port();
    let server = Server {
        program: options.program.clone(),
        database: options.database_url.clone().unwrap_or_else(|| format!("sqlite:{}/charla.db", folder.display())),
        address: format!("127.0.0.1:{port}"),
    };
    let file = folder.join("dataset.json");
    std::fs::write(&file, dataset::json(WRITERS).to_string()).map_err(|error| error.to_string())?;
    server.run(&["import", &file.to_string_lossy()])?.wait().map_err(|error| error.to_string())?;

    let mut running = server.starts().await?;
    let target = Target { urls: vec![server.url()], pids: Vec::new(), origin: false };
    let pairs = crowd::pairs(&target, WRITERS).await?;
    let mut writers: Vec<_> = (1..)
        .zip(pairs)
        .map(|(conversation, (person, _))| Writer {
            person,
            conversation,
            written: Vec::new(),
            waiting: Vec::new(),
            acknowledged: HashSet::new(),
            lies: options.lie,
        })
        .collect();
    for _ in 0..options.rounds {
        let killing = async {
            sleep(Duration::from_millis(300 + 5 * u64::from(Uuid::now_v7().as_bytes()[15]))).await;
            running.is_killed();
        };
        tokio::join!(killing, join_all(writers.iter_mut().map(Writer::writes)));
        running = server.starts().await?;
    }
    for writer in &mut writers {
        timeout(PATIENCE, writer.finishes()).await.map_err(|_| "the last messages find no answer".to_owned())??;
    }
    let mut messages = 0;
    for writer in &writers {
        messages += writer.checks().await?;
    }
    Ok((messages, options.rounds))
}

/// Killed at the latest when it is dropped.
struct Running(Child);

impl Running {
    fn is_killed(&mut self) {
        // It may have ended by itself, which the next start shows.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_killed();
    }
}

struct Server {
    program: PathBuf,
    database: String,
    address: String,
}

impl Server {
    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn run(&self, arguments: &[&str]) -> Result<Child, String> {
        Command::new(&self.program)
            .args(arguments)
            .env("CHARLA_DATABASE_URL", &self.database)
            .env("CHARLA_ADDR", &self.address)
            .env("RUST_LOG", "error")
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", self.program.display()))
    }

    async fn starts(&self) -> Result<Running, String> {
        let running = Running(self.run(&["serve"])?);
        let begun = Instant::now();
        while reqwest::get(format!("{}/readyz", self.url())).await.is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("the server does not start".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(running)
    }
}

impl Writer {
    /// First again what found no answer, then new messages, until the socket is over.
    async fn writes(&mut self) {
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
    async fn finishes(&mut self) -> Result<(), String> {
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
    async fn checks(&self) -> Result<usize, String> {
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
