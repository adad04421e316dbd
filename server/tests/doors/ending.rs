//! The server ends in order: what was begun is finished, sockets are told to come back.

use crate::marketplace::Marketplace;

#[tokio::test]
async fn sockets_are_told_and_what_was_acknowledged_is_there() {
    let mut marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sockets = [ana.listens().await, luis.listens().await, luis.joins(1).await];
    ana.sends(1, "antes del fin").await;
    let listening = async {
        let after = sockets[0].hears_of("reconnect").await["after_millis"].as_u64();
        assert!(after.is_some_and(|millis| millis < 10_000), "{after:?}");
        let mut codes = Vec::new();
        for socket in &mut sockets {
            codes.push(socket.closes().await);
        }
        codes
    };
    let (ended, codes) = tokio::join!(marketplace.ends(), listening);
    assert!(ended);
    assert_eq!(codes, [1012, 1012, 1012]);
    let refused = reqwest::get(&marketplace.url).await;
    assert!(refused.is_err_and(|error| error.is_connect()), "nothing is accepted any more");
}
