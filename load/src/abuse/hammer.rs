//! Repeats the same request on several connections, each time as soon as the last one is answered.

use std::{sync::Arc, time::Duration};

use reqwest::RequestBuilder;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use super::tally::Tally;

/// Pause after a refusal: faster requests gain nothing.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

pub(super) async fn hammer(
    tally: &Tally,
    until: Instant,
    connections: u32,
    request: impl Fn(u32) -> RequestBuilder + Send + Sync + 'static,
) {
    let request = Arc::new(request);
    let mut tasks = JoinSet::new();
    for n in 0..connections {
        let request = request.clone();
        tasks.spawn(async move {
            let mut got = Vec::new();
            while Instant::now() < until {
                let answered = timeout_at(until, async {
                    let answer = request(n).send().await?;
                    let status = answer.status().as_u16();
                    answer.bytes().await?;
                    Ok::<_, reqwest::Error>(status)
                });
                match answered.await {
                    Ok(Ok(status)) => {
                        got.push(status.to_string());
                        if status >= 400 {
                            sleep(RETRY_PAUSE).await;
                        }
                    }
                    Ok(Err(_)) => {
                        got.push("closed".into());
                        sleep(RETRY_PAUSE).await;
                    }
                    Err(_) => break,
                }
            }
            got
        });
    }
    while let Some(got) = tasks.join_next().await {
        got.unwrap_or_default().into_iter().for_each(|what| tally.record(what));
    }
}
