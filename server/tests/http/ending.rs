//! Shutdown: requests under way are finished, and sockets are told to reconnect.

use crate::marketplace::Marketplace;

#[tokio::test]
async fn at_the_end_sockets_are_told_to_reconnect_and_close_with_1012() {
    let mut marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut sockets = [ana.opens_socket().await, luis.opens_socket().await, luis.opens_chat_socket(1).await];
    ana.sends(1, "antes del fin").await;
    let listening = async {
        let after = sockets[0].receives_event("reconnect").await["after_millis"].as_u64();
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
