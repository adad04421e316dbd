//! `charla import FILE`

use std::{fmt::Display, fs, path::Path};

use server::{
    auth::password::Passwords,
    clock,
    dataset::{BadRowPolicy, Dataset},
    store::{Imported, Store},
};

use super::{Failure, Options};

pub(super) async fn import(
    options: &Options,
    file: &Path,
    keep_password: bool,
    policy: BadRowPolicy,
) -> Result<(), Failure> {
    let name = file.display();
    let bytes = fs::read(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let mut dataset = Dataset::read(&bytes, clock::now()).map_err(|error| format!("{name} is no data set: {error}"))?;
    dataset.keep_password = keep_password;
    let store = options.open_unserved_store().await?;
    let imported = store_rows(&*store, &dataset, policy).await;
    store.close().await;
    let Imported { users, conversations, messages, left_out } =
        imported.map_err(|error| format!("{name} is not stored: {error}"))?;
    for error in left_out.sorted() {
        eprintln!("left out: {error}");
    }
    let [people, conversations, messages] =
        [counted(users, "user"), counted(conversations, "conversation"), counted(messages, "message")];
    eprintln!("Added {people}, {conversations} and {messages}.");
    if users > 0 && !keep_password && !dataset.password.is_empty() {
        eprintln!("Those who start with the password of the data set choose another when they have signed in.");
    }
    if !left_out.is_empty() {
        eprintln!("Left out {}.", counted(left_out.count(), "row"));
    }
    Ok(())
}

fn counted(number: impl Display, one: &str) -> String {
    let number = number.to_string();
    if number == "1" { format!("1 {one}") } else { format!("{number} {one}s") }
}

pub(super) async fn store_rows(
    store: &dyn Store,
    dataset: &Dataset,
    policy: BadRowPolicy,
) -> Result<Imported, Failure> {
    // Only a hash is stored. `Store::import` refuses an empty password if some user needs it.
    let hash = Passwords::default().hash(dataset.password.clone().into()).await.map_err(|error| error.to_string())?;
    store.import(dataset, &hash, policy).await.map_err(|error| error.to_string())
}
