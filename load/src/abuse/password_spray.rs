//! Tries one password with many user names from many addresses of one IPv6 network, while other users sign in.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until, timeout_at},
};
use uuid::Uuid;

use super::{
    client::{Client, Source},
    hammer::hammer,
    marketplace::PAIRS,
    stage::Stage,
    tally::Tally,
};
use crate::dataset::customer;

const AT_ONCE: u32 = 200;

/// How often a normal user signs in.
const SIGN_IN_INTERVAL: Duration = Duration::from_millis(400);

/// A sign-in that takes longer counts as refused. Shorter than the time that the abusive client has to end.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn run(stage: &Stage, tally: &Tally, until: Instant) -> Result<(), String> {
    let url = stage.url.clone();
    // One client for each connection, since a client reuses its connections.
    let clients: Vec<_> =
        (0..AT_ONCE).map(|_| Client::new(&url, Source::Forwarded(String::new()))).collect::<Result<_, _>>()?;
    let spray = hammer(tally, until, AT_ONCE, move |n| {
        let dice = Uuid::now_v7().as_u64_pair().1;
        let name = customer(1 + (dice % u64::from(PAIRS)) as u32);
        clients[n as usize]
            .request(Method::POST, "/api/auth/login/")
            .header("x-forwarded-for", format!("2001:db8:6666:{:x}::{:x}", dice & 0xffff, dice >> 48))
            .json(&json!({"username": name, "password": "Primavera2026"}))
    });
    let (legitimate, _) = tokio::join!(sign_ins(stage, until), spray);
    let (signed_in, refused, slowest) = legitimate;
    tally.add_note(format!("{signed_in} people signed in, {refused} were refused, the slowest after {slowest:.1?}"));
    if refused > 0 {
        tally.add_failure(format!("{refused} people could not sign in"));
    }
    Ok(())
}

/// Signs in normal users with the right password. Returns how many succeeded, how many failed, and the longest delay.
async fn sign_ins(stage: &Stage, until: Instant) -> (usize, usize, Duration) {
    let slowest = Arc::new(std::sync::Mutex::new(Duration::ZERO));
    let mut tasks = JoinSet::new();
    let (mut due, mut n) = (Instant::now(), 0);
    while due < until {
        n += 1;
        let (url, home, slowest) = (stage.url.clone(), stage.home(1_000 + n), slowest.clone());
        let password = stage.abuser(0).password;
        tasks.spawn(async move {
            sleep_until(due).await;
            let mut client = Client::new(&url, home).ok()?;
            let status = timeout_at(due + TIMEOUT, client.signs_in(&customer(1 + n % PAIRS), password)).await;
            let mut slowest = slowest.lock().ok()?;
            *slowest = due.elapsed().max(*slowest);
            matches!(status, Ok(Ok(200))).then_some(())
        });
        due += SIGN_IN_INTERVAL;
    }
    let answers = tasks.join_all().await;
    let signed_in = answers.iter().flatten().count();
    let slowest = slowest.lock().map_or(Duration::ZERO, |slowest| *slowest);
    (signed_in, answers.len() - signed_in, slowest)
}
