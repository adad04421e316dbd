//! `charla demo`

use server::{clock, dataset::BadRowPolicy, demo};

use super::{Failure, Options, import::store_rows};

pub(super) async fn demo(options: &Options) -> Result<(), Failure> {
    let store = options.open_unserved_store().await?;
    if !store.is_empty().await.map_err(|error| error.to_string())? {
        eprintln!("There are people in the database already: nothing was added.");
        store.close().await;
        return Ok(());
    }
    let marketplace = demo::marketplace(clock::now());
    let stored = store_rows(&*store, &marketplace, BadRowPolicy::Refuse).await;
    stored.map_err(|error| format!("the demo cannot be stored: {error}"))?;
    store.close().await;
    eprintln!("Sign in as one of these, with the password {}:", marketplace.password);
    for user in &marketplace.users {
        eprintln!("  {:<16} {} {}", user.username, user.first_name, user.last_name);
    }
    Ok(())
}
