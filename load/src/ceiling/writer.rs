//! The thread that stores messages: all that wait are committed together, then acknowledged and sent to the members.

use std::{collections::HashMap, sync::Arc, thread};

use axum::extract::ws::Utf8Bytes;
use charla::{ClientId, ConversationId, Message, MessageId, Seq, ServerEvent, Timestamp, UserId};
use rusqlite::{Connection, params};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::hub::{Hub, Outbound};
use crate::clock::micros_now;

/// Messages that wait, and messages of one transaction, as in the server.
const QUEUE_SIZE: usize = 1_024;
const BATCH_SIZE: usize = 256;

#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) sender: UserId,
    pub(super) conversation: ConversationId,
    pub(super) content: String,
    pub(super) client_id: ClientId,
    pub(super) from: Outbound,
}

#[derive(Debug, Clone)]
pub(super) struct Writer(Sender<Waiting>);

/// The state that the thread keeps in memory.
struct Known {
    users: HashMap<UserId, [String; 3]>,
    members: HashMap<ConversationId, Vec<UserId>>,
    newest: HashMap<ConversationId, Seq>,
}

impl Writer {
    pub(super) fn start(mut database: Connection, hub: Arc<Hub>) -> rusqlite::Result<Self> {
        let (sender, mut queue) = channel(QUEUE_SIZE);
        let mut known = Known::read(&database)?;
        thread::spawn(move || {
            if let Err(error) = write_all(&mut database, &mut known, &mut queue, &hub) {
                eprintln!("the writer ends: {error}");
            }
        });
        Ok(Self(sender))
    }

    pub(super) async fn write(&self, message: Waiting) {
        // The thread has reported why it ended.
        let _ = self.0.send(message).await;
    }
}

fn write_all(
    database: &mut Connection,
    known: &mut Known,
    queue: &mut Receiver<Waiting>,
    hub: &Hub,
) -> rusqlite::Result<()> {
    let mut batch = Vec::with_capacity(BATCH_SIZE);
    while queue.blocking_recv_many(&mut batch, BATCH_SIZE) > 0 {
        let commit = database.transaction()?;
        let mut stored = Vec::with_capacity(batch.len());
        for waiting in batch.drain(..) {
            stored.push((insert(&commit, known, &waiting)?, waiting));
        }
        commit.commit()?;
        for (message, Waiting { conversation, client_id, from, .. }) in stored {
            let event = encode(&ServerEvent::Message { message: message.clone() });
            let message = Message { client_id: Some(client_id), ..message };
            // The socket may be closed.
            let _ = from.send(encode(&ServerEvent::Ack { client_id, message }));
            hub.send(known.members.get(&conversation).map_or(&[], Vec::as_slice), &event, &from);
        }
    }
    Ok(())
}

fn insert(database: &Connection, known: &mut Known, waiting: &Waiting) -> rusqlite::Result<Message> {
    let Waiting { sender, conversation, content, client_id, .. } = waiting;
    let seq = known.newest.entry(*conversation).or_default();
    *seq = seq.next();
    let at = i64::try_from(micros_now()).unwrap_or(i64::MAX);
    let text = "insert into message (conversation, seq, sender, content, created_at, client_id) values (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = database.prepare_cached(text)?;
    let id = insert.insert(params![conversation.0, seq.0, sender.0, content, at, client_id.to_string()])?;
    let [username, first_name, last_name] = known.users.get(sender).cloned().unwrap_or_default();
    Ok(Message {
        sender_username: username,
        sender_first_name: first_name,
        sender_last_name: last_name,
        created_at: Timestamp::from_micros(at),
        ..Message::plain(MessageId(id), *conversation, *seq, *sender, content)
    })
}

impl Known {
    fn read(database: &Connection) -> rusqlite::Result<Self> {
        let mut known = Self { users: HashMap::new(), members: HashMap::new(), newest: HashMap::new() };
        let mut users = database.prepare("select id, username, first_name, last_name from user")?;
        let users = users.query_map([], |row| Ok((UserId(row.get(0)?), [row.get(1)?, row.get(2)?, row.get(3)?])))?;
        for user in users {
            known.users.extend([user?]);
        }
        let mut members = database.prepare("select conversation, user from member")?;
        for member in members.query_map([], |row| Ok((ConversationId(row.get(0)?), UserId(row.get(1)?))))? {
            let (conversation, user) = member?;
            known.members.entry(conversation).or_default().push(user);
        }
        let mut newest = database.prepare("select conversation, max(seq) from message group by conversation")?;
        for newest in newest.query_map([], |row| Ok((ConversationId(row.get(0)?), Seq(row.get(1)?))))? {
            known.newest.extend([newest?]);
        }
        Ok(known)
    }
}

pub(super) fn encode(event: &ServerEvent) -> Utf8Bytes {
    serde_json::to_string(event).unwrap_or_default().into()
}
