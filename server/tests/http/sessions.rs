//! A session begins with a new id, ends for good, and its sockets close with it.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use charla::{Timestamp, UserId};
use reqwest::{Method, StatusCode, header::COOKIE};
use serde_json::json;
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
    actor::Actor,
    marketplace::{Marketplace, PASSWORD, import},
};

const LOGIN: &str = "/api/auth/login/";

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn token_of(actor: &Actor) -> Token {
    let cookie = actor.cookie().expect("a session");
    cookie.trim_start_matches("session=").parse().expect("a token")
}

#[tokio::test]
async fn a_planted_session_id_is_replaced_at_sign_in() {
    let marketplace = Marketplace::open().await;
    let victim = marketplace.visitor();
    let planted = "session=AAAAAAAAAAAAAAAAAAAAAA";
    victim.sets_cookie(planted);
    victim.signs_in("ana").await;
    let first = victim.cookie().expect("a session");
    assert_ne!(first, planted);

    victim.signs_in("ana").await;
    let second = victim.cookie().expect("a session");
    assert_ne!(second, first, "a new one with each sign-in");
    for old in [planted, &first] {
        let thief = marketplace.visitor();
        thief.sets_cookie(old);
        assert_eq!(thief.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED, "{old}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_sockets_only() {
    let marketplace = Marketplace::open().await;
    let (phone, laptop) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    let mut ended = [phone.opens_socket().await, phone.opens_chat_socket(1).await];
    let mut goes_on = laptop.opens_socket().await;
    let cookie = phone.cookie().expect("a session");

    phone.signs_out().await;

    for socket in &mut ended {
        assert_eq!(socket.closes().await, 1008);
    }
    phone.sets_cookie(&cookie);
    assert_eq!(phone.gets("/api/conversations/").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(phone.tries_handshake("/ws/", None).await.err(), Some(403));
    laptop.sends(1, "sigo").await;
    assert_eq!(goes_on.receives().await["type"], "message");
}

#[tokio::test]
async fn signing_in_as_another_user_ends_the_former_session() {
    let marketplace = Marketplace::open().await;
    let actor = marketplace.actor("ana").await;
    let mut socket = actor.opens_socket().await;
    actor.signs_in("luis").await;
    assert_eq!(socket.closes().await, 1008);
    assert_eq!(actor.gets("/api/auth/me/").await.json()["username"], "luis");
}

#[tokio::test]
async fn the_session_cookie_is_http_only_and_same_site() {
    let marketplace = Marketplace::open().await;
    let body = json!({"username": "ANA ", "password": PASSWORD});
    let answer = marketplace.visitor().posts(LOGIN, body.clone()).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "plain HTTP on this machine: {cookie}");

    let behind_tls =
        Marketplace::with(|config| config.public_url = "https://chat.example".parse().expect("an origin")).await;
    let answer = behind_tls.visitor().posts(LOGIN, body).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-session=") && cookie.contains("Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn session_tokens_and_passwords_are_stored_only_as_hashes() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let cookie = ana.cookie().expect("a session");
    let token = cookie.trim_start_matches("session=");
    assert_eq!(token.len(), 22, "128 bits");
    let bits = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let (hash, now) = (token_of(&ana).session_key(), server::clock::now());
    assert!(marketplace.store.session(hash, now).await.expect("an answer").is_some(), "under the hash");
    let database = marketplace.database_files();
    let is_stored = |bytes: &[u8]| database.windows(bytes.len()).any(|stored| stored == bytes);
    assert!(is_stored(&token_of(&ana).hash()));
    assert!(!is_stored(token.as_bytes()) && !is_stored(&bits), "the token itself");
    let (_, hash) = marketplace.store.credentials("ana").await.expect("an answer").expect("credentials");
    assert!(hash.starts_with("$argon2id$"), "{hash}");
}

#[tokio::test]
async fn malformed_cookies_are_not_a_session() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    for cookie in ["session=", "session=x", "session=%00", "session", ";;;", "session=nosuchsession; session=again"] {
        let request = visitor.request(Method::GET, "/api/auth/me/").header(COOKIE, cookie);
        assert_eq!(visitor.sends_request(request).await.status, StatusCode::UNAUTHORIZED, "{cookie}");
    }
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    let wrong = visitor.posts(LOGIN, json!({"username": "ana", "password": "no"})).await;
    let unknown = visitor.posts(LOGIN, json!({"username": "nadie", "password": "no"})).await;
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.header("set-cookie"), "", "no session for who is not signed in");
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

/// The answer to a request from before a sign-in may come after it. It would remove the cookie of the new session.
#[tokio::test]
async fn only_a_sign_out_removes_the_cookie() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let replaced = ana.cookie().expect("a session");
    ana.signs_in("ana").await;
    let visitor = marketplace.visitor();
    for cookie in [&*replaced, "session=AAAAAAAAAAAAAAAAAAAAAA", "session=x"] {
        for path in ["/api/auth/me/", "/conversations", "/login"] {
            let late = visitor.request(Method::GET, path).header(COOKIE, cookie);
            let answer = visitor.sends_request(late).await;
            let cookies = answer.headers.get_all("set-cookie").iter();
            let of_session = cookies.filter(|cookie| cookie.as_bytes().starts_with(b"session="));
            assert_eq!(of_session.count(), 0, "{cookie} {path}");
        }
    }
    let forgotten = "session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
    assert_eq!(ana.posts("/api/auth/logout/", json!({})).await.header("set-cookie"), forgotten);
}

#[tokio::test]
async fn a_refused_sign_in_leaves_the_session_as_it_is() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    assert_eq!(ana.posts(LOGIN, json!({"username": "luis", "password": "no"})).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ana.gets("/api/auth/me/").await.json()["username"], "ana");
}

#[tokio::test]
async fn a_repeated_sign_in_replaces_its_own_session_and_no_other() {
    let marketplace = Marketplace::open().await;
    let mut others = Vec::new();
    for _ in 1..charla::limits::DEVICES {
        others.push(marketplace.actor("ana").await);
    }
    let last = marketplace.actor("ana").await;
    last.signs_in("ana").await;
    for actor in others.iter().chain([&last]) {
        assert_eq!(actor.gets("/api/auth/me/").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn one_session_too_many_ends_the_oldest_and_its_sockets() {
    let marketplace = Marketplace::open().await;
    let oldest = marketplace.actor("ana").await;
    let mut socket = oldest.opens_socket().await;
    let luis = marketplace.actor("luis").await;
    for _ in 0..charla::limits::DEVICES {
        marketplace.actor("ana").await;
    }
    assert_eq!(socket.closes().await, 1008);
    assert_eq!(oldest.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(luis.gets("/api/auth/me/").await.status, StatusCode::OK);
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
