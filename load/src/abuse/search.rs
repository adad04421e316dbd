//! Searches for two letters that do not occur, in 6,000 long messages.

use reqwest::Method;
use tokio::time::Instant;

use super::{hammer::hammer, stage::Stage, tally::Tally};

const CONNECTIONS: u32 = 8;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    // The two members of the conversation with these messages.
    let abusers = [stage.abuser(0), stage.abuser(1)];
    hammer(tally, until, CONNECTIONS, move |n| {
        abusers[n as usize % abusers.len()].request(Method::GET, "/api/messages/search/?q=zq")
    })
    .await;
    Ok(())
}
