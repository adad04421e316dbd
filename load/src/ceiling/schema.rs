//! The tables of the ceiling, filled from a data set.

use std::{fs, path::Path};

use charla::Timestamp;
use rusqlite::{Connection, params};
use serde_json::Value;

const TABLES: &str = "
create table user (id integer primary key, username text not null unique, first_name text not null, last_name text not null);
create table member (user integer not null, conversation integer not null, read_seq integer not null default 0,
    primary key (user, conversation)) without rowid;
create index member_of on member (conversation);
create table message (id integer primary key, conversation integer not null, seq integer not null, sender integer not null,
    content text not null, created_at integer not null, client_id blob);
create unique index message_seq on message (conversation, seq);
";

/// Opens a connection, as durable as the server's: each commit reaches the disk.
pub(super) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;")?;
    Ok(connection)
}

pub(super) fn import(file: &Path, dataset: &Path) -> Result<(), String> {
    let dataset = fs::read(dataset).map_err(|error| error.to_string())?;
    let dataset: Value = serde_json::from_slice(&dataset).map_err(|error| error.to_string())?;
    fill(file, &dataset).map_err(|error| error.to_string())
}

fn fill(file: &Path, dataset: &Value) -> rusqlite::Result<()> {
    let mut connection = open(file)?;
    let all = connection.transaction()?;
    all.execute_batch(TABLES)?;
    let list = |name: &str| dataset[name].as_array().cloned().unwrap_or_default();
    for user in list("users") {
        let text = |name: &str| user[name].as_str().unwrap_or_default();
        let (id, names) = (user["id"].as_i64(), [text("username"), text("first_name"), text("last_name")]);
        all.execute("insert into user values (?1, ?2, ?3, ?4)", params![id, names[0], names[1], names[2]])?;
    }
    for conversation in list("conversations") {
        for member in conversation["participans"].as_array().into_iter().flatten() {
            let both = params![member.as_i64(), conversation["id"].as_i64()];
            all.execute("insert into member (user, conversation) values (?1, ?2)", both)?;
        }
    }
    for message in list("messages") {
        let at: Option<Timestamp> = message["created_at"].as_str().and_then(|at| at.parse().ok());
        let (conversation, sender) = (message["conversation"].as_i64(), message["sender"].as_i64());
        all.execute(
            "insert into message (conversation, seq, sender, content, created_at)
             values (?1, 1 + (select coalesce(max(seq), 0) from message where conversation = ?1), ?2, ?3, ?4)",
            params![conversation, sender, message["content"].as_str(), at.map(Timestamp::as_micros)],
        )?;
    }
    all.execute_batch(
        "update member set read_seq = (select coalesce(max(seq), 0) from message where conversation = member.conversation)",
    )?;
    all.commit()
}
