//! Conversation settings: all tabs of the user get an event, and nobody else does.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{actor::Actor, marketplace::Marketplace};

async fn decides(actor: &Actor, changes: Value) -> Value {
    let request = actor.request(Method::PATCH, "/api/conversations/1/standing/").json(&changes);
    let answer = actor.sends_request(request).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn other_tabs_of_the_user_get_the_settings_and_other_users_do_not() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (mut tab, mut luiss) = (ana.opens_socket().await, luis.opens_socket().await);
    let settings = decides(&ana, json!({"is_archived": true, "is_muted": true})).await;
    let expected =
        json!({"is_archived": true, "is_muted": true, "is_marked_unread": false, "archived_seq": 7, "revision": 2});
    assert_eq!(settings, expected);
    for muted in [false, true] {
        let heard = tab.receives_event("standing").await;
        assert_eq!((&heard["conversation"], &heard["standing"]["is_muted"]), (&json!(1), &json!(muted)));
    }
    luiss.sends(json!({"type": "ping"})).await;
    assert_eq!(luiss.receives().await["type"], "pong");
    decides(&ana, json!({"is_marked_unread": true})).await;
    tab.receives_event("standing").await;
    ana.posts("/api/conversations/1/mark-read/", json!({})).await;
    assert_eq!(tab.receives_event("standing").await["standing"]["is_marked_unread"], false);
}

#[tokio::test]
async fn the_list_has_all_conversations_unless_a_filter_is_given() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    decides(&ana, json!({"is_archived": true})).await;
    let ids = async |query: &str| {
        let list = ana.gets(&format!("/api/conversations/{query}")).await.json();
        list.as_array().expect("a list").iter().map(|one| one["id"].as_i64().expect("an id")).collect::<Vec<_>>()
    };
    assert_eq!(ids("").await.len(), 4);
    assert_eq!(ids("?filter=archived").await, [1]);
    assert_eq!(ids("?filter=current").await.len(), 3);
    let next = ana.gets("/api/conversations/?filter=current&limit=2").await;
    assert!(next.header("link").contains("filter=current"), "{:?}", next.headers);
    let refused = ana.gets("/api/conversations/?filter=mine").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "unknown_filter".into()));
}
