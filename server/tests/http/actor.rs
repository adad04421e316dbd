//! A user of a browser or a program: a cookie jar, and helpers for requests.

use std::sync::Mutex;

use reqwest::{
    Client, Method, RequestBuilder, StatusCode,
    header::{COOKIE, HeaderMap, SET_COOKIE},
    redirect::Policy,
};
use serde_json::{Value, json};

use crate::{
    marketplace::PASSWORD,
    socket::{Socket, handshake, handshake_with_small_buffers},
};

const FORWARDED_FOR: &str = "x-forwarded-for";

pub struct Actor {
    http: Client,
    pub url: String,
    /// The client's address in `X-Forwarded-For`.
    address: Option<String>,
    /// The session cookie as `name=value`, as the server last set it.
    cookie: Mutex<Option<String>>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// Returns the body as JSON; `null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Actor {
    pub fn new(url: &str) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { http, url: url.to_owned(), address: None, cookie: Mutex::default() }
    }

    /// Adds `X-Forwarded-For`, as a proxy does.
    pub fn at(self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self }
    }

    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        for (name, value) in [(FORWARDED_FOR, &self.address), (COOKIE.as_str(), &self.cookie())] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request
    }

    /// Sends a request, and keeps the session cookie of the answer.
    pub async fn sends_request(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie of plain text");
            let value = cookie.split(';').next().unwrap_or_default();
            if value.starts_with("session=") {
                self.sets_cookie(value);
            }
        }
        let (status, headers) = (response.status(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("a whole answer") }
    }

    pub async fn gets(&self, path: &str) -> Answer {
        self.sends_request(self.request(Method::GET, path)).await
    }

    pub async fn posts(&self, path: &str, body: Value) -> Answer {
        self.sends_request(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn posts_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends_request(self.request(Method::POST, path).form(fields)).await
    }

    pub async fn signs_in(&self, username: &str) {
        let answer = self.posts("/api/auth/login/", json!({ "username": username, "password": PASSWORD })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    pub async fn signs_out(&self) {
        let answer = self.posts("/api/auth/logout/", json!({})).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text);
    }

    /// Sends a message by the API, and returns it.
    pub async fn sends(&self, conversation: i64, content: &str) -> Value {
        let path = format!("/api/conversations/{conversation}/messages/");
        let answer = self.posts(&path, json!({ "content": content })).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer.json()
    }

    pub async fn edits(&self, conversation: i64, seq: i64, content: &str) -> Answer {
        let request = self.request(Method::PATCH, &message_path(conversation, seq));
        self.sends_request(request.json(&json!({ "content": content }))).await
    }

    pub async fn deletes(&self, conversation: i64, seq: i64) -> Answer {
        self.sends_request(self.request(Method::DELETE, &message_path(conversation, seq))).await
    }

    pub async fn reacts(&self, conversation: i64, seq: i64, emoji: &str) -> Answer {
        let path = message_path(conversation, seq) + "reaction/";
        self.sends_request(self.request(Method::PUT, &path).json(&json!({ "emoji": emoji }))).await
    }

    pub async fn removes_reaction(&self, conversation: i64, seq: i64) -> Answer {
        let path = message_path(conversation, seq) + "reaction/";
        self.sends_request(self.request(Method::DELETE, &path)).await
    }

    /// Returns the messages, newest first.
    pub async fn reads(&self, conversation: i64) -> Vec<Value> {
        let answer = self.gets(&format!("/api/conversations/{conversation}/messages/?limit=500")).await;
        answer.json()["results"].as_array().cloned().unwrap_or_default()
    }

    /// Returns the number of unread messages in all conversations.
    pub async fn unread(&self) -> Value {
        self.gets("/api/conversations/stats/").await.json()["unread_messages"].clone()
    }

    /// Opens Charla's own socket, and waits for `ready`.
    pub async fn opens_socket(&self) -> Socket {
        let mut socket = self.connects("/ws/").await;
        assert_eq!(socket.receives().await["type"], "ready");
        socket
    }

    /// Opens Charla's own socket with small buffers.
    pub async fn opens_socket_with_small_buffers(&self) -> Socket {
        let socket = handshake_with_small_buffers(&self.url, "/ws/", self.cookie().as_deref()).await;
        socket.unwrap_or_else(|status| panic!("{status}"))
    }

    /// Opens the socket of the original design for one conversation.
    pub async fn opens_chat_socket(&self, conversation: i64) -> Socket {
        self.connects(&format!("/ws/chat/{conversation}/")).await
    }

    pub async fn connects(&self, path: &str) -> Socket {
        self.tries_handshake(path, None).await.expect("an open socket")
    }

    /// Opens a socket. Returns the status if the handshake is refused.
    pub async fn tries_handshake(&self, path: &str, origin: Option<&str>) -> Result<Socket, u16> {
        let cookie = self.cookie();
        let headers = [("cookie", cookie.as_deref()), ("origin", origin), (FORWARDED_FOR, self.address.as_deref())];
        handshake(&self.url, path, &headers).await
    }

    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().expect("no panic").clone()
    }

    pub fn sets_cookie(&self, cookie: &str) {
        *self.cookie.lock().expect("no panic") = Some(cookie.to_owned());
    }
}

fn message_path(conversation: i64, seq: i64) -> String {
    format!("/api/conversations/{conversation}/messages/{seq}/")
}
