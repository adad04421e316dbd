//! Each refusal by a limit is logged, at most once a minute.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
use reqwest::{Method, header::SET_COOKIE};
use serde_json::json;
use server::{
    config::{Config, Rate},
    limits::Limit,
};

use crate::{
    actor::{Actor, Answer},
    captured_log::{captured, start_capturing},
    marketplace::{Marketplace, PASSWORD},
};

const ONCE: Rate = Rate { burst: 1, every: Duration::from_secs(600) };

const WORDS: &str = "palabras-77";
const WRONG: &str = "equivocada-77";
const NOBODY: &str = "nadie.77";

/// Exceeds a limit several times.
type Meets = for<'a> fn(&'a Actor) -> BoxFuture<'a, ()>;

/// Lowers a limit in the configuration, and returns a function that exceeds it. `None` for limits that are tested in other
/// places, because it takes more than requests of one client to meet them.
fn met(limit: Limit, config: &mut Config) -> Option<Meets> {
    let rates = &mut config.rates;
    let meets: Meets = match limit {
        Limit::SignInByNetwork => {
            rates.sign_in_by_address = ONCE;
            |ana| guesses(ana, [NOBODY, "ana", "luis"]).boxed()
        }
        Limit::SignInByUsername => {
            rates.sign_in_by_username = ONCE;
            |ana| guesses(ana, ["ana"; 3]).boxed()
        }
        Limit::SignInByAccount => {
            rates.sign_in_by_account = ONCE;
            rates.sign_in_by_newcomers = ONCE;
            |ana| guesses_as_newcomer(ana).boxed()
        }
        Limit::SignInByBrowser => {
            rates.sign_in_by_browser = ONCE;
            |ana| guesses_in_known_browser(ana).boxed()
        }
        Limit::SignInByKnownBrowsers => {
            rates.sign_in_by_account = ONCE;
            |ana| signs_in_from_known_browser(ana).boxed()
        }
        Limit::Registrations => {
            rates.registrations_by_network = ONCE;
            |eva| registers(eva).boxed()
        }
        Limit::Renames => {
            rates.renames_by_user = ONCE;
            |ana| posts(ana, "/settings/profile", &[("first_name", WORDS)]).boxed()
        }
        Limit::ExportLimiter => {
            rates.exports_by_user = ONCE;
            |ana| gets(ana, "/settings/data").boxed()
        }
        Limit::Sends => {
            rates.sends_by_user = ONCE;
            |ana| sends_and_edits(ana).boxed()
        }
        Limit::Bytes => {
            rates.bytes_by_user = ONCE;
            |ana| sends_and_edits(ana).boxed()
        }
        Limit::Typing => {
            rates.typing_by_user = ONCE;
            |ana| types(ana).boxed()
        }
        Limit::SearchLimiter => {
            rates.searches_by_user = ONCE;
            |ana| gets(ana, "/api/messages/search/?q=palabras-77").boxed()
        }
        Limit::Opens => {
            rates.opens_by_user = ONCE;
            |ana| opens(ana).boxed()
        }
        Limit::ReadsByUser => {
            rates.reads_by_user = ONCE;
            |ana| gets(ana, "/api/conversations/").boxed()
        }
        Limit::ReadsByNetwork => {
            rates.reads_by_network = Rate { burst: 2, ..ONCE };
            |visitor| gets(visitor, "/api/auth/me/").boxed()
        }
        Limit::Handshakes => {
            rates.handshakes_by_user = ONCE;
            |ana| connects(ana).boxed()
        }
        Limit::Sockets => {
            config.sockets_per_user = 1;
            |ana| connects(ana).boxed()
        }
        Limit::ResumeLimiter => {
            rates.resumes_by_user = Rate { burst: 1, every: Duration::from_millis(100) };
            |ana| resumes(ana).boxed()
        }
        Limit::ExportsAtOnce
        | Limit::SearchesAtOnce
        | Limit::SearchesOfAll
        | Limit::WaitingPasswords
        | Limit::WaitingAnswers
        | Limit::RequestsAtOnceByUser
        | Limit::RequestsAtOnceByNetwork
        | Limit::LongBodiesAtOnce
        | Limit::PagesAtOnce
        | Limit::ResumesAtOnce
        | Limit::Connections => return None,
    };
    Some(meets)
}

/// Whether the limit counts by user.
const fn is_of_user(limit: Limit) -> bool {
    !matches!(
        limit,
        Limit::SignInByNetwork
            | Limit::SignInByUsername
            | Limit::SignInByAccount
            | Limit::SignInByBrowser
            | Limit::SignInByKnownBrowsers
            | Limit::Registrations
            | Limit::ReadsByNetwork
    )
}

#[tokio::test]
async fn each_limit_is_logged_once_without_names_passwords_and_messages() {
    start_capturing();
    for (n, limit) in Limit::ALL.iter().copied().enumerate() {
        let mut meets = None;
        let marketplace = Marketplace::with(|config| {
            config.proxies = 1;
            meets = met(limit, config);
        })
        .await;
        let Some(meets) = meets else { continue };
        // The network identifies the lines of this test.
        let place = format!("2001:db8:{:x}", 0x7700 + n);
        let actor = marketplace.visitor().at(&format!("{place}::1"));
        if is_of_user(limit) {
            actor.signs_in("ana").await;
        }
        meets(&actor).await;

        let log = captured();
        let network = format!(" network={place}::/64 ");
        let own_lines: Vec<_> = log.lines().filter(|line| line.contains(&network)).collect();
        let lines: Vec<_> = own_lines.iter().filter(|line| line.contains("limit met")).collect();
        assert_eq!(lines.len(), 1, "{limit:?}: {own_lines:#?}");
        let user = if is_of_user(limit) { " user=1" } else { "" };
        let told =
            format!("charla::security: event=\"limit met\" limit=\"{}\"{user}{network}request_id=", limit.name());
        let id = lines[0].split_once(&told).unwrap_or_else(|| panic!("{limit:?}: {}", lines[0])).1;
        assert!(uuid::Uuid::parse_str(id).is_ok(), "{id}");
        for secret in [PASSWORD, WORDS, WRONG, NOBODY, "ana", "Ana", "García", "luis", "Eva"] {
            assert!(own_lines.iter().all(|line| !line.contains(secret)), "{limit:?}, {secret}: {own_lines:#?}");
        }
    }
}

async fn tries(actor: &Actor, username: &str, password: &str, cookie: &str) -> Answer {
    let request = actor.request(Method::POST, "/api/auth/login/").header("cookie", cookie);
    actor.sends_request(request.json(&json!({ "username": username, "password": password }))).await
}

async fn guesses(actor: &Actor, usernames: [&str; 3]) {
    let mut met = Vec::new();
    for username in usernames {
        met.push(tries(actor, username, WRONG, "").await.status.as_u16());
    }
    assert_eq!(met, [401, 429, 429]);
}

async fn guesses_as_newcomer(actor: &Actor) {
    let mut met = Vec::new();
    for _ in 0..4 {
        met.push(tries(actor, "ana", WRONG, "").await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 429, 429]);
}

async fn guesses_in_known_browser(actor: &Actor) {
    assert_eq!(tries_in_known_browser(actor, WRONG).await, [401, 429, 429, 429]);
}

async fn signs_in_from_known_browser(actor: &Actor) {
    assert_eq!(tries_in_known_browser(actor, PASSWORD).await, [200, 200, 429, 429]);
}

async fn tries_in_known_browser(actor: &Actor, password: &str) -> Vec<u16> {
    let answer = tries(actor, "ana", PASSWORD, "").await;
    let cookies = answer.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let browser = cookies.into_iter().find(|cookie| cookie.starts_with("browser=")).expect("it is remembered");
    let mut met = Vec::new();
    for _ in 0..4 {
        met.push(tries(actor, "ana", password, browser).await.status.as_u16());
    }
    met
}

async fn registers(actor: &Actor) {
    let mut met = Vec::new();
    for n in 1..=3 {
        let username = format!("{NOBODY}.{n}");
        let fields =
            [("first_name", "Eva"), ("username", &username), ("password", "una frase larga"), ("role", "customer")];
        met.push(actor.posts_form("/register", &fields).await.status.as_u16());
    }
    assert_eq!(met, [303, 429, 429]);
}

async fn posts(actor: &Actor, path: &str, fields: &[(&str, &str)]) {
    let mut met = Vec::new();
    for _ in 0..3 {
        met.push(actor.posts_form(path, fields).await.status.as_u16());
    }
    assert_eq!(met, [303, 429, 429]);
}

async fn gets(actor: &Actor, path: &str) {
    let mut refused = 0;
    for _ in 0..4 {
        refused += u8::from(actor.gets(path).await.status == 429);
    }
    assert!(refused >= 2, "{refused}");
}

/// Sends, edits, and sends by the socket.
async fn sends_and_edits(ana: &Actor) {
    let seq = ana.sends(1, WORDS).await["seq"].as_i64().expect("a place");
    assert_eq!(ana.edits(1, seq, WORDS).await.status, 429);
    let mut socket = ana.opens_socket().await;
    let id = charla::ClientId::generate();
    socket.sends(json!({ "type": "send", "conversation": 1, "content": WORDS, "client_id": id })).await;
    assert_eq!(socket.receives_event("error").await["code"], "too_many_requests");
}

async fn types(ana: &Actor) {
    let mut socket = ana.opens_socket().await;
    for _ in 0..3 {
        socket.sends(json!({ "type": "typing", "conversation": 1 })).await;
    }
    socket.receives_nothing().await;
}

async fn opens(ana: &Actor) {
    let mut refused = 0;
    for _ in 0..3 {
        let answer = ana.posts("/api/conversations/", json!({ "participant_id": 9_999 })).await;
        refused += u8::from(answer.status == 429);
    }
    assert_eq!(refused, 2);
}

async fn connects(ana: &Actor) {
    let _open = ana.opens_socket().await;
    for _ in 0..2 {
        assert_eq!(ana.tries_handshake("/ws/", None).await.err(), Some(429));
    }
}

async fn resumes(ana: &Actor) {
    let mut socket = ana.opens_socket().await;
    for _ in 0..3 {
        socket.resumes(json!([])).await;
    }
}
