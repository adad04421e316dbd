//! The directory of 100,000 people, requested on 100 connections.

use reqwest::Method;
use tokio::time::Instant;

use super::{hammer::hammer, stage::Stage, tally::Tally};

const CONNECTIONS: u32 = 100;

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let abuser = stage.abuser(0);
    hammer(tally, until, CONNECTIONS, move |_| abuser.request(Method::POST, "/fn/people").form(&[("query", "")])).await;
    Ok(())
}
