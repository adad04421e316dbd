//! Another user signs in while a page is open: all requests of that page are refused.

use charla::ServerEvent;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    actor::{Actor, Answer},
    marketplace::{Marketplace, PASSWORD},
};

async fn id(actor: &Actor) -> String {
    actor.gets("/api/auth/me/").await.json()["id"].to_string()
}

/// Calls a server function as the client does.
async fn calls(actor: &Actor, reader: &str, name: &str, fields: &[(&str, &str)]) -> Answer {
    let request = actor.request(Method::POST, &format!("/fn/{name}")).header("charla-reader", reader);
    actor.sends_request(request.form(fields)).await
}

/// Submits a form as a browser does, which accepts HTML.
async fn submits(actor: &Actor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = actor.request(Method::POST, path).header("accept", "text/html,*/*;q=0.8");
    actor.sends_request(request.form(fields)).await
}

#[tokio::test]
async fn server_functions_refuse_the_page_of_another_reader() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (hers, his) = (id(&ana).await, id(&luis).await);
    let unread = luis.unread().await;
    let all: [(&str, &[(&str, &str)]); 14] = [
        ("inbox", &[("list[from][page]", "1"), ("list[limit]", "5")]),
        ("search", &[("query", "a")]),
        ("search_messages", &[("query", "a")]),
        ("chat", &[("id", "1"), ("page[from][page]", "1"), ("page[limit]", "5")]),
        ("messages", &[("id", "1"), ("page[from][page]", "1"), ("page[limit]", "5")]),
        ("send", &[("id", "1"), ("content", "de Ana"), ("client_id", "01a20454-8fca-75a7-9c0c-f44563bbe1f9")]),
        ("edit", &[("id", "1"), ("seq", "1"), ("content", "otra")]),
        ("delete", &[("id", "1"), ("seq", "1")]),
        ("react", &[("id", "1"), ("seq", "1"), ("emoji", "👍")]),
        ("decide", &[("id", "1"), ("decision[mute]", "true")]),
        ("changes", &[("id", "1"), ("after", "0")]),
        ("mark_read", &[("id", "1"), ("up_to", "3")]),
        ("people", &[("query", "a"), ("page", "1")]),
        ("devices", &[]),
    ];
    for (name, fields) in all {
        let answer = calls(&luis, &hers, name, fields).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "another_reader"), "{name}");
        assert_eq!(answer.json()["Refused"], json!({"error": "another_reader"}), "as the client reads it");
    }
    assert!(luis.reads(1).await.iter().all(|message| message["content"] != "de Ana"));
    assert_eq!(luis.unread().await, unread, "nothing was read");
    assert_eq!(calls(&luis, &his, "devices", &[]).await.status, StatusCode::OK, "his own page goes on");
    let nobody = calls(&marketplace.visitor(), &hers, "devices", &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "where nobody is signed in, she signs in again");
}

#[tokio::test]
async fn a_form_of_another_readers_page_stores_nothing_and_is_not_shown() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (hers, his) = (id(&ana).await, id(&luis).await);
    let before = luis.reads(1).await.len();
    let words = "solo para mí";
    for (path, field) in [
        ("/conversations/1", ("content", words)),
        ("/conversations/1?draft", ("content", words)),
        ("/conversations/1/messages/1/edit", ("content", words)),
        ("/conversations/1/messages/1/delete", ("", "")),
        ("/conversations/1/messages/1/react", ("emoji", "👍")),
        ("/conversations/1/read", ("", "")),
        ("/conversations/1/standing", ("archive", "true")),
        ("/conversations", ("participant_id", "102")),
        ("/settings/profile", ("first_name", words)),
        ("/settings/password", ("current_password", PASSWORD)),
        ("/settings/devices", ("device", "others")),
        ("/preferences", ("enter", "breaks")),
        ("/login?next=%2Fconversations%2F1", ("content", words)),
        ("/logout", ("", "")),
    ] {
        let answer = submits(&luis, path, &[field, ("reader", &hers)]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(answer.text.contains("ha entrado otra persona"), "{path}: {}", answer.text);
        assert!(answer.text.contains("href=\"/\"") && !answer.text.contains(words), "{path}: {}", answer.text);
        assert!(!answer.text.contains("Volver a la página"), "{path}: the page is of another user");
    }
    assert_eq!(luis.gets("/api/auth/me/").await.json()["first_name"], "Luis", "who is still signed in");
    assert_eq!(luis.reads(1).await.len(), before);
    let sent = submits(&luis, "/conversations/1", &[("content", "mío"), ("reader", &his)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let twice = submits(&luis, "/conversations/1", &[("content", "no"), ("reader", &his), ("reader", &hers)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "whoever else is named");
}

#[tokio::test]
async fn a_page_names_its_reader_in_each_of_its_forms() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let me = id(&ana).await;
    for path in ["/conversations", "/conversations/1", "/conversations/1?actions=1", "/people", "/settings"] {
        let page = ana.gets(path).await.text;
        assert!(page.contains(&format!("data-reader=\"{me}\"")), "{path}");
        let forms: Vec<_> = page.split("<form ").skip(1).filter(|form| form.contains("method=\"post\"")).collect();
        assert!(!forms.is_empty(), "{path}");
        for form in forms {
            let form = form.split("</form>").next().unwrap_or_default();
            assert!(form.contains(&format!("name=\"reader\" value=\"{me}\"")), "{path}: {form}");
        }
    }
    assert!(ana.gets("/settings").await.text.contains(&format!("href=\"/settings/data?reader={me}#data\"")));
}

#[tokio::test]
async fn sockets_and_files_refuse_the_page_of_another_reader() {
    let marketplace = Marketplace::open().await;
    let (ana, luis) = (marketplace.actor("ana").await, marketplace.actor("luis").await);
    let (hers, his) = (id(&ana).await, id(&luis).await);
    assert_eq!(luis.tries_handshake(&format!("/ws/?reader={hers}"), None).await.err(), Some(409));
    let mut socket = luis.connects(&format!("/ws/?reader={his}")).await;
    let ready: ServerEvent = serde_json::from_value(socket.receives().await).expect("an event");
    assert!(matches!(ready, ServerEvent::Ready { user, .. } if user.to_string() == his));
    assert_eq!(luis.gets(&format!("/settings/data?reader={hers}")).await.status, StatusCode::CONFLICT);
    assert_eq!(luis.gets(&format!("/settings/data?reader={his}")).await.status, StatusCode::OK);
    let hers_by_api = luis.request(Method::GET, "/api/conversations/").header("charla-reader", &hers);
    assert_eq!(luis.sends_request(hers_by_api).await.code(), "another_reader", "a program may ask for it, too");
    assert_eq!(luis.gets("/api/conversations/").await.status, StatusCode::OK, "and needs not");
}

#[tokio::test]
async fn pages_can_read_the_reader_cookie_and_programs_do_not_need_it() {
    let marketplace = Marketplace::open().await;
    let actor = marketplace.visitor();
    let reader = |answer: &Answer| {
        let cookies = answer.headers.get_all("set-cookie").iter();
        cookies.filter_map(|cookie| cookie.to_str().ok()?.strip_prefix("charla-reader=").map(str::to_owned)).next()
    };
    let login = json!({"username": "ana", "password": PASSWORD});
    let signed_in = reader(&actor.posts("/api/auth/login/", login).await).expect("a cookie");
    let me = id(&actor).await;
    assert_eq!(signed_in, format!("{me}; SameSite=Lax; Path=/; Max-Age=34560000"));
    assert_eq!(reader(&actor.gets("/api/conversations/").await), None);
    let page = actor.gets("/conversations").await;
    assert!(
        reader(&page).is_some_and(|cookie| cookie.starts_with(&format!("{me};"))),
        "where it is lost it comes again"
    );
    let session = actor.cookie().expect("a session");
    actor.sets_cookie(&format!("{session}; charla-reader={me}"));
    assert_eq!(reader(&actor.gets("/conversations").await), None, "what is right is not said again");
    let led = actor.gets("/login?next=%2Fconversations%2F1&ended").await;
    assert_eq!(led.header("location"), "/conversations/1", "who has signed in again in another tab is led back");
    assert_eq!(actor.gets("/login?next=%2F%2Fevil.example").await.header("location"), "/conversations");
    let out = reader(&actor.posts_form("/logout", &[]).await).expect("a cookie");
    assert_eq!(out, "; SameSite=Lax; Path=/; Max-Age=0");
}

#[tokio::test]
async fn kept_text_is_not_shown_to_another_user_who_signs_in() {
    let marketplace = Marketplace::open().await;
    let ana = id(&marketplace.actor("ana").await).await;
    let visitor = marketplace.visitor();
    let words = "solo para mí";
    let form = [("content", words), ("client_id", ""), ("reader", ana.as_str())];
    let led = visitor.posts_form("/conversations/1", &form).await;
    let page = visitor.posts_form(led.header("location"), &form).await.text;
    assert!(page.contains(&format!("name=\"writer\" value=\"{ana}\"")), "{page}");

    let signs_in = |username, password| {
        let next = ("next", "/conversations/1");
        [("username", username), ("password", password), next, ("content", words), ("writer", ana.as_str())]
    };
    let wrong = visitor.posts_form("/login", &signs_in("luis", "mal")).await.text;
    assert!(wrong.contains(&format!("name=\"writer\" value=\"{ana}\"")), "{wrong}");
    let luis = visitor.posts_form("/login", &signs_in("luis", PASSWORD)).await;
    assert_eq!((luis.status, luis.header("location")), (StatusCode::SEE_OTHER, "/conversations"));
    let ana = marketplace.visitor().posts_form("/login", &signs_in("ana", PASSWORD)).await;
    assert_eq!((ana.status, ana.header("location")), (StatusCode::TEMPORARY_REDIRECT, "/conversations/1?draft"));
}
