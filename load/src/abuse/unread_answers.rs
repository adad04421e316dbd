//! Requests the largest page on 300 connections, and reads no answer.

use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    task::JoinSet,
    time::{Duration, Instant, sleep_until, timeout_at},
};

use super::{client::Client, marketplace::conversation_of, stage::Stage, tally::Tally};

const CONNECTIONS: u32 = 300;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let abuser = stage.abuser(0);
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        open.push(asks(&abuser).await?);
    }
    sleep_until(until).await;
    // Reads the statuses only now.
    let mut heads = JoinSet::new();
    let end = Instant::now() + Duration::from_millis(500);
    for stream in open {
        heads.spawn(timeout_at(end, status(stream)));
    }
    // No connection is closed before all statuses are read: otherwise waiting requests would get their turn.
    let mut read = Vec::new();
    while let Some(head) = heads.join_next().await {
        let (status, stream) = head.ok().and_then(Result::ok).unzip();
        tally.record(status.unwrap_or_else(|| "no answer".into()));
        read.extend(stream);
    }
    Ok(())
}

async fn asks(abuser: &Client) -> Result<TcpStream, String> {
    let mut stream = abuser.connects(true).await?;
    let line = format!("GET /api/conversations/{}/messages/?limit=500", conversation_of(0));
    abuser.writes(&mut stream, &line, "", "").await?;
    Ok(stream)
}

async fn status(mut stream: TcpStream) -> (String, TcpStream) {
    let mut head = [0; 12];
    let status = match stream.read_exact(&mut head).await {
        Ok(_) => String::from_utf8_lossy(&head[9..]).into_owned(),
        Err(_) => "closed".into(),
    };
    (status, stream)
}
