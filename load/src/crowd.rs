//! Signs in many users, a few at a time, since signing in is work for the server.

use futures::{StreamExt, TryStreamExt, stream};

use crate::{dataset, person::Person};

const AT_ONCE: usize = 4;

/// Signs in both members of each conversation.
pub(crate) async fn pairs(urls: &[String], conversations: u32) -> Result<Vec<(Person, Person)>, String> {
    eprintln!("{} people sign in …", 2 * conversations);
    stream::iter(1..=conversations)
        .map(|n| async move {
            let url = |place: u32| &urls[place as usize % urls.len()];
            let customer = Person::signs_in(url(n), &dataset::customer(n), 2 * n).await?;
            // With two servers, the members of a conversation are at different servers.
            let provider = Person::signs_in(url(n + 1), &dataset::provider(n), 2 * n + 1).await?;
            Ok((customer, provider))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await
}
