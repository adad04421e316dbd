//! The sessions of one user, which the user can list and end.

use reqwest::{Method, StatusCode, header::USER_AGENT};
use serde_json::{Value, json};

use crate::{
    actor::Actor,
    marketplace::{Marketplace, PASSWORD},
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn signs_in_with(marketplace: &Marketplace, username: &str, browser: &str) -> Actor {
    let actor = marketplace.visitor();
    let credentials = json!({"username": username, "password": PASSWORD});
    let request = actor.request(Method::POST, "/api/auth/login/").header(USER_AGENT, browser).json(&credentials);
    assert_eq!(actor.sends_request(request).await.status, StatusCode::OK);
    actor
}

async fn devices(actor: &Actor) -> Vec<Value> {
    let answer = actor.posts_form("/fn/devices", &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json().as_array().cloned().expect("a list")
}

async fn signs_out(actor: &Actor, device: &Value) {
    let device = device.as_str().expect("an id");
    let answer = actor.posts_form("/settings/devices", &[("device", device)]).await;
    assert_eq!(answer.header("location"), "/settings?saved=devices#devices");
}

async fn is_signed_in(actor: &Actor) -> bool {
    actor.gets("/api/auth/me/").await.status == StatusCode::OK
}

#[tokio::test]
async fn users_see_only_their_own_sessions() {
    let marketplace = Marketplace::open().await;
    let phone = signs_in_with(&marketplace, "ana", "<b>Evil</b> Safari/1 (iPhone)").await;
    let laptop = signs_in_with(&marketplace, "ana", FIREFOX).await;
    let luis = signs_in_with(&marketplace, "luis", FIREFOX).await;

    let seen = devices(&laptop).await;
    let names: Vec<_> = seen.iter().map(|device| (&device["name"], &device["is_this"])).collect();
    assert_eq!(names, [(&json!("Firefox · Linux"), &json!(true)), (&json!("Safari · iPhone"), &json!(false))]);
    assert_eq!(devices(&luis).await.len(), 1);

    let page = phone.gets("/settings").await.text;
    assert!(page.contains("Firefox · Linux") && page.contains("Este dispositivo") && !page.contains("<b>Evil"));
    for actor in [&phone, &laptop] {
        let cookie = actor.cookie().expect("a session");
        let token = cookie.trim_start_matches("session=");
        assert!(!page.contains(token), "no token stands there");
    }
}

#[tokio::test]
async fn signing_out_a_device_closes_its_sockets() {
    let marketplace = Marketplace::open().await;
    let (phone, laptop) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    let (mut ends, mut goes_on) = (phone.opens_socket().await, laptop.opens_socket().await);
    let lost = devices(&laptop).await[1]["id"].clone();

    signs_out(&laptop, &lost).await;

    assert_eq!(ends.closes().await, 1008);
    assert!(!is_signed_in(&phone).await);
    laptop.sends(1, "sigo").await;
    assert_eq!(goes_on.receives_event("message").await["message"]["content"], "sigo");
    signs_out(&laptop, &lost).await;
    assert_eq!(devices(&laptop).await.len(), 1, "once more is no error");
}

#[tokio::test]
async fn signing_out_all_other_devices_spares_this_one_and_other_users() {
    let marketplace = Marketplace::open().await;
    let laptop = marketplace.actor("ana").await;
    let others = [marketplace.actor("ana").await, marketplace.actor("ana").await];
    let luis = marketplace.actor("luis").await;
    signs_out(&laptop, &json!("others")).await;
    assert_eq!(devices(&laptop).await.len(), 1);
    for other in &others {
        assert!(!is_signed_in(other).await);
    }
    assert!(is_signed_in(&laptop).await && is_signed_in(&luis).await);
}

#[tokio::test]
async fn a_user_cannot_end_sessions_of_other_users() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let mut socket = ana.opens_socket().await;
    let id = devices(&ana).await[0]["id"].clone();

    signs_out(&luis, &id).await;
    for nonsense in ["", "x", "0", "' or 1=1 --", "00000000000000000000000000000000"] {
        signs_out(&luis, &json!(nonsense)).await;
    }
    let nobody = marketplace.visitor();
    for device in [id.as_str().expect("an id"), "others"] {
        let answer = nobody.posts_form("/settings/devices", &[("device", device)]).await;
        assert_eq!(answer.header("location"), "/login?next=%2Fsettings");
    }
    let foreign = ana
        .request(Method::POST, "/settings/devices")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site")
        .form(&[("device", "others")]);
    assert_eq!(ana.sends_request(foreign).await.status, StatusCode::FORBIDDEN);

    assert!(is_signed_in(&ana).await && is_signed_in(&luis).await);
    ana.sends(1, "sigo").await;
    assert_eq!(socket.receives_event("message").await["message"]["content"], "sigo");
}

#[tokio::test]
async fn a_browser_that_signs_in_again_is_one_device() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    ana.signs_in("ana").await;
    assert_eq!(devices(&ana).await.len(), 1);
}
