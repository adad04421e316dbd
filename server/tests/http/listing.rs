//! The list of conversations in pages, each of which links to the next.

use crate::marketplace::Marketplace;

#[tokio::test]
async fn following_the_links_leads_through_all_of_them_once() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let mut path = "/api/conversations/?limit=2".to_owned();
    let mut seen = Vec::new();
    loop {
        let part = ana.gets(&path).await;
        seen.extend(part.json().as_array().into_iter().flatten().map(|conversation| conversation["id"].as_i64()));
        match part.header("link").strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, [Some(6), Some(2), Some(1), Some(4)], "latest activity first");
    assert_eq!(ana.gets("/api/conversations/").await.header("link"), "", "all at once needs no next");
}
