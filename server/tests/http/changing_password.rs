//! `POST /settings/password`

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;
use server::config::Rate;

use crate::{
    actor::{Actor, Answer},
    marketplace::{Marketplace, PASSWORD},
};

const NEW: &str = "otra frase larga";

async fn changes(actor: &Actor, current: &str, new: &str) -> Answer {
    actor.posts_form("/settings/password", &[("current_password", current), ("password", new)]).await
}

async fn lets_in(marketplace: &Marketplace, password: &str) -> bool {
    let credentials = json!({"username": "ana", "password": password});
    marketplace.visitor().posts("/api/auth/login/", credentials).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_their_sockets() {
    let marketplace = Marketplace::open().await;
    let (laptop, phone, luis) =
        (marketplace.actor("ana").await, marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (mut ends, mut goes_on) = (phone.opens_socket().await, luis.opens_socket().await);
    let before = laptop.cookie().expect("a session");

    let done = changes(&laptop, PASSWORD, NEW).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/settings?saved=change-password#change-password")
    );

    assert_eq!(ends.closes().await, 1008);
    assert_eq!(phone.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(laptop.gets("/api/auth/me/").await.json()["username"], "ana");
    let after = laptop.cookie().expect("a session");
    assert_ne!(after, before, "under a new token");
    let thief = marketplace.visitor();
    thief.sets_cookie(&before);
    assert_eq!(thief.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED);
    laptop.sends(1, "sigo").await;
    assert_eq!(goes_on.receives_event("message").await["message"]["content"], "sigo", "others go on");
    assert!(!lets_in(&marketplace, PASSWORD).await && lets_in(&marketplace, NEW).await);
}

#[tokio::test]
async fn a_refused_change_of_password_changes_nothing_and_shows_no_password() {
    let marketplace = Marketplace::open().await;
    let (laptop, phone) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    for (current, new, said) in [
        ("equivocada", NEW, "No es tu contraseña actual"),
        ("", NEW, "Hace falta"),
        (PASSWORD, "corta", "De 8 a 200 caracteres"),
        (PASSWORD, "", "Hace falta"),
    ] {
        let refused = changes(&laptop, current, new).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{current:?} {new:?}");
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
        for typed in ["equivocada", NEW, PASSWORD, "\"corta\""] {
            assert!(!refused.text.contains(typed), "{typed}");
        }
    }
    let nobody = changes(&marketplace.visitor(), PASSWORD, NEW).await;
    assert_eq!(nobody.header("location"), "/login?next=%2Fsettings");
    let foreign = laptop
        .request(Method::POST, "/settings/password")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .form(&[("current_password", PASSWORD), ("password", NEW)]);
    assert_eq!(laptop.sends_request(foreign).await.status, StatusCode::FORBIDDEN);

    assert_eq!(phone.gets("/api/auth/me/").await.status, StatusCode::OK);
    assert!(lets_in(&marketplace, PASSWORD).await && !lets_in(&marketplace, NEW).await);
}

#[tokio::test]
async fn guessing_the_current_password_is_limited_as_at_sign_in() {
    let rate = Rate { burst: 2, every: Duration::from_secs(600) };
    let marketplace = Marketplace::with(|config| config.rates.sign_in_by_username = rate).await;
    let ana = marketplace.actor("ana").await;
    for _ in 0..2 {
        assert_eq!(changes(&ana, "equivocada", NEW).await.status, StatusCode::BAD_REQUEST);
    }
    let refused = changes(&ana, PASSWORD, NEW).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.header("retry-after").parse().is_ok_and(|seconds: u32| (500..=600).contains(&seconds)));
    assert!(refused.text.contains("demasiadas veces seguidas. Espera"), "{}", refused.text);
    assert!(!lets_in(&marketplace, PASSWORD).await, "nor by the other door");
    assert_eq!(ana.gets("/api/auth/me/").await.status, StatusCode::OK, "who is in stays in");
}

#[tokio::test]
async fn of_two_concurrent_password_changes_one_succeeds_and_one_session_remains() {
    let marketplace = Marketplace::open().await;
    let (one, two) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    let answers =
        tokio::join!(changes(&one, PASSWORD, "la primera frase"), changes(&two, PASSWORD, "la segunda frase"));
    let is_done = [answers.0.status, answers.1.status].map(|status| status == StatusCode::SEE_OTHER);
    assert_eq!(is_done.iter().filter(|done| **done).count(), 1, "{answers:?}");
    let first = lets_in(&marketplace, "la primera frase").await;
    assert_eq!([first, lets_in(&marketplace, "la segunda frase").await], is_done);
    let mut is_in = Vec::new();
    for actor in [&one, &two] {
        is_in.push(actor.gets("/api/auth/me/").await.status == StatusCode::OK);
    }
    assert_eq!(is_in, is_done);
}

#[tokio::test]
async fn a_sign_in_with_the_old_password_during_the_change_does_not_last() {
    let marketplace = Marketplace::open().await;
    for round in 0..6 {
        let (current, new) = if round % 2 == 0 { (PASSWORD, NEW) } else { (NEW, PASSWORD) };
        let ana = marketplace.visitor();
        let credentials = json!({"username": "ana", "password": current});
        ana.posts("/api/auth/login/", credentials.clone()).await;
        let thieves = [(); 3].map(|()| marketplace.visitor());
        let [a, b, c] = &thieves;
        let (changed, ..) = tokio::join!(
            changes(&ana, current, new),
            a.posts("/api/auth/login/", credentials.clone()),
            b.posts("/api/auth/login/", credentials.clone()),
            c.posts("/api/auth/login/", credentials.clone()),
        );
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
        for thief in &thieves {
            assert_eq!(thief.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED, "round {round}");
        }
    }
}
