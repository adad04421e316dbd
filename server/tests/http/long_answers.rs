//! Long answers are cut, and link to the rest.

use reqwest::StatusCode;
use serde_json::json;

use crate::marketplace::Marketplace;

fn next(link: &str) -> Option<String> {
    Some(link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?.to_owned())
}

#[tokio::test]
async fn a_long_answer_is_cut_at_half_a_megabyte_and_links_to_the_next() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    marketplace.stores_long_messages(70).await;
    for start in ["?limit=500", "?limit=500&page=1", "?limit=500&after=0"] {
        let mut path = format!("/api/conversations/1/messages/{start}");
        let mut seen = Vec::new();
        loop {
            let answer = luis.gets(&path).await;
            assert!(answer.text.len() < 600_000, "{path}: {} bytes", answer.text.len());
            let page = answer.json();
            seen.extend(page["results"].as_array().into_iter().flatten().filter_map(|message| message["seq"].as_i64()));
            match next(answer.header("link")) {
                Some(next) => path = next,
                None => break,
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=77).collect::<Vec<_>>(), "{start}: all of them, each once");
    }
    for (function, fields) in [("chat", "id=1&page[from][page]=1&page[limit]=500"), ("changes", "id=1&after=0")] {
        let request = luis.request(reqwest::Method::POST, &format!("/fn/{function}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(fields);
        let answer = luis.sends_request(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(answer.text.len() < 600_000, "{function}: {} bytes", answer.text.len());
    }
}

#[tokio::test]
async fn a_resume_that_exceeds_an_answer_gets_resync() {
    let marketplace = Marketplace::open().await;
    let luis = marketplace.actor("luis").await;
    marketplace.stores_long_messages(70).await;
    let mut socket = luis.opens_socket().await;
    let resync = [json!({"type": "resync", "conversation": 1})];
    assert_eq!(socket.resumes(json!([{"conversation": 1, "seq": 7}])).await, resync);
    assert_eq!(socket.resumes(json!([{"conversation": 1, "seq": 60}])).await.len(), 17, "less than that is told");
}
