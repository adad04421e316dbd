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
    assert!(answer.text.contains("Usuario o contraseña incorrectos"), "{}", answer.text);
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
async fn errors_without_a_page_of_their_own_are_shown_as_pages() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let submits_from = async |referer: &str, path: &str, kind: &str, body: String| {
        let request = ana.request(Method::POST, path).header("accept", "text/html,*/*;q=0.8");
        ana.sends_request(request.header("referer", referer).header("content-type", kind).body(body)).await
    };
    let submits = async |path: &str, kind: &str, body: String| submits_from("", path, kind, body).await;
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
        assert!(answer.text.contains("<title>No se ha podido hacer · Charla</title>"));
        assert!(answer.text.contains(&format!("href=\"{path}\"")), "the way back: {}", answer.text);
        assert!(!answer.text.contains("<b>") && !answer.text.contains("<script"), "{}", answer.text);
    }
    for (referer, back) in [
        ("{}/people?q=a\"b", "/people?q=a&quot;b"),
        ("https://evil.example/people", "/conversations/1"),
        ("{}//evil.example/people", "/conversations/1"),
    ] {
        let referer = referer.replace("{}", &marketplace.url);
        let answer = submits_from(&referer, "/conversations/1", form, "content=a&content=b".into()).await;
        let is_named = answer.text.contains("Volver a la página");
        assert!(is_named && answer.text.contains(&format!("href=\"{back}\"")), "{referer}: {}", answer.text);
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
