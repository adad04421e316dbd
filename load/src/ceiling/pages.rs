//! The page of a conversation: its newest messages beside the list of conversations.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Html,
};
use charla::{Timestamp, UserId};
use rusqlite::{Connection, Row, params};

use super::{Shared, markup, user};

/// Messages, and conversations, of a page.
const PAGE: i64 = 50;

/// A conversation of the list.
pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) username: String,
    pub(super) unread: i64,
    /// Whether the other member has read all.
    pub(super) is_read: bool,
    pub(super) sender: UserId,
    pub(super) content: String,
    pub(super) at: Timestamp,
}

pub(super) struct Said {
    pub(super) seq: i64,
    pub(super) sender: UserId,
    pub(super) content: String,
    pub(super) at: Timestamp,
}

pub(super) struct Page {
    pub(super) me: UserId,
    pub(super) current: i64,
    pub(super) list: Vec<Listed>,
    /// Oldest first.
    pub(super) messages: Vec<Said>,
}

pub(super) async fn conversation(
    State(state): State<Shared>,
    Path(current): Path<i64>,
    headers: HeaderMap,
) -> Result<Html<String>, String> {
    let me = user(&headers)?;
    let page = state.reads(|database| {
        let (list, mut messages) = (list(database, me)?, messages(database, current)?);
        messages.reverse();
        Ok(Page { me, current, list, messages })
    })?;
    Ok(Html(markup::page(&page).into_string()))
}

fn list(database: &Connection, me: UserId) -> rusqlite::Result<Vec<Listed>> {
    let text = "
        select own.conversation, user.first_name || ' ' || user.last_name, user.username, last.seq - own.read_seq,
            other.read_seq >= last.seq, last.sender, last.content, last.created_at
        from member own
        join member other on other.conversation = own.conversation and other.user <> own.user
        join user on user.id = other.user
        join message last on last.conversation = own.conversation
            and last.seq = (select max(seq) from message where conversation = own.conversation)
        where own.user = ?1 order by last.created_at desc limit ?2";
    let listed = |row: &Row<'_>| {
        Ok(Listed {
            id: row.get(0)?,
            name: row.get(1)?,
            username: row.get(2)?,
            unread: row.get(3)?,
            is_read: row.get(4)?,
            sender: UserId(row.get(5)?),
            content: row.get(6)?,
            at: Timestamp::from_micros(row.get(7)?),
        })
    };
    database.prepare_cached(text)?.query_map(params![me.0, PAGE], listed)?.collect()
}

fn messages(database: &Connection, conversation: i64) -> rusqlite::Result<Vec<Said>> {
    let text =
        "select seq, sender, content, created_at from message where conversation = ?1 order by seq desc limit ?2";
    let said = |row: &Row<'_>| {
        let (seq, content, at) = (row.get(0)?, row.get(2)?, Timestamp::from_micros(row.get(3)?));
        Ok(Said { seq, sender: UserId(row.get(1)?), content, at })
    };
    database.prepare_cached(text)?.query_map(params![conversation, PAGE], said)?.collect()
}
