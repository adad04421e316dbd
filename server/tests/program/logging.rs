//! The log has no private data.

use serde_json::{Value, json};

use crate::process::{WorkingFolder, fixture};

const WORDS: &str = "un-secreto-entre-dos";

/// Signs in, and returns the session cookie.
async fn signs_in(http: &reqwest::Client, url: &str) -> String {
    let answer = http
        .post(format!("{url}/api/auth/login/"))
        .json(&json!({"username": "ana", "password": "secreto123"}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().expect("a cookie");
    cookie.split(';').next().expect("a cookie").to_owned()
}

#[tokio::test]
async fn messages_and_passwords_are_never_logged_and_a_file_has_no_colours() {
    let folder = WorkingFolder::new();
    assert!(folder.runs(&["import", "--keep-password", &fixture().display().to_string()], &[]).status.success());
    let mut server = folder.serves(&[("RUST_LOG", "trace")]);
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let cookie = signs_in(&http, &server.url).await;

    let messages = format!("{}/api/conversations/1/messages/", server.url);
    let sent = http.post(&messages).header("cookie", &cookie).json(&json!({"content": WORDS})).send().await;
    assert_eq!(sent.expect("an answer").status().as_u16(), 201);
    let read: Value =
        http.get(&messages).header("cookie", &cookie).send().await.expect("a page").json().await.expect("JSON");
    assert_eq!(read["results"][0]["content"], WORDS);
    let form = format!("content={WORDS}");
    let posted = http
        .post(format!("{}/conversations/1", server.url))
        .header("cookie", &cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send();
    assert_eq!(posted.await.expect("an answer").status().as_u16(), 303);
    for path in ["/conversations/1".to_owned(), format!("/api/messages/search/?q={WORDS}")] {
        let page = http.get(format!("{}{path}", server.url)).header("cookie", &cookie).send().await.expect("a page");
        assert!(page.text().await.expect("text").contains(WORDS), "{path}");
    }
    talks_by_socket(&server.url, &cookie).await;

    server.send_signal("-TERM");
    server.ends();
    let log = server.log();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "much is logged");
    let session = cookie.split_once('=').expect("a value").1;
    for secret in [WORDS, "secreto123", session, "García", "Pérez"] {
        let found = log.lines().find(|line| line.contains(secret));
        assert!(found.is_none(), "{secret} is in {found:?}");
    }
    assert!(!log.contains('\u{1b}'), "colours");
}

async fn talks_by_socket(url: &str, cookie: &str) {
    use futures::{SinkExt, StreamExt};
    use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
    let mut request = format!("{}/ws/", url.replace("http:", "ws:")).into_client_request().expect("a request");
    request.headers_mut().insert("cookie", cookie.parse().expect("a cookie"));
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("a socket");
    let send = json!({
        "type": "send", "conversation": 1, "content": WORDS, "client_id": "0190b2a4-7d2c-7000-8000-000000000001",
    });
    socket.send(Message::text(send.to_string())).await.expect("sent");
    loop {
        let frame = socket.next().await.expect("a frame").expect("a frame");
        if frame.into_text().is_ok_and(|text| text.contains(WORDS)) {
            break;
        }
    }
}
