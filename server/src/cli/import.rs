//! `charla import FILE`

use std::{fs, path::Path};

use server::{
    dataset::Dataset,
    password::Passwords,
    store::{Imported, Store},
};

use super::{Failure, Options};

pub(super) async fn import(options: &Options, file: &Path) -> Result<(), Failure> {
    let name = file.display();
    let text = fs::read(file).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let dataset: Dataset = serde_json::from_slice(&text).map_err(|error| format!("{name} is no data set: {error}"))?;
    let store = options.open_store().await?;
    let Imported { users, conversations, messages } =
        store_rows(&*store, &dataset).await.map_err(|error| format!("{name} cannot be stored: {error}"))?;
    store.close().await;
    eprintln!("{users} users, {conversations} conversations and {messages} messages are new.");
    Ok(())
}

pub(super) async fn store_rows(store: &dyn Store, dataset: &Dataset) -> Result<Imported, Failure> {
    let hash = Passwords::default().hash(dataset.password.clone().into()).await.map_err(|error| error.to_string())?;
    store.import(dataset, &hash).await.map_err(|error| error.to_string())
}
