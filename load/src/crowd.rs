//! Signs in many users, a few at a time, since signing in is work for the server.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use tokio::time::sleep;

use crate::{dataset, person::Person};

const AT_ONCE: usize = 4;

const ATTEMPTS: u32 = 5;

/// Signs in both members of each conversation.
pub(crate) async fn pairs(urls: &[String], conversations: u32) -> Result<Vec<(Person, Person)>, String> {
    eprintln!("{} people sign in …", 2 * conversations);
    stream::iter(1..=conversations)
        .map(|n| async move {
            let url = |place: u32| &urls[place as usize % urls.len()];
            let customer = signs_in(url(n), &dataset::customer(n), 2 * n).await?;
            // With two servers, the members of a conversation are at different servers.
            let provider = signs_in(url(n + 1), &dataset::provider(n), 2 * n + 1).await?;
            Ok((customer, provider))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

/// Signs in, and tries again if a busy server refuses it.
async fn signs_in(url: &str, username: &str, number: u32) -> Result<Person, String> {
    let mut attempt = 1;
    loop {
        match Person::signs_in(url, username, number).await {
            Err(_) if attempt < ATTEMPTS => sleep(Duration::from_secs(2)).await,
            done => return done,
        }
        attempt += 1;
    }
}
