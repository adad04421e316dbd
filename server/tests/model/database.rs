//! A database with people and conversations in it, for each world a copy.

use server::{
    dataset::{BadRowPolicy, Dataset},
    store::{Durability, SqliteStore, Store},
};
use tokio::sync::OnceCell;

/// Made once.
pub async fn populated() -> &'static [u8] {
    static DATABASE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let make = async || {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        let store =
            SqliteStore::open(&format!("sqlite:{}", file.display()), Durability::Full).await.expect("a database");
        let dataset = include_bytes!("../fixtures/dataset.json");
        let dataset = Dataset::read(dataset, server::clock::now()).expect("a data set");
        store.import(&dataset, "nobody signs in", BadRowPolicy::Refuse).await.expect("an import");
        store.close().await;
        std::fs::read(file).expect("a database")
    };
    DATABASE.get_or_init(make).await
}
