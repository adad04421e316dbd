//! A database with people and conversations. Each world has a copy.

use server::{
    dataset::{BadRowPolicy, Dataset},
    store::{self, Durability},
};
use tokio::sync::OnceCell;

/// Six pages: two pages of it need not adjoin each other, nor the newest one.
const MESSAGES: i64 = 300;

/// The conversation of ana, maria and carmen.
const LONG: i64 = 6;

/// Returns the data set with one conversation that is longer than the first page of a tab.
fn with_a_long_conversation() -> Vec<u8> {
    let dataset = include_bytes!("../fixtures/dataset.json");
    let mut dataset: serde_json::Value = serde_json::from_slice(dataset).expect("JSON");
    let messages = dataset["messages"].as_array_mut().expect("messages");
    let senders = [1, 3, 5];
    messages.extend((0..MESSAGES).zip(senders.iter().cycle()).map(|(n, sender)| {
        serde_json::json!({
            "id": 1_000 + n,
            "conversation": LONG,
            "sender": sender,
            "content": format!("long ago, the {n}th"),
            "is_read": true,
            "created_at": format!("2025-01-05T{:02}:{:02}:00+00:00", n / 60, n % 60),
        })
    }));
    serde_json::to_vec(&dataset).expect("JSON")
}

/// Returns the database file, which is made only once.
pub async fn populated() -> &'static [u8] {
    static DATABASE: OnceCell<Vec<u8>> = OnceCell::const_new();
    let make = async || {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("charla.db");
        let store = store::open(&format!("sqlite:{}", file.display()), Durability::Full).await.expect("a database");
        let dataset = Dataset::read(&with_a_long_conversation(), server::clock::now()).expect("a data set");
        store.import(&dataset, "nobody signs in", BadRowPolicy::Refuse).await.expect("an import");
        store.close().await;
        std::fs::read(file).expect("a database")
    };
    DATABASE.get_or_init(make).await
}
