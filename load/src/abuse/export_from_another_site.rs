//! A page of another site makes a user's browser export all their data again and again.

use reqwest::Method;
use tokio::time::Instant;

use super::{hammer::hammer, stage::Stage, tally::Tally};

const PATH: &str = "/settings/data";

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let victim = stage.abuser(0);
    let browser = victim.clone();
    hammer(tally, until, 2, move |_| {
        browser.request(Method::GET, PATH).header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "no-cors")
    })
    .await;
    if tally.count("200") > 0 {
        tally.add_failure("it was answered".into());
    }
    let own = victim.request(Method::GET, PATH).header("sec-fetch-site", "same-origin").send().await;
    let status = own.map_err(|error| error.to_string())?.status().as_u16();
    tally.add_note(format!("the user's own afterwards: {status}"));
    if status != 200 {
        tally.add_failure("the user's turns are spent".into());
    }
    Ok(())
}
