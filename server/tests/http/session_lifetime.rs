//! A session lasts for a while after its last use, and not longer than its lifetime.

use std::time::Duration;

use charla::{Timestamp, UserId};
use reqwest::StatusCode;
use server::{
    auth::token::Token,
    config::Config,
    housekeeping,
    live::{hub::Ending, listening::Listening},
    state::AppState,
    store::{self, Durability, Session, SessionKey},
};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{
    marketplace::{Marketplace, import},
    session_cookies::token_of,
};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

impl Marketplace {
    /// Stores that the session of `token` was used last a day ago.
    async fn was_used_yesterday(&self, token: Token) {
        let (key, now) = (token.session_key(), server::clock::now());
        let session = self.store.session(key, now).await.expect("an answer").expect("a session");
        let session = Session { seen_at: Timestamp::from_micros(now.as_micros() - DAY), ..session };
        assert!(self.store.prolong_session(key, session).await.expect("stored"));
    }
}

#[tokio::test]
async fn a_session_ends_after_its_lifetime_even_if_it_is_used() {
    let marketplace = Marketplace::with(|config| config.session_lifetime = server::config::days(7)).await;
    let stored = async |token: Token| {
        let found = marketplace.store.session(token.session_key(), server::clock::now()).await;
        found.expect("an answer").expect("a session")
    };
    let ana = marketplace.actor("ana").await;
    let session = stored(token_of(&ana)).await;
    let since = session.signed_in_at.expect("a time");
    assert_eq!(session.expires_at.as_micros(), since.as_micros() + 7 * DAY);

    // A session from before `signed_in_at` was stored, last used on another day.
    let (token, now) = (Token::generate(), server::clock::now());
    let old = Session {
        user: UserId(1),
        device: None,
        signed_in_at: None,
        counted_from: None,
        seen_at: Timestamp::from_micros(now.as_micros() - DAY),
        expires_at: Timestamp::from_micros(now.as_micros() + 29 * DAY),
    };
    let key = token.session_key();
    let (_, hash) = marketplace.store.credentials("ana").await.expect("an answer").expect("credentials");
    let created = marketplace.store.create_session(key, old, &hash, None).await.expect("an answer");
    assert_eq!(created, Some(vec![]));
    let phone = marketplace.visitor();
    for _ in 0..2 {
        phone.sets_cookie(&format!("session={}", token.text()));
        assert_eq!(phone.gets("/api/auth/me/").await.status, StatusCode::OK);
    }
    let left = stored(token).await.expires_at.as_micros() - now.as_micros();
    assert!((7 * DAY..8 * DAY).contains(&left), "{left}");
}

#[tokio::test]
async fn the_cookie_is_renewed_once_a_day() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let token = token_of(&ana);
    assert_eq!(ana.gets("/api/auth/me/").await.header("set-cookie"), "", "it was set today");

    marketplace.was_used_yesterday(token).await;
    let cookie = ana.gets("/api/auth/me/").await.header("set-cookie").to_owned();
    let expected = format!("session={}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000", token.text());
    assert_eq!(cookie, expected);
    assert_eq!(ana.gets("/api/auth/me/").await.header("set-cookie"), "", "once a day");
}

#[tokio::test]
async fn a_busy_database_does_not_delay_requests_of_a_new_day() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    marketplace.was_used_yesterday(token_of(&ana)).await;
    let lock = marketplace.locks_the_database().await;
    // A write waits for the lock for five seconds.
    let answer = timeout(Duration::from_secs(4), ana.gets("/api/auth/me/")).await.expect("it does not wait");
    assert_eq!((answer.status, answer.header("set-cookie")), (StatusCode::OK, ""));
    drop(lock);
    let answer = ana.gets("/api/auth/me/").await;
    assert_eq!(
        (answer.status, answer.header("set-cookie")),
        (StatusCode::OK, ""),
        "not tried again in the same minute"
    );
}

#[tokio::test]
async fn an_expired_session_is_deleted_and_its_sockets_are_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("charla.db").display());
    let store = store::open(&database, Durability::Full).await.expect("a database");
    import(&*store).await;
    let config = Config::new("https://chat.example".parse().expect("an origin"));
    let state = AppState::new(config, store, CancellationToken::new());
    let now = server::clock::now().as_millis();
    let (_, hash) = state.store.credentials("ana").await.expect("an answer").expect("credentials");
    let mut opened = Vec::new();
    for (number, expires_at) in [(1, now - 1_000), (2, now + 60_000)] {
        let key = SessionKey::new([number; 32]);
        let session = Session {
            user: UserId(1),
            device: None,
            signed_in_at: None,
            counted_from: None,
            seen_at: Timestamp::from_millis(now),
            expires_at: Timestamp::from_millis(expires_at),
        };
        let created = state.store.create_session(key, session, &hash, None).await.expect("an answer");
        assert_eq!(created, Some(vec![]));
        opened.push(state.hub.subscribe(UserId(1), key, Listening::Everything).expect("a socket"));
    }

    housekeeping::end_expired_sessions(&state).await.expect("a round");

    let ended: Vec<_> = opened.iter_mut().map(|socket| socket.parts().1.try_recv().ok()).collect();
    assert_eq!(ended, [Some(Ending::SessionEnded), None]);
}
