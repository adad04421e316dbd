//! What a user may write in a day is limited in bytes.

use reqwest::StatusCode;
use serde_json::json;

use crate::marketplace::{LONG, Marketplace, few};

#[tokio::test]
async fn bytes_written_in_a_day_are_limited() {
    let marketplace = Marketplace::with(|config| config.rates.bytes_by_user = few(40 * 1_024)).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let long = "👋".repeat(LONG);
    ana.sends(1, &long).await;
    let seq = ana.sends(1, "corto").await["seq"].as_i64().expect("a place");
    assert_eq!(ana.edits(1, seq, &long).await.status, StatusCode::OK);
    let refused = ana.posts("/api/conversations/1/messages/", json!({"content": long})).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"));
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(ana.edits(1, seq, &long.replace('👋', "👍")).await.status, StatusCode::TOO_MANY_REQUESTS);
    ana.sends(1, "lo corto cabe").await;
    luis.sends(1, &long).await;
}

#[tokio::test]
async fn short_messages_count_as_long_as_they_are() {
    let marketplace = Marketplace::with(|config| config.rates.bytes_by_user = few(1_024)).await;
    let ana = marketplace.actor("ana").await;
    for _ in 0..20 {
        ana.sends(1, "corto").await;
    }
}
