//! Headers and scripts of pages, and pages for errors.

use std::fs;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn each_page_has_its_own_nonce_and_is_not_cached() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let nonce = async || {
        let page = ana.gets("/conversations/1").await;
        let policy = page.header("content-security-policy").to_owned();
        for rule in
            ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "'strict-dynamic'"]
        {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        let nonce =
            policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).expect("a nonce").0.to_owned();
        let scripts = page.text.matches("<script").count();
        assert!(scripts > 0);
        assert!(page.text.matches(&format!("nonce=\"{nonce}\"")).count() >= scripts, "{}", page.text);
        assert!(!page.text.contains(" style=\""), "inline styles would not be applied");
        nonce
    };
    assert_ne!(nonce().await, nonce().await, "never the same");
    let api = ana.gets("/api/auth/me/").await;
    assert_eq!(api.header("cache-control"), "no-store");
    assert!(api.header("content-security-policy").contains("default-src 'none'"));
}

#[tokio::test]
async fn a_missing_page_is_answered_with_a_404_page() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for path in ["/nothing", "/conversations/abc", "/conversations/999", "/nothing.png", "/%ff", "/a/b/c"] {
        let answer = ana.gets(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
    assert_eq!(ana.gets("/pkg/nothing.js").await.code(), "not_found", "a file is no page");
}

#[tokio::test]
async fn files_are_served_compressed_and_hashed_ones_are_immutable() {
    let folder = tempfile::tempdir().expect("a folder");
    let package = folder.path().join("pkg");
    fs::create_dir(&package).expect("a folder");
    fs::write(package.join("charla.0123456789abcdef.js"), "plain").expect("a file");
    fs::write(package.join("charla.0123456789abcdef.js.br"), "packed").expect("a file");
    fs::write(folder.path().join("icon.svg"), "<svg/>").expect("a file");
    let root = folder.path().to_owned();
    let marketplace = Marketplace::with(|config| config.site_root = root).await;
    let visitor = marketplace.visitor();

    let path = "/pkg/charla.0123456789abcdef.js";
    let plain = visitor.gets(path).await;
    assert_eq!((plain.text.as_str(), plain.header("cache-control")), ("plain", "public, max-age=31536000, immutable"));
    assert!(plain.header("content-type").contains("javascript"));
    let packed = visitor.sends_request(visitor.request(Method::GET, path).header("accept-encoding", "br")).await;
    assert_eq!((packed.text.as_str(), packed.header("content-encoding")), ("packed", "br"));
    let icon = visitor.gets("/icon.svg").await;
    assert_eq!((icon.status, icon.header("cache-control")), (StatusCode::OK, "public, no-cache"));
    for outside in ["/../Cargo.toml", "/pkg/../../Cargo.toml", "/pkg/%2e%2e/%2e%2e/Cargo.toml", "/..%2fCargo.toml"] {
        assert_ne!(visitor.gets(outside).await.status, StatusCode::OK, "{outside}");
    }
}

#[tokio::test]
async fn names_are_escaped_on_all_pages() {
    let marketplace = Marketplace::open().await;
    let (stranger, ana) = (marketplace.visitor(), marketplace.actor("ana").await);
    let markup = "</title><meta http-equiv=refresh";
    let fields = [
        ("first_name", markup),
        ("last_name", "content=\"0;url=//evil.example\"> & '"),
        ("username", "markup"),
        ("password", "una frase larga"),
        ("role", "provider"),
    ];
    let registered = stranger.posts_form("/register", &fields).await;
    assert_eq!(registered.status, StatusCode::SEE_OTHER, "{}", registered.text);
    let opened =
        stranger.posts("/api/conversations/", json!({"participant_id": 101, "participant_kind": "customer"})).await;
    let conversation = opened.json()["id"].clone();
    stranger.posts(&format!("/api/conversations/{conversation}/messages/"), json!({"content": markup})).await;
    for path in ["/conversations", &format!("/conversations/{conversation}"), "/people"] {
        let page = ana.gets(path).await.text;
        assert!(page.contains("&lt;/title&gt;"), "{path} shows the name");
        assert!(!page.contains(markup), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_pages_do_not_mix_their_readers() {
    let marketplace = Marketplace::open().await;
    let (ana, pedro) = (marketplace.actor("ana").await, marketplace.actor("pedro").await);
    let news = |text: &str| {
        let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).expect("a title").0;
        title.starts_with('(')
    };
    for _ in 0..20 {
        let asked = (0..8).map(|number| {
            let (who, has_news) = if number % 4 == 0 { (&pedro, false) } else { (&ana, true) };
            async move {
                let path = if has_news { "/conversations/1" } else { "/conversations" };
                let answer = who.gets(path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}");
                assert_eq!(news(&answer.text), has_news, "{path}");
            }
        });
        futures::future::join_all(asked).await;
    }
}
