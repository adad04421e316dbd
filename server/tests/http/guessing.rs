//! Password guessing from many addresses, and mass registration.

use reqwest::{Method, StatusCode, header::SET_COOKIE};
use serde_json::json;
use server::config::Rate;

use crate::{
    actor::{Actor, Answer},
    marketplace::{Marketplace, PASSWORD},
};

fn few(burst: u32) -> Rate {
    Rate { burst, every: std::time::Duration::from_secs(600) }
}

/// Signs in as Ana from an address that the proxy reports.
async fn tries_from(actor: &Actor, from: &str, password: &str, cookie: &str) -> Answer {
    let request = actor.request(Method::POST, "/api/auth/login/");
    let request = request.header("x-forwarded-for", from).header("cookie", cookie);
    actor.sends_request(request.json(&json!({"username": "ana", "password": password}))).await
}

async fn registers_from(actor: &Actor, from: &str, username: &str, password: &str) -> StatusCode {
    let fields = [("first_name", "Eva"), ("username", username), ("password", password), ("role", "customer")];
    let request = actor.request(Method::POST, "/register").header("x-forwarded-for", from);
    actor.sends_request(request.form(&fields)).await.status
}

fn browser_of(answer: &Answer) -> String {
    let cookies = answer.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("browser=")).expect("it is remembered");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn guessing_from_many_networks_is_limited_and_the_owners_known_browser_is_not() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_account = few(1);
        config.rates.sign_in_by_newcomers = few(2);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let first = tries_from(&visitor, "203.0.113.1", PASSWORD, "").await;
    let browser = browser_of(&first);
    assert_eq!(first.status, StatusCode::OK);

    let mut met = Vec::new();
    for n in 1..=5 {
        met.push(tries_from(&visitor, &format!("198.51.{n}.1"), "no", "").await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 401, 429, 429], "whatever the address");
    let elsewhere = tries_from(&visitor, "192.0.2.1", PASSWORD, "browser=AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "nor with a cookie that is made up");
    let owner = tries_from(&visitor, "203.0.113.99", PASSWORD, &browser).await;
    assert_eq!(owner.status, StatusCode::OK, "with the own browser, in any network: {}", owner.text);
    assert_eq!(browser_of(&owner), browser, "it stays the same one");
    let other = visitor.request(Method::POST, "/api/auth/login/").header("cookie", &browser);
    let other = visitor.sends_request(other.json(&json!({"username": "luis", "password": "no"}))).await;
    assert_eq!(other.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn guessing_from_one_network_does_not_lock_the_owner_out_of_another() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_account = few(1);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let mut met = Vec::new();
    for n in 1..=5 {
        met.push(tries_from(&visitor, &format!("198.51.100.{n}"), "no", "").await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 401, 429, 429]);
    for _ in 0..3 {
        let owner = tries_from(&visitor, "203.0.113.1", PASSWORD, "").await;
        assert_eq!(owner.status, StatusCode::OK, "in a new browser: {}", owner.text);
    }
    let mistyped = tries_from(&visitor, "203.0.113.1", "no", "").await;
    assert_eq!(mistyped.status, StatusCode::UNAUTHORIZED);
    assert_eq!(tries_from(&visitor, "203.0.113.1", PASSWORD, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_known_browser_guesses_no_more_often_than_others() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_browser = few(2);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let browser = browser_of(&tries_from(&visitor, "203.0.113.1", PASSWORD, "").await);
    let mut met = Vec::new();
    for n in 1..=4 {
        met.push(tries_from(&visitor, &format!("198.51.{n}.1"), "no", &browser).await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 429, 429]);
    assert_eq!(tries_from(&visitor, "192.0.2.1", PASSWORD, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn addresses_of_one_network_share_a_limit_of_guesses() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_username = few(1);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let mut met = Vec::new();
    for n in 1..=6 {
        met.push(tries_from(&visitor, &format!("203.0.113.{n}"), "no", "").await.status.as_u16());
    }
    for n in 1..=6 {
        met.push(tries_from(&visitor, &format!("2001:db8:7:{n}00::1"), "no", "").await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 401, 401, 429, 429, 401, 401, 401, 401, 429, 429], "a /24, and a /48");
    assert_eq!(tries_from(&visitor, "192.0.2.1", PASSWORD, "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn registrations_of_one_network_are_limited() {
    let marketplace = Marketplace::with(|config| {
        config.rates.registrations_by_network = few(2);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let phrase = "una frase larga";
    for (username, password) in [("eva.1", "corta"), ("eva.1", "password"), ("ana", phrase), ("admin", phrase)] {
        let refused = registers_from(&visitor, "203.0.113.1", username, password).await;
        assert_eq!(refused, StatusCode::BAD_REQUEST, "{username}: a form that is refused does not count");
    }
    let mut made = Vec::new();
    for n in 1..=3 {
        made.push(registers_from(&visitor, "203.0.113.1", &format!("eva.{n}"), phrase).await.as_u16());
    }
    assert_eq!(made, [303, 303, 429]);
    made.clear();
    for n in 1..=8 {
        made.push(
            registers_from(&visitor, &format!("203.0.113.{}", n + 1), &format!("luz.{n}"), phrase).await.as_u16(),
        );
    }
    assert_eq!(made, [303, 303, 303, 303, 303, 303, 429, 429], "eight in all of a /24");
    assert_eq!(registers_from(&visitor, "198.51.100.1", "sol.1", phrase).await, StatusCode::SEE_OTHER);
}

/// Different spellings of a user name belong to one account.
#[tokio::test]
async fn spellings_of_a_user_name_share_a_limit_of_guesses() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_account = few(1);
        config.rates.sign_in_by_newcomers = few(1);
        config.proxies = 1;
    })
    .await;
    let visitor = marketplace.visitor();
    let mut met = Vec::new();
    for (n, username) in (1..).zip(["jos\u{e9}", "jose\u{301}", "JOSE\u{301}", "jose\u{341}"]) {
        let request =
            visitor.request(Method::POST, "/api/auth/login/").header("x-forwarded-for", format!("198.51.{n}.1"));
        let wrong = json!({"username": username, "password": "no"});
        met.push(visitor.sends_request(request.json(&wrong)).await.status.as_u16());
    }
    assert_eq!(met, [401, 401, 429, 429]);
}

#[tokio::test]
async fn a_known_browser_that_guesses_does_not_lock_out_other_known_browsers() {
    let marketplace = Marketplace::with(|config| {
        config.rates.sign_in_by_account = few(6);
        config.rates.sign_in_by_browser = few(4);
    })
    .await;
    let visitor = marketplace.visitor();
    let (home, shared) = (
        browser_of(&tries_from(&visitor, "203.0.113.1", PASSWORD, "").await),
        browser_of(&tries_from(&visitor, "203.0.113.1", PASSWORD, "").await),
    );
    let mut refused = 0;
    for _ in 0..40 {
        let answer = tries_from(&visitor, "203.0.113.1", "no", &shared).await;
        refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused > 20);
    assert_eq!(tries_from(&visitor, "203.0.113.1", PASSWORD, &home).await.status, StatusCode::OK);
}
