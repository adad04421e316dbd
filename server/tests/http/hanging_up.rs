//! A client that disconnects during a write does not prevent its publication.

use std::{future::poll_fn, sync::Arc, task::Poll, time::Duration};

use app::backend::{Backend, OutgoingMessage};
use axum::{body::Body, http::Request};
use charla::{Change, ChangeWindow, ConversationId, Emoji, MessageContent, Participant, Seq, UserId};
use futures::{FutureExt, poll};
use server::{
    auth::token::Token,
    config::{Config, Rates},
    live::{
        fanout::Fanout,
        hub::{Ending, Hub},
        listening::Listening,
        local::Local,
    },
    operations::Operations,
    state::AppState,
    store::SessionKey,
};
use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::marketplace::{Marketplace, PASSWORD, generous};

const ANA: UserId = UserId(1);

#[tokio::test]
async fn a_stored_change_is_published_if_the_client_disconnects() {
    let marketplace = Marketplace::open().await;
    let hub = Hub::new(1);
    let fanout = Fanout::new(Arc::new(Local::single_process(Arc::clone(&hub))), None);
    let operations = Operations::new(
        marketplace.store.clone(),
        fanout,
        &Rates::default(),
        ChangeWindow::default(),
        Arc::default(),
        TaskTracker::new(),
    );
    let mut socket = hub.subscribe(ANA, SessionKey::new([1; 32]), Listening::Everything).expect("a socket");
    let (events, _) = socket.parts();

    let conversation = ConversationId(1);
    let content = MessageContent::parse("hola").expect("a text");
    let draft = OutgoingMessage { content, client_id: None, reply_to: None };
    let change = Change::React(Some(Emoji::ALL[0]));
    let with = Participant { id: "105".parse().expect("an id"), role: None };
    for (kind, mut begun) in [
        ("read", operations.mark_read(ANA, conversation, Some(Seq(7))).map(drop).boxed()),
        ("message", operations.send(ANA, conversation, draft).map(drop).boxed()),
        ("changed", operations.change(ANA, conversation, Seq(7), change).map(drop).boxed()),
        ("conversation", operations.open_conversation(ANA, with).map(drop).boxed()),
    ] {
        assert!(poll!(&mut begun).is_pending(), "{kind}");
        drop(begun);
        let heard = timeout(Duration::from_secs(10), events.next()).await.expect("in time").expect("an event");
        assert!(heard.frame.as_str().contains(&format!("\"type\":\"{kind}\"")), "{}", heard.frame.as_str());
    }
}

/// Polls `work` this often, waits until it wakes again, and drops it. `None` if it was not done by then.
async fn drops_after<F: Future>(polls: usize, work: F) -> Option<F::Output> {
    let (mut work, mut left) = (Box::pin(work), polls);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// Wherever the client disconnects: the new password is not stored, or the other session's socket is closed.
#[tokio::test]
async fn no_socket_of_another_session_outlives_the_old_password() {
    let marketplace = Marketplace::open().await;
    let mut config = Config::new(marketplace.url.parse().expect("an origin"));
    config.rates = generous();
    let state = AppState::new(config, marketplace.store.clone(), CancellationToken::new());
    let router = server::http::router::router(state.clone());
    let password = async || marketplace.store.credentials("ana").await.expect("an answer").expect("somebody").1;
    let old = password().await;
    for polls in 1.. {
        let (own, thief) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
        let token = thief.cookie().and_then(|cookie| cookie.strip_prefix("session=")?.parse().ok());
        let session = Token::session_key(&token.expect("a session"));
        let mut socket = state.hub.subscribe(ANA, session, Listening::Everything).expect("a socket");
        let request = Request::post("/settings/password")
            .header("cookie", own.cookie().expect("a session"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("current_password={PASSWORD}&password=otra+frase+larga")))
            .expect("a request");
        let answer = drops_after(polls, router.clone().oneshot(request)).await;
        state.running.close();
        state.running.wait().await;

        let new = password().await;
        if new != old {
            let ending = socket.parts().1.try_recv();
            assert_eq!(ending, Ok(Ending::SessionEnded), "dropped after {polls} polls");
            assert!(marketplace.store.replace_hash(ANA, &new, &old).await.expect("an answer"));
        }
        if answer.is_some() {
            assert_ne!(new, old, "{answer:?}");
            break;
        }
    }
}

#[tokio::test]
async fn sockets_close_with_their_session_if_the_client_disconnects() {
    let marketplace = Marketplace::open().await;
    let config = Config::new(marketplace.url.parse().expect("an origin"));
    let state = AppState::new(config, marketplace.store.clone(), CancellationToken::new());
    let sessions = &state.sessions;
    for n in 0..3 {
        let (laptop, phone) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
        let [laptop, phone] = [laptop, phone].map(|actor| {
            let token = actor.cookie().and_then(|cookie| cookie.strip_prefix("session=")?.parse().ok());
            Token::session_key(&token.expect("a session"))
        });
        let mut socket = state.hub.subscribe(ANA, phone, Listening::Everything).expect("a socket");
        let mut begun = match n {
            0 => sessions.end(ANA, phone.id()).map(drop).boxed(),
            1 => sessions.end_others(ANA, laptop).map(drop).boxed(),
            _ => sessions.delete(phone).map(drop).boxed(),
        };
        assert!(poll!(&mut begun).is_pending());
        drop(begun);
        let ending = timeout(Duration::from_secs(10), socket.parts().1).await.expect("in time");
        assert_eq!(ending, Ok(Ending::SessionEnded), "{n}");
    }
}
