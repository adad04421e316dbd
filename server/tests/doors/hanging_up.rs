//! Who hangs up while something is being stored keeps nobody from hearing of it.

use std::{sync::Arc, time::Duration};

use app::door::{Backend, Draft};
use axum_login::tower_sessions::session::Id;
use charla::{Change, ChangeWindow, ConversationId, Emoji, MessageContent, Participant, Seq, UserId};
use futures::{FutureExt, poll};
use server::{
    config::Rates,
    fanout::{Fanout, Local},
    hub::{Hub, Listening},
    operations::Operations,
    session::SessionKey,
};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::marketplace::Marketplace;

const ANA: UserId = UserId(1);

#[tokio::test]
async fn what_is_stored_is_announced_all_the_same() {
    let marketplace = Marketplace::open().await;
    let hub = Hub::new(1);
    let fanout = Fanout::new(Arc::new(Local::alone(Arc::clone(&hub))), None);
    let operations = Operations::new(
        marketplace.store.clone(),
        fanout,
        &Rates::default(),
        ChangeWindow::default(),
        Arc::default(),
        TaskTracker::new(),
    );
    let mut socket = hub.subscribe(ANA, SessionKey::of(Id(1)), Listening::Everything).expect("a socket");
    let (events, _) = socket.parts();

    let here = ConversationId(1);
    let content = MessageContent::parse("hola").expect("a text");
    let draft = Draft { content, client_id: None, reply_to: None };
    let change = Change::React(Some(Emoji::ALL[0]));
    let with = Participant { id: "105".parse().expect("an id"), role: None };
    for (kind, mut begun) in [
        ("read", operations.mark_read(ANA, here, Some(Seq(7))).map(drop).boxed()),
        ("message", operations.send(ANA, here, draft).map(drop).boxed()),
        ("changed", operations.change(ANA, here, Seq(7), change).map(drop).boxed()),
        ("conversation", operations.open_conversation(ANA, with).map(drop).boxed()),
    ] {
        assert!(poll!(&mut begun).is_pending(), "{kind}");
        drop(begun);
        let heard = timeout(Duration::from_secs(10), events.next()).await.expect("in time").expect("an event");
        assert!(heard.frame.as_str().contains(&format!("\"type\":\"{kind}\"")), "{}", heard.frame.as_str());
    }
}
