//! The cookie of a session, and what the server stores of it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, StatusCode, header::COOKIE};
use serde_json::json;
use server::auth::token::Token;

use crate::{
    actor::Actor,
    marketplace::{Marketplace, PASSWORD},
};

const LOGIN: &str = "/api/auth/login/";

pub fn token_of(actor: &Actor) -> Token {
    let cookie = actor.cookie().expect("a session");
    cookie.trim_start_matches("session=").parse().expect("a token")
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
