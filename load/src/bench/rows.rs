//! All rows of the table.

use std::time::Duration;

use reqwest::Method;
use uuid::Uuid;

use super::{
    dataset::{LAST, SEARCHED},
    requests::{Request, chat},
    row::{Row, Work},
    subject::Kind::{Ceiling, OnPostgres, Peer},
};

/// A user may search a little more often.
const SEARCH_EVERY: Duration = Duration::from_millis(160);

pub(super) fn all() -> Vec<Row> {
    let get = |path: fn(u32) -> String, marker| Request {
        method: || Method::GET,
        path,
        body: None,
        is_signed_in: true,
        every: Duration::ZERO,
        marker,
    };
    let page = |path, marker| Work::Requests(get(path, marker));
    let post = |path: fn(u32) -> String, body, marker| {
        Work::Requests(Request { method: || Method::POST, body: Some(body), ..get(path, marker) })
    };
    let sign_in = Work::Requests(Request { is_signed_in: false, ..get(|_| "/login".into(), "password") });
    let found = get(|_| format!("/api/messages/search/?q={SEARCHED}"), SEARCHED);
    let search = Work::Requests(Request { every: SEARCH_EVERY, ..found });
    vec![
        Row::new("start", &[], Work::Start),
        Row::new("client: files", &[], Work::ClientFiles),
        Row::new("client: first visit", &[], Work::FirstVisit),
        Row::new("page: conversation, 50 messages beside 50 conversations", &[Ceiling], page(|n| chat("", n), LAST)),
        Row::new("page: 50 conversations", &[], page(|_| "/conversations".into(), LAST)),
        Row::new("page: 50 people", &[], page(|_| "/people".into(), "partner_1")),
        Row::new("page: settings", &[], page(|_| "/settings".into(), "reader_1")),
        Row::new("page: sign-in", &[], sign_in),
        Row::new("page: conversation of 100 and of 1,000,000 messages", &[], Work::Depth),
        Row::new("JSON: 50 messages", &[Peer], page(|n| chat("/api", n) + "/messages/?limit=50", LAST)),
        Row::new("JSON: 50 conversations", &[Peer], page(|_| "/api/conversations/?limit=50".into(), LAST)),
        Row::new("JSON: stats", &[Peer], page(|_| "/api/conversations/stats/".into(), "unread")),
        Row::new("JSON: search in messages", &[], search),
        Row::new("HTTP: mark read", &[Peer], post(|n| chat("/api", n) + "/mark_read/", || "{}".into(), "")),
        Row::new("HTTP: send a message", &[OnPostgres], post(|n| chat("/api", n) + "/messages/", message, "frase")),
        Row::new("sockets: messages at 2,500 a second", &[Ceiling, OnPostgres], Work::Messages { rate: Some(2_500) }),
        Row::new("sockets: messages, as many as go", &[Ceiling, OnPostgres, Peer], Work::Messages { rate: None }),
        Row::new("sockets: one conversation with 1,000", &[Ceiling], Work::FanOut { sockets: 1_000 }),
        Row::new("sockets: 1,000 at once", &[], Work::Sockets(1_000)),
        Row::new("sockets: 10,000 at once", &[], Work::Sockets(10_000)),
        Row::new("memory after all that", &[], Work::Memory),
    ]
}

fn message() -> String {
    format!(r#"{{"content": "Una frase como las que se escriben", "client_id": "{}"}}"#, Uuid::now_v7())
}
