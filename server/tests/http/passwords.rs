//! Rules for passwords, and passwords that have to be replaced.

use std::time::Duration;

use argon2::{Algorithm, Argon2, PasswordHasher, Version};
use reqwest::StatusCode;
use serde_json::json;
use server::{
    config::{Config, Rate},
    dataset::{BadRowPolicy, Dataset},
};

use crate::{
    actor::{Actor, Answer},
    captured_log::{captured, start_capturing},
    marketplace::{Marketplace, PASSWORD},
};

const NEW: &str = "otra frase larga";

async fn registers(actor: &Actor, username: &str, password: &str) -> Answer {
    let fields = [("first_name", "Berta"), ("username", username), ("password", password), ("role", "customer")];
    actor.posts_form("/register", &fields).await
}

async fn signs_in(marketplace: &Marketplace, username: &str, password: &str) -> Answer {
    let credentials = json!({"username": username, "password": password});
    marketplace.visitor().posts("/api/auth/login/", credentials).await
}

/// Starts a server with users that were imported without `--keep-password`.
async fn with_shared_password() -> Marketplace {
    with_shared_password_and(|_| {}).await
}

async fn with_shared_password_and(configure: impl FnOnce(&mut Config)) -> Marketplace {
    let marketplace = Marketplace::with(configure).await;
    let mut dataset =
        Dataset::read(include_bytes!("../fixtures/dataset.json"), server::clock::now()).expect("a data set");
    for (place, id) in (100..).enumerate().take(2) {
        dataset.users[place].id = id;
        dataset.users[place].username = format!("nueva{id}");
    }
    dataset.users.truncate(2);
    dataset.users[1].password_hash =
        Some("pbkdf2_sha256$1000$pimienta$JD6ivxlo3ZM9zlcZdtQ3hR9qFiQ6AiLk9MWw5Y42X/0=".into());
    dataset.customers.clear();
    dataset.providers.clear();
    dataset.conversations.clear();
    dataset.messages.clear();
    let (_, hash) = marketplace.store.credentials("ana").await.expect("an answer").expect("ana");
    marketplace.store.import(&dataset, &hash, BadRowPolicy::Refuse).await.expect("an import");
    marketplace
}

#[tokio::test]
async fn common_and_weak_passwords_are_refused() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    for (password, said) in [
        ("password", "Es de las más usadas"),
        ("12345678", "Es de las más usadas"),
        ("Contraseña1", "Es de las más usadas"),
        ("bertabuena", "Es tu nombre"),
        ("        ", "Al menos 8 caracteres que se vean"),
        ("\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}", "Al menos 8 caracteres que se vean"),
        ("corta", "De 8 a 200 caracteres"),
    ] {
        let refused = registers(&visitor, "bertabuena", password).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{password:?}");
        assert!(refused.text.contains(said), "{password:?}: {}", refused.text);
    }
    let ana = marketplace.actor("ana").await;
    let fields = [("current_password", PASSWORD), ("password", "iloveyou")];
    let refused = ana.posts_form("/settings/password", &fields).await;
    assert!(refused.text.contains("Es de las más usadas"), "in the settings neither: {}", refused.text);
    let page = marketplace.visitor().gets("/register").await.text;
    assert!(page.contains("De 8 a 200 caracteres; ni tu nombre ni una de las más usadas"), "it is said before");
}

#[tokio::test]
async fn composed_and_decomposed_passwords_are_the_same() {
    let marketplace = Marketplace::open().await;
    let [composed, decomposed] = ["mi-contrase\u{f1}a-1", "mi-contrasen\u{303}a-1"];
    let done = registers(&marketplace.visitor(), "berta", decomposed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    for password in [composed, decomposed] {
        assert_eq!(signs_in(&marketplace, "berta", password).await.status, StatusCode::OK, "{password:?}");
    }
}

#[tokio::test]
async fn reserved_user_names_cannot_be_registered() {
    let marketplace = Marketplace::open().await;
    for username in ["admin", "root", "soporte", "Soporte-1"] {
        let refused = registers(&marketplace.visitor(), username, NEW).await;
        assert!(refused.text.contains("Este usuario está reservado"), "{username}: {}", refused.text);
    }
    let own = Marketplace::with(|config| config.reserved_names = "mercado".parse().expect("a list")).await;
    assert_eq!(registers(&own.visitor(), "mercado", NEW).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(registers(&own.visitor(), "soporte", NEW).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_user_with_a_shared_initial_password_has_to_choose_another() {
    let marketplace = with_shared_password().await;
    let (laptop, thief) = (marketplace.visitor(), marketplace.visitor());
    thief.signs_in("nueva100").await;
    let mut ends = thief.opens_socket().await;
    let credentials = json!({"username": "nueva100", "password": PASSWORD});
    let answer = laptop.posts("/api/auth/login/", credentials).await;
    assert_eq!((answer.status, &answer.json()["must_change_password"]), (StatusCode::OK, &json!(true)));
    assert_eq!(laptop.gets("/api/auth/me/").await.json()["must_change_password"], true);
    assert_eq!(laptop.gets("/api/conversations/").await.status, StatusCode::OK, "programs go on");

    for path in ["/conversations", "/people", "/settings", "/conversations/4?q=a"] {
        let answer = laptop.gets(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/new-password?next=%2F"), "{path}");
    }
    let page = laptop.gets("/new-password?next=%2Fconversations%2F4").await;
    assert!(page.text.contains("Elige tu contraseña") && page.text.contains("value=\"/conversations/4\""));
    for (password, said) in
        [("", "Hace falta"), ("corta", "De 8 a 200"), ("nueva100", "Es tu nombre"), (PASSWORD, "Es la misma")]
    {
        let refused = laptop.posts_form("/new-password", &[("password", password), ("next", "/people")]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{password:?}");
        assert!(refused.text.contains(said) && refused.text.contains("/people"), "{password:?}: {}", refused.text);
    }

    let done = laptop.posts_form("/new-password", &[("password", NEW), ("next", "/people")]).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/people"), "{}", done.text);
    assert_eq!(ends.closes().await, 1008, "who knew it, too, is out");
    assert_eq!(laptop.gets("/people").await.status, StatusCode::OK);
    assert_eq!(laptop.gets("/api/auth/me/").await.json().get("must_change_password"), None);
    assert_eq!(signs_in(&marketplace, "nueva100", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(signs_in(&marketplace, "nueva100", NEW).await.status, StatusCode::OK);
    let again = laptop.posts_form("/new-password", &[("password", "y otra frase más")]).await;
    assert_eq!(again.header("location"), "/settings", "from here on the old one is asked for");
}

#[tokio::test]
async fn a_forged_browser_cookie_does_not_make_a_known_browser() {
    let few = Rate { burst: 2, every: Duration::from_secs(600) };
    let marketplace = with_shared_password_and(|config| config.rates.sign_in_by_username = few).await;
    let thief = marketplace.visitor();
    thief.signs_in("nueva100").await;
    let session = thief.cookie().expect("a session");
    let mut met = Vec::new();
    for letter in ["A", "B", "C", "D"] {
        thief.sets_cookie(&format!("{session}; browser={letter}AAAAAAAAAAAAAAAAAAAAA"));
        met.push(thief.posts_form("/new-password", &[("password", PASSWORD)]).await.status.as_u16());
    }
    assert_eq!(met, [400, 400, 429, 429]);
}

#[tokio::test]
async fn a_hash_of_another_program_is_accepted_and_replaced() {
    let marketplace = with_shared_password().await;
    assert_eq!(signs_in(&marketplace, "nueva101", "otra").await.status, StatusCode::UNAUTHORIZED);
    let (one, two) =
        tokio::join!(signs_in(&marketplace, "nueva101", PASSWORD), signs_in(&marketplace, "nueva101", PASSWORD));
    assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::OK), "both at once");
    assert_eq!(one.json().get("must_change_password"), None, "it is the user's own");
    let (_, hash) = marketplace.store.credentials("nueva101").await.expect("an answer").expect("somebody");
    assert!(hash.starts_with("$argon2id$"), "{hash}");
    assert_eq!(signs_in(&marketplace, "nueva101", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_expensive_stored_hash_is_refused_and_logged() {
    start_capturing();
    let marketplace = Marketplace::with(|config| config.proxies = 1).await;
    let lanes = argon2::Params::new(1_024, 1, 17, None).expect("parameters");
    let dear = Argon2::new(Algorithm::Argon2id, Version::V0x13, lanes).hash_password(PASSWORD.as_bytes());
    let (ana, hash) = marketplace.store.credentials("ana").await.expect("an answer").expect("ana");
    let replaced = marketplace.store.replace_hash(ana, &hash, &dear.expect("a hash").to_string()).await;
    assert!(replaced.expect("an answer"), "stored before there was a bound");

    let visitor = marketplace.visitor().at("2001:db8:99::1");
    let refused = visitor.posts("/api/auth/login/", json!({ "username": "ana", "password": PASSWORD })).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNAUTHORIZED, "invalid_credentials"));
    for event in ["password hash refused", "sign-in failed"] {
        let line = format!("charla::security: event=\"{event}\" user=1 network=2001:db8:99::/64 ");
        assert!(captured().contains(&line), "{line}: {}", captured());
    }
}
