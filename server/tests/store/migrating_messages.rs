//! Migrations of messages.

use charla::{ClientId, ConversationId, MessageContent, MessageSearch, Seq, Timestamp, UserId};
use server::store::{self, Durability, NewMessage, Store};
use sqlx::{Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

use crate::{
    migrating::{NOW, digits, up_to},
    postgres_server,
};

/// The last migration before a send changed fewer pages.
const BEFORE_FEWER_PAGES: i64 = 14;

/// Ana and Luis write in turn, Luis has read two messages. Eva has a conversation of her own.
const CONVERSATIONS: &str = "
    insert into users (id, username, username_key, first_name, last_name, password_hash, search_text) values
        (1, 'ana', 'ana', 'Ana', '', '', 'ana'), (2, 'luis', 'luis', 'Luis', '', '', 'luis'),
        (3, 'eva', 'eva', 'Eva', '', '', 'eva');
    insert into conversations (id, pair_key, created_at, last_seq, activity_at) values (1, '1:2', 0, 5, 5), (2, '1:3', 0, 1, 6);
    insert into members (user_id, conversation_id, sent, read_seq, sent_at_read) values
        (1, 1, 3, 0, 0), (2, 1, 2, 2, 1), (1, 2, 0, 0, 0), (3, 2, 1, 0, 0);";

/// Returns SQL that inserts the messages, each with the sender's client id.
fn messages(hex: fn(&[u8]) -> String) -> String {
    let message = |id: u8, conversation: u8, seq: u8, sender: u8, sender_seq: u8| {
        let client_id = hex(&[id; 16]);
        format!(
            "({id}, {conversation}, {seq}, {sender}, {sender_seq}, 'la mudanza {id}', {client_id}, {id}, 0, 0, 0, 0)"
        )
    };
    let rows = [(1, 1, 1, 1, 1), (2, 1, 2, 2, 1), (3, 1, 3, 1, 2), (4, 1, 4, 2, 2), (5, 1, 5, 1, 3), (6, 2, 1, 3, 1)];
    let rows =
        rows.map(|(id, conversation, seq, sender, sender_seq)| message(id, conversation, seq, sender, sender_seq));
    format!(
        "{CONVERSATIONS} insert into messages (id, conversation_id, seq, sender_id, sender_seq, content, client_id, created_at,
            signature_1, signature_2, signature_3, signature_4) values {};
        update messages set signature_1 = -1, signature_2 = -1, signature_3 = -1, signature_4 = -1 where id <> 4",
        rows.join(", ")
    )
}

async fn messages_are_as_they_were(store: &dyn Store) {
    let (ana, luis, conversation) = (UserId(1), UserId(2), ConversationId(1));
    let sends = async |client_id: u8| {
        let (content, client_id) = (format!("la mudanza {client_id}"), ClientId(Uuid::from_bytes([client_id; 16])));
        let content = MessageContent::parse(&content).expect("a text");
        let client_id = Some(client_id);
        let new = NewMessage {
            sender: ana,
            conversation,
            content,
            client_id,
            reply_to: None,
            now: Timestamp::from_micros(NOW),
        };
        let appended = store.append(new).await.expect("it is stored");
        (appended.is_new, appended.message.seq.0)
    };
    assert_eq!([sends(3).await, sends(7).await], [(false, 3), (true, 6)]);
    let unread = async |me| store.conversation(me, conversation).await.expect("a conversation").unread_count;
    assert_eq!((unread(ana).await, unread(luis).await), (2, 3));
    for (up_to, left) in [(3, 2), (4, 2), (5, 1), (6, 0)] {
        store.mark_read(luis, conversation, Some(Seq(up_to))).await.expect("it is read");
        assert_eq!(unread(luis).await, left, "after {up_to}");
    }
    for _ in 0..2 {
        let search = MessageSearch::new("mudanza", None, None).expect("a search");
        let found = store.search_messages(luis, &search).await.expect("a search");
        // Number 4 has a filter without bits: it is ruled out without being read.
        let found: Vec<_> = found.results.iter().map(|hit| hit.message.seq.0).collect();
        assert_eq!(found, [6, 5, 3, 2, 1]);
        assert!(store.index_unindexed().await.expect("an answer"), "there are few");
        assert!(store.add_filters().await.expect("an answer"), "there are few");
    }
}

#[tokio::test]
async fn messages_stay_as_they_are_when_their_indexes_change_in_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/sqlite"), BEFORE_FEWER_PAGES).run(&mut database).await.expect("tables");
    let rows = messages(|bytes| format!("x'{}'", digits(bytes)));
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    messages_are_as_they_were(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}

#[tokio::test]
async fn messages_stay_as_they_are_when_their_indexes_change_in_postgres() {
    let url = postgres_server::fresh_database().await;
    let mut database = PgConnection::connect(&url).await.expect("a database");
    up_to(sqlx::migrate!("../migrations/postgres"), BEFORE_FEWER_PAGES).run(&mut database).await.expect("tables");
    let rows = messages(|bytes| format!("decode('{}', 'hex')", digits(bytes)));
    let ids = "select setval(pg_get_serial_sequence('messages', 'id'), 6)";
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("{rows}; {ids}"))).execute(&mut database).await.expect("rows");
    database.close().await.expect("closed");
    messages_are_as_they_were(&*store::open(&url, Durability::Full).await.expect("the database opens")).await;
}
