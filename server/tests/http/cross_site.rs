//! Pages of other sites cannot send requests in the name of a signed-in user.

use reqwest::Method;
use serde_json::json;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn only_pages_of_this_site_open_sockets() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let ours = marketplace.url.clone();
    let localhost = ours.replace("127.0.0.1", "localhost");
    for path in ["/ws/", "/ws/chat/1/"] {
        for origin in [None, Some(ours.as_str()), Some(localhost.as_str())] {
            assert!(ana.tries_handshake(path, origin).await.is_ok(), "{path} {origin:?}");
        }
        for origin in [
            "null".to_owned(),
            "http://evil.example".into(),
            "http://127.0.0.1".into(),
            "http://127.0.0.1:1".into(),
            ours.replace("http:", "https:"),
            ours.replace("http:", "ws:"),
            ours.replace("127.0.0.1", "127.0.0.1.evil.example"),
            ours.replace("127.0.0.1", "evil127.0.0.1"),
            format!("{ours}@evil.example"),
            format!("{ours}/evil"),
            format!("{ours} http://evil.example"),
        ] {
            assert_eq!(ana.tries_handshake(path, Some(&origin)).await.err(), Some(403), "{path} {origin}");
        }
    }
}

#[tokio::test]
async fn writes_from_other_sites_are_refused() {
    let marketplace = Marketplace::with(|config| config.rates.exports_by_user.burst = 1).await;
    let ana = marketplace.actor("ana").await;
    let evil = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    for path in ["/api/conversations/1/messages/", "/fn/send", "/conversations/1", "/logout", "/login", "/nothing"] {
        for (name, value) in evil.into_iter().chain([("sec-fetch-site", "same-site"), ("origin", "null")]) {
            let request = ana.request(Method::POST, path).header(name, value).json(&json!({"content": "hola"}));
            let answer = ana.sends_request(request).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "cross_site"), "{path} {name}: {value}");
        }
    }
    assert_eq!(ana.reads(1).await.len(), 7);

    let own = ana
        .request(Method::POST, "/api/conversations/1/messages/")
        .header("origin", &marketplace.url)
        .header("sec-fetch-site", "same-origin")
        .json(&json!({"content": "hola"}));
    assert_eq!(ana.sends_request(own).await.status.as_u16(), 201);
    for site in ["cross-site", "same-site"] {
        for path in ["/settings/data", "/settings/data/"] {
            let export = ana.request(Method::GET, path).header("sec-fetch-site", site);
            assert_eq!(ana.sends_request(export).await.status.as_u16(), 403, "{path} spends a turn");
        }
    }
    let export = ana.request(Method::GET, "/settings/data").header("sec-fetch-site", "same-origin");
    assert_eq!(ana.sends_request(export).await.status.as_u16(), 200);
    let link = ana.request(Method::GET, "/api/auth/me/").header("sec-fetch-site", "cross-site");
    assert_eq!(ana.sends_request(link).await.status.as_u16(), 200, "a link from elsewhere leads here");
}
