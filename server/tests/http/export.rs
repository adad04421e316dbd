//! `GET /settings/data`: all data of a user, as one file.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use server::config::Rate;

use crate::marketplace::Marketplace;

const DATA: &str = "/settings/data";

#[tokio::test]
async fn the_export_has_all_data_of_the_user_and_nothing_of_others() {
    let marketplace = Marketplace::open().await;
    let (ana, phone) = (marketplace.actor("ana").await, marketplace.actor("ana").await);
    // More than two pages of messages.
    for n in 0..250 {
        marketplace.stores_without_publishing(1, 1, &format!("n.º {n} \"con comillas\"\n")).await;
    }
    let answer = ana.gets(DATA).await;
    assert_eq!(answer.status, StatusCode::OK);
    let today = server::clock::now().to_utc().date();
    let disposition = format!("attachment; filename=\"charla-ana-{today}.json\"");
    assert_eq!(answer.header("content-disposition"), disposition);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");

    let file = answer.json();
    assert_eq!((&file["profile"]["username"], &file["profile"]["email"]), (&"ana".into(), &"ana@example.test".into()));
    assert!(file.as_object().is_some_and(|file| file.contains_key("last_seen")));
    assert_eq!(file["sessions"].as_array().map(Vec::len), Some(2));
    for secret in [ana.cookie(), phone.cookie()] {
        let secret = secret.expect("a session");
        assert!(!answer.text.contains(secret.trim_start_matches("session=")), "no token");
    }
    assert!(!answer.text.contains("argon2"));
    let listed = ana.gets("/api/conversations/").await.json();
    let mut listed: Vec<_> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|conversation| conversation["id"].as_i64().expect("an id"))
        .collect();
    listed.sort_unstable();
    let conversations = file["conversations"].as_array().expect("conversations");
    assert_eq!(
        conversations.iter().map(|conversation| conversation["id"].as_i64().expect("an id")).collect::<Vec<_>>(),
        listed
    );
    for conversation in conversations {
        let id = conversation["id"].as_i64().expect("an id");
        let people = conversation["participans"].as_array().expect("people");
        assert!(people.iter().any(|user| user["id"] == 1) && people.iter().all(|user| user["email"].is_null()));
        let mut known = ana.reads(id).await;
        known.reverse();
        assert_eq!(conversation["messages"].as_array(), Some(&known), "conversation {id}");
    }
}

#[tokio::test]
async fn earlier_versions_are_in_the_writers_export_while_they_are_kept() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let edited = ana.sends(1, "lo de antes").await["seq"].as_i64().expect("a place");
    let deleted = ana.sends(1, "lo borrado").await["seq"].as_i64().expect("a place");
    assert_eq!(ana.edits(1, edited, "lo de ahora").await.status, StatusCode::OK);
    assert_eq!(ana.deletes(1, deleted).await.status, StatusCode::OK);
    let versions = async |seq: i64| {
        let file = ana.gets(DATA).await.json();
        let conversations = file["conversations"].as_array().cloned().expect("conversations");
        let conversation =
            conversations.into_iter().find(|conversation| conversation["id"] == 1).expect("the conversation");
        let mut messages = conversation["messages"].as_array().cloned().expect("messages").into_iter();
        messages.find(|message| message["seq"] == seq).expect("the message")["versions"].clone()
    };
    assert_eq!(versions(edited).await[0]["content"], "lo de antes");
    assert_eq!(versions(deleted).await[0]["content"], "lo borrado");
    assert!(!luis.gets(DATA).await.text.contains("lo borrado"), "for nobody else");
    while !marketplace.store.delete_old_versions(server::clock::now()).await.expect("they are forgotten") {}
    assert!(versions(edited).await.is_null());
}

#[tokio::test]
async fn the_export_of_a_user_without_conversations_is_empty() {
    let marketplace = Marketplace::open().await;
    let pedro = marketplace.actor("pedro").await;
    let file = pedro.gets(DATA).await.json();
    assert_eq!((&file["profile"]["username"], &file["conversations"]), (&"pedro".into(), &serde_json::json!([])));
}

#[tokio::test]
async fn exports_are_limited() {
    let rate = Rate { burst: 2, every: Duration::from_secs(1_200) };
    let marketplace = Marketplace::with(|config| config.rates.exports_by_user = rate).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    for _ in 0..2 {
        assert_eq!(ana.gets(DATA).await.status, StatusCode::OK);
    }
    let refused = ana.gets(DATA).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header("retry-after").is_empty());
    assert!(
        refused.text.contains("demasiadas veces seguidas. Espera") && refused.text.contains("Tus datos"),
        "on the page"
    );
    assert_eq!(luis.gets(DATA).await.status, StatusCode::OK, "others have their own");
}

#[tokio::test]
async fn a_user_has_one_export_at_a_time_and_disconnecting_ends_it() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    // More than fits into the buffers of the connection.
    for _ in 0..3_000 {
        marketplace.stores_without_publishing(1, 1, &"x".repeat(4_000)).await;
    }
    let unread = ana.request(Method::GET, DATA).send().await.expect("an answer");
    assert_eq!(unread.status(), StatusCode::OK);
    assert_eq!(ana.gets(DATA).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(luis.gets(DATA).await.status, StatusCode::OK);
    drop(unread);
    let again = async { while ana.gets(DATA).await.status != StatusCode::OK {} };
    tokio::time::timeout(Duration::from_secs(30), again).await.expect("there is room");
}
