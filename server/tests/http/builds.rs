//! Clients of another build: they can detect it, and unknown fields of their requests are refused.

use std::fs;

use reqwest::StatusCode;

use crate::marketplace::Marketplace;

#[tokio::test]
async fn pages_and_functions_name_the_build_of_the_client() {
    let site = tempfile::tempdir().expect("a folder");
    let root = site.path().to_owned();
    fs::write(root.join("hash.txt"), "js: abc\nwasm: def\ncss: ghi\n").expect("written");
    let build = async |root: std::path::PathBuf| {
        let marketplace = Marketplace::with(|config| config.site_root = root).await;
        let ana = marketplace.actor("ana").await;
        let build = ana.posts_form("/fn/devices", &[]).await.header("charla-build").to_owned();
        let page = ana.gets("/conversations").await.text;
        assert!(page.contains(&format!("data-build=\"{build}\"")), "{build}: {page}");
        let refused = ana.posts_form("/fn/react", &[("id", "1"), ("seq", "x")]).await;
        assert_eq!(refused.header("charla-build"), build, "also where it is refused");
        build
    };
    let first = build(root.clone()).await;
    assert_eq!(build(root.clone()).await, first, "the same client has the same");
    fs::write(root.join("hash.txt"), "js: abc\nwasm: xyz\ncss: ghi\n").expect("written");
    assert_ne!(build(root).await, first);
}

#[tokio::test]
async fn pages_name_the_files_of_the_client_without_opening_one() {
    let site = tempfile::tempdir().expect("a folder");
    let (root, hashes) = (site.path().to_owned(), site.path().join("hash.txt"));
    fs::write(&hashes, "js: abc\nwasm: def\ncss: ghi\n").expect("written");
    let marketplace = Marketplace::with(|config| config.site_root = root).await;
    fs::remove_file(&hashes).expect("removed");
    let page = marketplace.visitor().gets("/login").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for name in ["/pkg/charla.abc.js", "/pkg/charla.def.wasm", "/pkg/charla.ghi.css"] {
        assert!(page.text.contains(name), "{name}: {}", page.text);
    }
}

#[tokio::test]
async fn a_server_function_refuses_unknown_fields() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let react = [("id", "1"), ("seq", "1"), ("emoji", "👍")];
    assert_eq!(ana.posts_form("/fn/react", &react).await.status, StatusCode::OK);
    let reactions = async || ana.reads(1).await.last().map(|message| message["reactions"].clone());
    let before = reactions().await;
    for fields in [
        &[("id", "1"), ("seq", "1"), ("reaction", "❤️")][..],
        &[("id", "1"), ("seq", "1"), ("emoji", "❤️"), ("more", "1")],
    ] {
        let refused = ana.posts_form("/fn/react", fields).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::BAD_REQUEST, "invalid_body"), "{fields:?}");
        assert_eq!(refused.json()["Refused"]["error"], "invalid_body", "as the client reads it");
    }
    assert_eq!(reactions().await, before, "no reaction is taken back, or another one");
    let nested = [("list[from][page]", "1"), ("list[limit]", "5"), ("list[order]", "oldest")];
    assert_eq!(ana.posts_form("/fn/inbox", &nested).await.status, StatusCode::BAD_REQUEST);
}
