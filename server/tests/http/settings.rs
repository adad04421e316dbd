//! `/settings`: the user's name, and preferences that the browser stores.

use std::time::Duration;

use reqwest::StatusCode;
use server::config::Rate;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn other_users_see_and_find_a_new_name() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let done = ana
        .posts_form("/settings/profile", &[("first_name", " Anaïs "), ("last_name", "del Río"), ("username", "root")])
        .await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/settings?saved=profile#profile"));
    let page = ana.gets("/settings?saved=profile").await.text;
    assert!(
        page.contains("Guardado") && page.contains("value=\"Anaïs\"") && page.contains("value=\"del Río\""),
        "{page}"
    );

    let me = ana.gets("/api/auth/me/").await.json();
    assert_eq!((&me["username"], &me["first_name"]), (&"ana".into(), &"Anaïs".into()), "the user name stays");
    let found = luis.gets("/api/conversations/search/?q=anais").await.json();
    assert_eq!(found[0]["participans"][0]["last_name"], "del Río");
    assert_eq!(luis.gets("/api/conversations/search/?q=garc").await.json(), serde_json::json!([]), "nor by the old");
}

#[tokio::test]
async fn a_refused_name_is_shown_as_typed_with_the_reason() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let long = "x".repeat(61);
    let refused = ana.posts_form("/settings/profile", &[("first_name", " "), ("last_name", &long)]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("Hace falta") && refused.text.contains("Como mucho 60 caracteres"));
    assert!(refused.text.contains(&long) && !refused.text.contains("Guardado"));
    let markup = ana.posts_form("/settings/profile", &[("first_name", ""), ("last_name", "\"><b>x")]).await;
    assert!(markup.text.contains("&quot;&gt;") && !markup.text.contains("\"><b>"), "as text");
    assert_eq!(ana.gets("/api/auth/me/").await.json()["first_name"], "Ana");
}

#[tokio::test]
async fn changes_of_the_name_are_limited() {
    let rate = Rate { burst: 1, every: Duration::from_secs(600) };
    let marketplace = Marketplace::with(|config| config.rates.renames_by_user = rate).await;
    let ana = marketplace.actor("ana").await;
    let name = |first| [("first_name", first), ("last_name", "García")];
    assert_eq!(ana.posts_form("/settings/profile", &name("Anaïs")).await.status, StatusCode::SEE_OTHER);
    let refused = ana.posts_form("/settings/profile", &name("Anita")).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "600"));
    assert!(
        refused.text.contains("Espera 10 minutos y prueba") && refused.text.contains("value=\"Anita\""),
        "{}",
        refused.text
    );
    assert_eq!(ana.gets("/api/auth/me/").await.json()["first_name"], "Anaïs");
}

#[tokio::test]
async fn preferences_of_enter_and_sound_are_stored_in_cookies() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (field, tag) in [("enter", "breaks"), ("sound", "on")] {
        let answer = ana.posts_form("/preferences", &[(field, tag), ("next", "/settings?saved=writing#writing")]).await;
        assert_eq!(answer.header("location"), "/settings?saved=writing#writing");
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with(&format!("{field}={tag};")) && cookie.contains("Max-Age=31536000"), "{cookie}");
        let unknown = ana.posts_form("/preferences", &[(field, "x; Path=/"), ("next", "//evil.example")]).await;
        assert_eq!((unknown.header("set-cookie"), unknown.header("location")), ("", "/conversations"));
    }
    let session = ana.cookie().expect("a session");
    ana.sets_cookie(&format!("{session}; enter=breaks; sound=on"));
    let page = ana.gets("/settings").await.text;
    for tag in ["breaks", "on"] {
        assert!(page.contains(&format!("value=\"{tag}\" aria-pressed=\"true\"")), "{tag}: {page}");
    }
}
