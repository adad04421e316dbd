//! Pages and JSON are compressed for clients that ask for it.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::{
    Method,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY},
};

use crate::{actor::Actor, marketplace::Marketplace};

const LIST: &str = "/api/conversations/";

/// Returns the decompressed body; `None` if it was not compressed.
async fn compressed(actor: &Actor, path: &str, accepted: &str) -> Option<String> {
    let request = actor.request(Method::GET, path).header(ACCEPT_ENCODING, accepted);
    let response = request.send().await.expect("an answer");
    assert!(response.status().is_success());
    response.headers().get(CONTENT_ENCODING).filter(|encoding| *encoding == "gzip")?;
    assert!(response.headers().get_all(VARY).iter().any(|varies| varies == "accept-encoding"));
    let (sent, mut text) = (response.bytes().await.expect("a body"), String::new());
    GzDecoder::new(&*sent).read_to_string(&mut text).expect("gzip");
    assert!(sent.len() < text.len() / 2, "{} bytes of {}", sent.len(), text.len());
    Some(text)
}

#[tokio::test]
async fn a_browser_gets_pages_and_lists_compressed() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let page = compressed(&ana, "/conversations/1", "gzip, deflate, br, zstd").await.expect("a compressed page");
    assert!(page.contains("</html>"), "it is whole");
    assert_eq!(compressed(&ana, LIST, "gzip").await.as_deref(), Some(&*ana.gets(LIST).await.text));
}

#[tokio::test]
async fn a_program_that_does_not_ask_for_it_gets_plain_text() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    assert_eq!(compressed(&ana, LIST, "identity").await, None);
    assert_eq!(compressed(&ana, LIST, "gzip;q=0").await, None);
    assert_eq!(ana.gets(LIST).await.header("content-encoding"), "");
}

#[tokio::test]
async fn short_answers_are_not_compressed() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    assert_eq!(compressed(&ana, "/api/conversations/stats/", "gzip").await, None);
}
