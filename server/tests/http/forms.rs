//! Pages work without scripts: plain forms are answered by redirects, or by the same page with the typed text.

use reqwest::{Method, StatusCode};

use crate::marketplace::{Marketplace, PASSWORD};

#[tokio::test]
async fn signing_in_leads_back_to_the_requested_page_and_to_no_other_site() {
    let marketplace = Marketplace::open().await;
    for (next, place) in [
        ("/conversations/4", "/conversations/4"),
        ("", "/conversations"),
        ("//evil.example", "/conversations"),
        ("/\\evil.example", "/conversations"),
        ("https://evil.example", "/conversations"),
        ("/x\r\nset-cookie: a=b", "/conversations"),
        ("javascript:alert(1)", "/conversations"),
    ] {
        let visitor = marketplace.visitor();
        let fields = [("username", "ana"), ("password", PASSWORD), ("next", next)];
        let answer = visitor.posts_form("/login", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, place), "{next:?}");
        assert_eq!(visitor.gets("/api/auth/me/").await.json()["username"], "ana");
    }
    let wanted = marketplace.visitor().gets("/conversations/4?q=a%26b").await;
    assert_eq!(wanted.header("location"), "/login?next=%2Fconversations%2F4%3Fq%3Da%2526b");
}

#[tokio::test]
async fn a_refused_sign_in_shows_the_page_again_without_the_password() {
    let marketplace = Marketplace::open().await;
    let fields = [("username", "ana<b>"), ("password", "equivocada"), ("next", "/people")];
    let answer = marketplace.visitor().posts_form("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.text.contains("Credenciales inválidas"), "{}", answer.text);
    assert!(answer.text.contains("ana&lt;b&gt;") && !answer.text.contains("ana<b>"), "what was typed, as text");
    assert!(answer.text.contains("/people"), "and where it leads");
    assert!(!answer.text.contains("equivocada"));
}

#[tokio::test]
async fn a_registered_user_is_signed_in_and_listed_in_the_directory() {
    let marketplace = Marketplace::open().await;
    let eva = marketplace.visitor();
    let fields = |username, password, role| {
        [("first_name", "Eva"), ("last_name", "Sanz"), ("username", username), ("password", password), ("role", role)]
    };
    let refused = eva.posts_form("/register", &fields("Ana", "corta", "provider")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text.contains("De 8 a 200 caracteres") && refused.text.contains("Sanz"), "{}", refused.text);
    let taken = eva.posts_form("/register", &fields("Ana", "suficiente", "provider")).await;
    assert_eq!(taken.status, StatusCode::BAD_REQUEST);
    assert!(taken.text.contains("Ya lo usa otra persona"), "{}", taken.text);

    let done = eva.posts_form("/register", &fields("eva.sanz", "suficiente", "provider")).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/conversations"));
    assert_eq!(eva.gets("/api/auth/me/").await.json()["username"], "eva.sanz");
    let ana = marketplace.actor("ana").await;
    assert!(ana.gets("/people?q=sanz").await.text.contains("Eva"));
}

#[tokio::test]
async fn writing_and_reading_without_scripts() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let opened = ana.posts_form("/conversations", &[("participant_id", "103"), ("role", "provider")]).await;
    assert_eq!(opened.header("location"), "/conversations/1", "103 is a customer, too");
    let sent = ana.posts_form("/conversations/1", &[("content", "sin <script>"), ("client_id", "")]).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/conversations/1"));
    let page = luis.gets("/conversations/1").await;
    assert!(page.text.contains("sin &lt;script&gt;"), "{}", page.text);

    assert_eq!(luis.posts_form("/conversations/1/read", &[]).await.header("location"), "/conversations/1");
    assert_eq!(luis.gets("/api/conversations/stats/").await.json()["unread_messages"], 1);
    let out = luis.posts_form("/logout", &[]).await;
    assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/login"));
    assert_eq!(luis.gets("/api/auth/me/").await.status, StatusCode::UNAUTHORIZED);
}

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
async fn errors_without_a_page_of_their_own_are_shown_as_pages() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let submits = async |path: &str, kind: &str, body: String| {
        let request = ana.request(Method::POST, path).header("accept", "text/html,*/*;q=0.8");
        ana.sends_request(request.header("content-type", kind).body(body)).await
    };
    let form = "application/x-www-form-urlencoded";
    for (path, kind, body, status) in [
        ("/conversations/1", "multipart/form-data; boundary=x", "--x--".to_owned(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("/conversations/1", form, "content=a&content=<b>".into(), StatusCode::BAD_REQUEST),
        ("/conversations/99999999999999999999", form, "content=a".into(), StatusCode::NOT_FOUND),
        ("/conversations/1", form, format!("content={}", "x".repeat(300_000)), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = submits(path, kind, body).await;
        assert_eq!(answer.status, status, "{path} {kind}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'; style-src 'self'"));
        assert!(answer.text.starts_with("<!DOCTYPE html>") && answer.text.contains("vuelves atrás"), "{}", answer.text);
        assert!(answer.text.contains("<title>Esto no ha salido · Charla</title>"));
        assert!(!answer.text.contains("<b>") && !answer.text.contains("<script"), "{}", answer.text);
    }
    let program = ana.posts_form("/conversations/99999999999999999999", &[("content", "a")]).await;
    assert_eq!(program.code(), "conversation_not_found", "a program is told in its own words");
}

#[tokio::test]
async fn a_trailing_slash_redirects_to_the_page() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (path, place) in
        [("/people/?q=a%26b", "/people?q=a%26b"), ("/conversations/1/", "/conversations/1"), ("/people////", "/people")]
    {
        let answer = ana.gets(path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::PERMANENT_REDIRECT, place));
    }
    assert_eq!(ana.gets("//evil.example/").await.status, StatusCode::NOT_FOUND, "and nowhere else");
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
async fn opening_the_address_of_a_form_redirects_to_its_page() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    for (form, page) in [
        ("/conversations/1/messages/7/edit", "/conversations/1"),
        ("/conversations/1/standing", "/conversations/1"),
        ("/settings/profile", "/settings"),
        ("/preferences", "/"),
    ] {
        let answer = ana.gets(form).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page), "{form}");
    }
}

#[tokio::test]
async fn a_conversation_that_cannot_be_opened_is_explained() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let nobody = ana.posts_form("/conversations", &[("participant_id", "999")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert!(nobody.text.contains("No existe un Customer ni Provider con ese ID"), "{}", nobody.text);
}

#[tokio::test]
async fn a_chosen_theme_stays() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    assert!(!visitor.gets("/login").await.text.contains("data-theme"), "the style follows the system");
    let answer = visitor.posts_form("/preferences", &[("theme", "dark"), ("next", "/login")]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/login"));
    assert!(answer.header("set-cookie").starts_with("theme=dark;"), "{}", answer.header("set-cookie"));
    visitor.sets_cookie("theme=dark");
    assert!(visitor.gets("/login").await.text.contains("data-theme=\"dark\""));
    let unknown = visitor.posts_form("/preferences", &[("theme", "pink; Path=/x"), ("next", "//evil.example")]).await;
    assert_eq!((unknown.header("set-cookie"), unknown.header("location")), ("", "/conversations"));
}

#[tokio::test]
async fn a_chosen_language_stays() {
    let marketplace = Marketplace::open().await;
    let visitor = marketplace.visitor();
    let answer = visitor.posts_form("/preferences", &[("lang", "en"), ("next", "/login")]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/login"));
    assert!(answer.header("set-cookie").starts_with("lang=en;"), "{}", answer.header("set-cookie"));
    visitor.sets_cookie("lang=en");
    assert!(visitor.gets("/login").await.text.contains("<html lang=\"en\""));
    let unknown = visitor.posts_form("/preferences", &[("lang", "tlh\r\n"), ("next", "//evil.example")]).await;
    assert_eq!((unknown.header("set-cookie"), unknown.header("location")), ("", "/conversations"));
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
