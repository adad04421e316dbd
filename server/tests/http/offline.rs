//! Files and headers for installing the app and for offline use.

use std::fs;

use reqwest::Method;
use serde_json::{Value, json};

use crate::marketplace::Marketplace;

const PUBLIC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../public");

async fn open() -> Marketplace {
    Marketplace::with(|config| config.site_root = PUBLIC.into()).await
}

#[tokio::test]
async fn the_service_worker_is_revalidated_and_may_fetch_only_from_this_site() {
    let marketplace = open().await;
    let worker = marketplace.visitor().gets("/sw.js").await;
    assert_eq!(worker.status.as_u16(), 200);
    assert!(worker.header("content-type").starts_with("text/javascript"), "{}", worker.header("content-type"));
    assert!(worker.header("cache-control").contains("no-cache"));
    assert_eq!(worker.header("content-security-policy"), "default-src 'none'; connect-src 'self'");
}

#[tokio::test]
async fn all_files_of_the_manifest_exist() {
    let marketplace = open().await;
    let visitor = marketplace.visitor();
    let manifest = visitor.gets("/manifest.webmanifest").await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    assert!(manifest.header("cache-control").contains("no-cache"));
    let manifest: Value = serde_json::from_str(&manifest.text).expect("JSON");
    assert_eq!((&manifest["start_url"], &manifest["display"]), (&json!("/conversations"), &json!("standalone")));
    for icon in manifest["icons"].as_array().expect("icons") {
        let path = icon["src"].as_str().expect("a path");
        let answer = visitor.gets(path).await;
        assert_eq!(answer.header("content-type"), icon["type"], "{path}");
        assert!(fs::metadata(format!("{PUBLIC}{path}")).is_ok_and(|file| file.len() > 0), "{path}");
    }
}

#[tokio::test]
async fn a_page_names_its_reader_and_allows_the_worker_and_the_manifest() {
    let marketplace = open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let [hers, his] = [ana.gets("/conversations").await, luis.gets("/conversations").await];
    assert!(!hers.header("charla-reader").is_empty());
    assert_ne!(hers.header("charla-reader"), his.header("charla-reader"));
    assert_eq!(marketplace.visitor().gets("/login").await.header("charla-reader"), "");
    let policy = hers.header("content-security-policy");
    assert!(policy.contains("manifest-src 'self'; worker-src 'self'"), "{policy}");
    assert!(hers.text.contains("href=\"/manifest.webmanifest\""));
}

#[tokio::test]
async fn the_title_and_icon_of_each_page_show_unread_messages_except_muted_ones() {
    let marketplace = open().await;
    let ana = marketplace.actor("ana").await;
    let unread = ana.gets("/api/conversations/stats/").await.json()["unread_messages"].as_u64().expect("a number");
    assert!(unread > 0);
    for path in ["/conversations", "/conversations/1", "/people", "/settings"] {
        let page = ana.gets(path).await.text;
        assert!(page.contains(&format!("<title>({unread}) ")), "{path}");
        assert!(page.contains("href=\"/favicon-unread.svg\"") && page.contains("has-unread"), "{path}");
        assert!(page.contains(&format!("top-count\">{unread}</span>")), "{path}: not by colour alone");
    }
    let conversations = ana.gets("/api/conversations/").await.json();
    for conversation in conversations.as_array().expect("a list") {
        let path = format!("/api/conversations/{}/standing/", conversation["id"]);
        let muting = ana.request(Method::PATCH, &path).json(&json!({"is_muted": true}));
        assert_eq!(ana.sends_request(muting).await.status.as_u16(), 200);
    }
    for path in ["/conversations", "/conversations/1", "/people"] {
        let page = ana.gets(path).await.text;
        assert!(!page.contains("<title>(") && !page.contains("/favicon-unread.svg"), "{path}");
        assert!(!page.contains("has-unread"), "{path}");
    }
}
