//! The security log has the events that the operator needs, and no other data.

use reqwest::{Method, StatusCode, header::COOKIE};
use serde_json::json;

use crate::{
    actor::{Actor, Answer},
    captured_log::{captured, start_capturing},
    marketplace::{Marketplace, PASSWORD},
};

/// Returns the log lines of this request, without the time.
fn lines(answer: &Answer) -> Vec<String> {
    let id = answer.header("x-request-id");
    assert!(!id.is_empty());
    let log = captured();
    let lines = log.lines().filter(|line| line.contains(id));
    lines.map(|line| line.split("charla::security: ").nth(1).unwrap_or_default().replace(id, "ID")).collect()
}

async fn tries(actor: &Actor, username: &str, password: &str) -> Answer {
    let request = actor.request(Method::POST, "/api/auth/login/").header("x-forwarded-for", "2001:db8:77::1");
    actor.sends_request(request.json(&json!({"username": username, "password": password}))).await
}

#[tokio::test]
async fn each_security_event_is_one_line_without_names_and_passwords() {
    start_capturing();
    let marketplace = Marketplace::with(|config| {
        config.proxies = 1;
        config.rates.exports_by_user.burst = 1;
        config.rates.exports_by_user.every = std::time::Duration::from_secs(600);
    })
    .await;
    let (ana, phone) = (marketplace.visitor(), marketplace.visitor());
    let line = |event: &str, user: &str, network: &str| {
        let user = if user.is_empty() { String::new() } else { format!(" user={user}") };
        vec![format!("event=\"{event}\"{user} network={network} request_id=ID")]
    };
    let far = "2001:db8:77::/64";
    let wrong = tries(&ana, "ana", "equivocada-77").await;
    assert_eq!(lines(&wrong), line("sign-in failed", "1", far));
    let unknown = tries(&ana, "nadie-77", "equivocada-77").await;
    assert_eq!(lines(&unknown), line("sign-in failed", "", far));
    let right = tries(&ana, "ana", PASSWORD).await;
    assert_eq!(lines(&right), line("signed in", "1", far));

    phone.signs_in("ana").await;
    let near = "127.0.0.1";
    let exported = ana.gets("/settings/data").await;
    assert_eq!((exported.status, lines(&exported)), (StatusCode::OK, line("exported", "1", near)));
    let again = ana.gets("/settings/data").await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(lines(&again), ["event=\"limit met\" limit=\"exports\" user=1 network=127.0.0.1 request_id=ID"]);
    let more = ana.gets("/settings/data").await;
    assert_eq!(lines(&more), Vec::<String>::new(), "once a minute is enough");

    let fields = [("current_password", PASSWORD), ("password", "una-frase-77-larga")];
    let changed = ana.posts_form("/settings/password", &fields).await;
    let of_change = [line("password changed", "1", near), line("session ended", "1", near)].concat();
    assert_eq!(lines(&changed), of_change, "of the phone only: her own goes on under another token");
    let out = ana.posts("/api/auth/logout/", json!({})).await;
    assert_eq!(lines(&out), line("signed out", "1", near));

    let (luis, laptop) = (marketplace.visitor(), marketplace.visitor());
    luis.signs_in("luis").await;
    laptop.signs_in("luis").await;
    let ended = luis.posts_form("/settings/devices", &[("device", "others")]).await;
    assert_eq!(lines(&ended), line("session ended", "4", near));
    let credentials = json!({"username": "ana", "password": "una-frase-77-larga"});
    let replaced = luis.posts("/api/auth/login/", credentials).await;
    assert_eq!(lines(&replaced), [line("session ended", "4", near), line("signed in", "1", near)].concat());
    let nobody = luis.request(Method::POST, "/logout").header(COOKIE, "");
    let nobody = laptop.sends_request(nobody).await;
    assert_eq!(nobody.status, StatusCode::SEE_OTHER);

    for secret in [PASSWORD, "una-frase-77-larga", "equivocada-77", "nadie-77", "García", "Ana", "ana", "luis"] {
        assert!(!captured().contains(secret), "{secret}");
    }
}
