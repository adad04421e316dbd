//! Typing and read frames without pause on 20 sockets of 10 users.

use futures::{SinkExt, StreamExt};
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::{
    client::Client,
    marketplace::conversation_of,
    stage::{FLOODERS, Stage},
    tally::Tally,
};

const SOCKETS_EACH: u32 = 2;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let mut tasks = JoinSet::new();
    for n in 0..FLOODERS {
        let abuser = stage.abuser(n);
        for _ in 0..SOCKETS_EACH {
            let (url, abuser) = (stage.url.clone(), abuser.clone());
            tasks.spawn(async move { floods(&url, &abuser, conversation_of(n), until).await });
        }
    }
    let mut sent = 0;
    while let Some(done) = tasks.join_next().await {
        sent += done.map_err(|error| error.to_string())??;
    }
    tally.add_note(format!("{sent} frames were taken by the system"));
    Ok(())
}

/// Sends frames until the end, and returns their number.
async fn floods(url: &str, abuser: &Client, conversation: u32, until: Instant) -> Result<u64, String> {
    let host = url.trim_start_matches("http://");
    let mut request = format!("ws://{host}/ws/").into_client_request().map_err(|error| error.to_string())?;
    let cookie = abuser.cookie.parse().map_err(|_| "a cookie that is none".to_owned())?;
    request.headers_mut().insert("cookie", cookie);
    let stream = abuser.connects(false).await?;
    let (socket, _) = client_async(request, stream).await.map_err(|error| error.to_string())?;
    let (mut sink, mut stream) = socket.split();
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = stream.next().await {} });
    let typing = json!({"type": "typing", "conversation": conversation}).to_string();
    let read = json!({"type": "read", "conversation": conversation, "up_to": 1}).to_string();
    let mut sent = 0;
    let flood = async {
        loop {
            for frame in [&typing, &read] {
                if sink.send(Message::text(frame.clone())).await.is_err() {
                    return;
                }
                sent += 1;
            }
        }
    };
    let _ = timeout_at(until, flood).await;
    reading.abort();
    Ok(sent)
}
