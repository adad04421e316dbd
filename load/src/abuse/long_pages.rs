//! The page of a conversation of 50 messages of 4,000 characters, requested on 50 connections.

use reqwest::Method;
use tokio::time::Instant;

use super::{hammer::hammer, marketplace::conversation_of, stage::Stage, tally::Tally};

const CONNECTIONS: u32 = 50;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let abuser = stage.abuser(0);
    let path = format!("/conversations/{}", conversation_of(0));
    hammer(tally, until, CONNECTIONS, move |_| abuser.request(Method::GET, &path)).await;
    Ok(())
}
