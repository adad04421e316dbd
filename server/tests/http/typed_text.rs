//! Text that was typed into a form is not lost if the form is refused, or if the session has ended.

use reqwest::{Method, StatusCode};

use crate::marketplace::{Marketplace, PASSWORD};

#[tokio::test]
async fn a_refused_message_is_not_lost() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let long = format!("principio {}", "x".repeat(4_000));
    let answer = ana.posts_form("/conversations/1", &[("content", &long)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains(&format!("{long}</textarea>")), "it stands in the field");
    assert!(answer.text.contains("caben 4000"), "and what is wrong with it: {}", answer.text);
}

#[tokio::test]
async fn typed_text_in_fields_is_escaped() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let text = "\n</textarea><b>negrita</b> &lt; &amp;";
    let kept = "\n\n&lt;/textarea&gt;&lt;b&gt;negrita&lt;/b&gt; &amp;lt; &amp;amp;";
    let long = format!("{text}{}", "x".repeat(4_000));
    let refused = ana.posts_form("/conversations/1", &[("content", &long)]).await.text;
    assert!(refused.contains(kept) && !refused.contains("<b>negrita"), "{refused}");
    let seq = ana.sends(1, text).await["seq"].as_i64().expect("a place");
    let page = ana.gets(&format!("/conversations/1?around={seq}&edit={seq}")).await.text;
    assert!(page.contains(&format!("{}</textarea>", &kept[2..])) && !page.contains("<b>negrita"), "{page}");
}

#[tokio::test]
async fn a_message_that_is_far_too_long_is_not_lost() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let long = "消息".repeat(6_000);
    let answer = ana.posts_form("/conversations/1", &[("content", &long)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains(&format!("{long}</textarea>")), "it stands in the field");
    assert!(answer.text.contains("12000 caracteres; caben 4000"));
}

#[tokio::test]
async fn a_message_to_a_strangers_conversation_is_shown_for_copying() {
    let marketplace = Marketplace::open().await;
    let stranger = marketplace.actor("maria").await;
    let fields = [("content", "lo que <quería> decir")];
    for path in ["/conversations/1?draft", "/conversations/1"] {
        let page = stranger.posts_form(path, &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text.contains("No existe esa conversación"));
        assert!(page.text.contains("lo que &lt;quería&gt; decir</textarea>"), "{}", page.text);
    }
}

#[tokio::test]
async fn a_message_is_kept_through_signing_in_without_being_sent() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.visitor();
    let before = marketplace.actor("luis").await.reads(1).await.len();
    let text = "largo & \"con comillas\"\nen dos líneas";

    let led = ana.posts_form("/conversations/1", &[("content", text), ("client_id", "")]).await;
    assert_eq!(led.status, StatusCode::TEMPORARY_REDIRECT, "the form is repeated");
    let place = led.header("location").to_owned();
    assert_eq!(place, "/login?next=%2Fconversations%2F1");
    let page = ana.posts_form(&place, &[("content", text), ("client_id", "")]).await;
    assert_eq!(page.status, StatusCode::OK);
    let kept = "value=\"largo &amp; &quot;con comillas&quot;\nen dos líneas\"";
    assert!(page.text.contains(kept) && page.text.contains("tu mensaje te espera"), "{}", page.text);

    let fields =
        |password| [("username", "ana"), ("password", password), ("next", "/conversations/1"), ("content", text)];
    let refused = ana.posts_form("/login", &fields("mal")).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.text.contains(kept), "nor does a wrong password lose it");
    let forgot = [("username", ""), ("password", ""), ("next", "/conversations/1"), ("content", text)];
    let refused = ana.posts_form("/login", &forgot).await;
    assert!(refused.text.contains(kept) && refused.text.contains("value=\"/conversations/1\""), "{}", refused.text);
    let led = ana.posts_form("/login", &fields(PASSWORD)).await;
    assert_eq!((led.status, led.header("location")), (StatusCode::TEMPORARY_REDIRECT, "/conversations/1?draft"));
    let page = ana.posts_form("/conversations/1?draft", &fields(PASSWORD)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("en dos líneas</textarea>"), "it stands in the field: {}", page.text);
    assert!(page.text.contains("todavía no se ha enviado"));
    assert_eq!(ana.reads(1).await.len(), before);
}

#[tokio::test]
async fn edits_and_replies_are_kept_through_signing_in() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    let edit = ("/conversations/1/messages/7/edit", vec![("content", "mejor así")], "/conversations/1?around=7&edit=7");
    let answer = ("/conversations/1", vec![("content", "mejor así"), ("reply_to", "7")], "/conversations/1?reply=7");
    for (action, fields, next) in [edit, answer] {
        let led = visitor.posts_form(action, &fields).await;
        assert_eq!(led.status, StatusCode::TEMPORARY_REDIRECT);
        let page = visitor.posts_form(led.header("location"), &fields).await;
        assert!(page.text.contains("value=\"mejor así\""), "{}", page.text);

        let luis = marketplace.visitor();
        let fields = [("username", "luis"), ("password", PASSWORD), ("next", next), ("content", "mejor así")];
        let led = luis.posts_form("/login", &fields).await;
        assert_eq!((led.status, led.header("location")), (StatusCode::TEMPORARY_REDIRECT, &*format!("{next}&draft")));
        let page = luis.posts_form(led.header("location"), &fields).await;
        assert!(page.text.contains("mejor así</textarea>"), "{}", page.text);
        assert!(page.text.contains("Llego en 5 minutos"), "it is still about that message");
        assert_eq!(luis.reads(1).await[0]["content"], "Llego en 5 minutos", "and nothing was sent");

        let forgetful =
            visitor.posts_form(&format!("{}?draft", action.trim_end_matches("/messages/7/edit")), &fields).await;
        assert_eq!(forgetful.status, StatusCode::SEE_OTHER, "who keeps no session is not led in circles");
    }
}

#[tokio::test]
async fn a_form_that_is_too_large_says_that_its_text_is_not_kept() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let page = ana.gets("/conversations/1").await.text;
    assert!(page.contains("maxlength=\"8000\""), "the field says how much fits: {page}");
    let most = "語".repeat(8_000);
    let refused = ana.posts_form("/conversations/1", &[("content", &most), ("client_id", "")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains(&most), "what the field lets through comes back to be shortened");

    let request = ana.request(Method::POST, "/conversations/1").header("accept", "text/html");
    let refused = ana.sends_request(request.form(&[("content", "x".repeat(200_000))])).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text.contains("no se ha guardado aquí"), "{}", refused.text);
}

#[tokio::test]
async fn pasted_control_characters_are_removed() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    for (pasted, stored) in
        [("uno\u{b}dos", "uno\ndos"), ("uno\u{c}dos\u{85}tres", "uno\ndos\ntres"), ("a\0b\u{1b}[31mc", "ab[31mc")]
    {
        let sent = ana.posts_form("/conversations/1", &[("content", pasted), ("client_id", "")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{pasted:?}");
        let message = &luis.reads(1).await[0];
        assert_eq!(message["content"], stored);
        let edit = format!("/conversations/1/messages/{}/edit", message["seq"]);
        let edited = ana.posts_form(&edit, &[("content", &format!("{pasted}, sí"))]).await;
        assert_eq!(edited.status, StatusCode::SEE_OTHER, "{pasted:?}");
        assert_eq!(luis.reads(1).await[0]["content"], format!("{stored}, sí"));
    }
}
