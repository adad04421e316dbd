//! Requests that declare a body of 10 GB and send hardly any of it.

use std::time::Duration;

use tokio::{
    io::AsyncReadExt,
    task::JoinSet,
    time::{Instant, timeout_at},
};

use super::{
    client::{Client, shared_network},
    stage::Stage,
    tally::Tally,
};

const CONNECTIONS: u32 = 50;
const PATHS: [&str; 4] = ["/api/auth/login/", "/login", "/fn/send", "/api/conversations/1/messages/"];

/// A refusal must come within this time, since the head suffices for it.
const AT_ONCE: Duration = Duration::from_secs(1);

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let mut tasks = JoinSet::new();
    for n in 0..CONNECTIONS {
        let client = Client::new(&stage.url, shared_network(n))?;
        tasks.spawn(async move {
            let begun = Instant::now();
            let mut stream = client.connects(false).await?;
            let headers = "content-type: application/json\r\ncontent-length: 10000000000\r\n";
            let line = format!("POST {}", PATHS[n as usize % PATHS.len()]);
            client.writes(&mut stream, &line, headers, "{").await?;
            let mut head = [0; 12];
            let status = match timeout_at(until, stream.read_exact(&mut head)).await {
                Ok(Ok(_)) => String::from_utf8_lossy(&head[9..]).into_owned(),
                Ok(Err(_)) => "closed".into(),
                Err(_) => "no answer".into(),
            };
            Ok::<_, String>((status, begun.elapsed()))
        });
    }
    let mut slowest = Duration::ZERO;
    while let Some(done) = tasks.join_next().await {
        let (status, took) = done.map_err(|error| error.to_string())??;
        tally.record(&status);
        slowest = slowest.max(took);
        if status != "413" || took > AT_ONCE {
            tally.record("late");
        }
    }
    tally.add_note(format!("the slowest answer after {slowest:.1?}"));
    if tally.count("late") > 0 {
        tally.add_failure("not refused at once".into());
    }
    Ok(())
}
