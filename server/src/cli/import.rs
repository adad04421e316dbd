//! `charla import FILE`

use std::{fs, path::Path};

use server::{
    dataset::Dataset,
    password::Passwords,
    store::{Imported, Store},
};

use super::{Failure, Options};

pub(super) async fn import(options: &Options, file: &Path, keep_password: bool) -> Result<(), Failure> {
    let name = file.display();
    let text = fs::read(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let mut dataset: Dataset =
        serde_json::from_slice(&text).map_err(|error| format!("{name} is no data set: {error}"))?;
    dataset.keep_password = keep_password;
    let store = options.open_store().await?;
    let Imported { users, conversations, messages } =
        store_rows(&*store, &dataset).await.map_err(|error| format!("{name} cannot be stored: {error}"))?;
    store.close().await;
    eprintln!("{users} users, {conversations} conversations and {messages} messages are new.");
    if users > 0 && !keep_password && !dataset.password.is_empty() {
        eprintln!("Those who start with the password of the data set choose another when they have signed in.");
    }
    Ok(())
}

pub(super) async fn store_rows(store: &dyn Store, dataset: &Dataset) -> Result<Imported, Failure> {
    // What is empty is refused with the other rows, unless nobody needs it.
    let hash = Passwords::default().hash(dataset.password.clone().into()).await.map_err(|error| error.to_string())?;
    store.import(dataset, &hash).await.map_err(|error| error.to_string())
}
