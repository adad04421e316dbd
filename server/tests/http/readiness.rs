//! The health check reports what the server cannot do.

use std::time::Duration;

use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::marketplace::Marketplace;

#[tokio::test]
async fn the_health_check_reports_failing_writes() {
    let marketplace = Marketplace::open().await;
    let watch = marketplace.visitor();
    let ready = watch.gets("/readyz").await;
    let well = json!({"database": "ok", "writes": "ok", "redis": "none", "draining": false});
    assert_eq!((ready.status.as_u16(), ready.json()), (200, well.clone()));

    marketplace
        .executes("create trigger full before update on installation begin select raise(fail, 'no room'); end")
        .await;
    // Results are cached for a moment, because anybody may ask.
    let failing = watch.waits_for_readyz(503).await;
    assert_eq!(failing, json!({"database": "ok", "writes": "failing", "redis": "none", "draining": false}));

    marketplace.executes("drop trigger full").await;
    assert_eq!(watch.waits_for_readyz(200).await, well);
}

#[tokio::test]
async fn the_health_check_reports_waiting_writes() {
    let marketplace = Marketplace::open().await;
    let watch = marketplace.visitor();
    let other = marketplace.locks_the_database().await;
    let ready = watch.gets("/readyz").await;
    assert_eq!((ready.status.as_u16(), &ready.json()["writes"]), (200, &json!("waiting")), "people read as before");
    drop(other);
}

impl crate::actor::Actor {
    async fn waits_for_readyz(&self, status: u16) -> serde_json::Value {
        let said = async {
            loop {
                let ready = self.gets("/readyz").await;
                if ready.status.as_u16() == status {
                    return ready.json();
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(20), said).await.expect("it is said in time")
    }
}
