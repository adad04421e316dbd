//! Edits, deletions and reactions, and the events about them.

use charla::ChangeWindow;
use serde_json::{Value, json};

use crate::marketplace::Marketplace;

#[tokio::test]
async fn all_members_and_nobody_else_get_an_event_for_a_change() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let pedro = marketplace.actor("pedro").await;
    let path = "/api/conversations/1/messages/";
    let client_id = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";
    ana.posts(path, json!({"content": "ola", "client_id": client_id})).await;
    let (mut anas, mut luiss, mut pedros) =
        (ana.opens_socket().await, luis.opens_socket().await, pedro.opens_socket().await);
    let mut room = luis.opens_chat_socket(1).await;

    let edited = ana.edits(1, 8, "hola").await;
    assert_eq!((edited.status.as_u16(), &edited.json()["content"]), (200, &json!("hola")));
    luis.reacts(1, 8, "👍").await;
    ana.deletes(1, 8).await;
    for (socket, client_id) in [(&mut anas, json!(client_id)), (&mut luiss, Value::Null)] {
        let mut revisions = Vec::new();
        for seen in ["hola", "hola", ""] {
            let event = socket.receives_event("changed").await;
            assert_eq!((&event["message"]["content"], &event["message"]["client_id"]), (&json!(seen), &client_id));
            revisions.push((event["after"].clone(), event["message"]["revision"].clone()));
        }
        assert_eq!(revisions, [(json!(0), json!(1)), (json!(1), json!(2)), (json!(2), json!(3))]);
    }
    ana.sends(2, "para Pedro no").await;
    ana.sends(1, "la siguiente").await;
    assert_eq!(room.receives().await["message"], "la siguiente", "the origin's socket knows no changes");
    pedros.sends(json!({"type": "ping"})).await;
    assert_eq!(pedros.receives().await["type"], "pong", "a stranger hears nothing");
}

#[tokio::test]
async fn a_client_that_resumes_gets_each_missed_change_once() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let first = ana.sends(1, "una").await["seq"].clone();
    ana.sends(1, "dos").await;
    ana.edits(1, 8, "uno").await;
    ana.edits(1, 9, "2").await;
    luis.reacts(1, 8, "🎉").await;
    let mut socket = luis.opens_socket().await;
    let cursor = |revision: Value| json!({"conversation": 1, "seq": 9, "revision": revision});
    let told = socket.resumes(json!([cursor(json!(0))])).await;
    let told: Vec<_> = told
        .iter()
        .map(|event| json!([event["after"], event["message"]["revision"], event["message"]["content"]]))
        .collect();
    assert_eq!(told, [json!([0, 2, "2"]), json!([2, 3, "uno"])]);
    assert_eq!(socket.resumes(json!([cursor(json!(3))])).await, [json!(null); 0]);
    assert_eq!(socket.resumes(json!([cursor(json!(null))])).await, [json!(null); 0], "an older client does not ask");
    let resync = socket.resumes(json!([cursor(json!(9))])).await;
    assert_eq!(resync, [json!({"type": "resync", "conversation": 1})], "a database that was set back");
    assert_eq!(luis.reads(1).await[1]["seq"], first);
}

#[tokio::test]
async fn a_refused_change_has_a_reason() {
    let marketplace = Marketplace::with(|config| config.change_window = ChangeWindow { minutes: 0 }).await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.sends(1, "hola").await;
    let code = async |answer: crate::actor::Answer| (answer.status.as_u16(), answer.code());
    assert_eq!(code(ana.edits(1, 8, "tarde").await).await, (403, "too_late_to_change".into()));
    assert_eq!(code(ana.deletes(1, 8).await).await, (403, "too_late_to_change".into()));
    assert_eq!(code(luis.edits(1, 8, "mía").await).await, (403, "not_the_sender".into()));
    assert_eq!(code(luis.edits(1, 99, "mía").await).await, (404, "message_not_found".into()));
    assert_eq!(code(luis.edits(1, 8, " \n").await).await, (400, "content_empty".into()));
    assert_eq!(code(luis.reacts(1, 8, "<b>").await).await, (400, "unknown_reaction".into()));
    assert_eq!(code(luis.reacts(1, 8, "👍").await).await, (200, String::new()), "reactions have no window");
    let taken = luis.removes_reaction(1, 8).await.json();
    assert_eq!((&taken["reactions"], &taken["revision"]), (&Value::Null, &json!(2)));
    for (emoji, told) in [("❤", "❤️"), ("👍\u{fe0f}", "👍")] {
        let reacted = luis.reacts(1, 8, emoji).await;
        assert_eq!(reacted.json()["reactions"][0]["emoji"], told, "with and without a selector: {}", reacted.text);
    }
    for path in ["/api/conversations/1/messages/x/", "/api/conversations/x/messages/8/"] {
        let request = ana.request(reqwest::Method::DELETE, path);
        assert_eq!(code(ana.sends_request(request).await).await, (404, "message_not_found".into()), "{path}");
    }
}

#[tokio::test]
async fn a_reply_quotes_its_message_and_a_missing_message_cannot_be_quoted() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.sends(1, "¿a las diez?").await;
    let answer = luis.posts("/api/conversations/1/messages/", json!({"content": "sí", "reply_to": 8})).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    let quote = json!({"seq": 8, "sender": 1, "sender_name": "Ana García", "excerpt": "¿a las diez?"});
    assert_eq!(ana.reads(1).await[0]["reply_to"], quote);
    let refused = luis.posts("/api/conversations/1/messages/", json!({"content": "sí", "reply_to": 80})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (404, "message_not_found".into()));

    let mut socket = luis.opens_socket().await;
    let client_id = "01a20454-8fca-75a7-9c0c-f44563bbe1f9";
    let send = json!({"type": "send", "conversation": 1, "content": "ya", "client_id": client_id, "reply_to": 8});
    socket.sends(send).await;
    assert_eq!(socket.receives_event("ack").await["message"]["reply_to"], quote);
}

#[tokio::test]
async fn messages_can_be_changed_by_forms_without_scripts() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    ana.sends(1, "ola").await;
    let path = |what| format!("/conversations/1/messages/8/{what}");
    let place = "/conversations/1?around=8#m8";
    let edited = ana.posts_form(&path("edit"), &[("content", "hola")]).await;
    assert_eq!((edited.status.as_u16(), edited.header("location")), (303, place));
    let reacted = luis.posts_form(&path("react"), &[("emoji", "👍")]).await;
    assert_eq!((reacted.status.as_u16(), reacted.header("location")), (303, place));
    let answered = [("content", "sí"), ("client_id", ""), ("reply_to", "8")];
    assert_eq!(luis.posts_form("/conversations/1", &answered).await.header("location"), "/conversations/1");
    let told = luis.reads(1).await;
    assert_eq!((&told[0]["reply_to"]["seq"], &told[1]["content"]), (&json!(8), &json!("hola")));

    let refused = ana.posts_form(&path("edit"), &[("content", &"ñ".repeat(4_001))]).await;
    assert_eq!(refused.status.as_u16(), 400);
    assert!(refused.text.contains(&"ñ".repeat(4_001)), "what was typed is still there");
    let refused = luis.posts_form(&path("delete"), &[]).await;
    assert_eq!(refused.status.as_u16(), 403);
    assert!(refused.text.contains("Solo quien lo escribió"), "{}", refused.text);
    assert_eq!(ana.posts_form(&path("delete"), &[]).await.header("location"), place);
    assert_eq!(luis.reads(1).await[1]["content"], "");
    assert_eq!(luis.reads(1).await[0]["reply_to"]["excerpt"], "", "nor in what quotes it");
}

#[tokio::test]
async fn a_deleted_message_does_not_count_as_unread() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let before = luis.unread().await.as_u64().expect("a number");
    let seq = ana.sends(1, "me equivoqué").await["seq"].as_i64().expect("a place");
    assert_eq!(luis.unread().await, before + 1);
    let mut socket = luis.opens_socket().await;
    ana.deletes(1, seq).await;
    let changed = socket.receives_event("changed").await;
    assert_eq!(changed["message"]["seq"], seq);
    assert_eq!(luis.unread().await, before);
    let list = luis.gets("/api/conversations/").await.json();
    let row = list.as_array().and_then(|list| list.iter().find(|row| row["id"] == 1)).expect("the conversation");
    let counted = row["unread_count"].as_u64().expect("a number");
    luis.posts("/api/conversations/1/mark_read/", json!({ "up_to": seq - 1 })).await;
    let read = socket.receives_event("read").await;
    assert_eq!((&read["unread"]["count"], &read["unread"]["revision"]), (&json!(0), &changed["message"]["revision"]));
    assert_eq!(luis.unread().await, before - counted, "all of it is read");
}
