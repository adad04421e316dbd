//! No hot query walks through a whole table: what SQLite means to do, as it says itself.

use sqlx::{AssertSqlSafe, Row};

use super::{
    SqliteStore,
    sql::{
        append, changing, contacts, devices, directory, folding_names, known_browsers, last_seen, listing,
        message_search, messages, opening, reading, sessions, signing, since, standing, stats, users, versions,
    },
};
use crate::store::Durability;

const HOT: [(&str, &str); 59] = [
    ("one conversation", listing::ONE),
    ("a page of the list", listing::PAGE),
    ("a search", listing::SEARCH),
    ("a page of messages", messages::NEWEST_FIRST),
    ("a page of messages from an older one on", messages::OLDEST_FIRST),
    ("messages that may be found", message_search::IN_ALL),
    ("messages that may be found in one conversation", message_search::IN_ONE),
    ("messages that are read to be found", message_search::READ_THEM),
    ("the participants of what was found", message_search::PARTICIPANTS),
    ("messages without a signature", signing::UNSIGNED),
    ("messages that get their signature", signing::SIGN),
    ("names that are to be folded", folding_names::STALE),
    ("what others wrote", since::SINCE),
    ("the newest of a conversation", listing::LAST_SEQ),
    ("totals", stats::STATS),
    ("totals without what is muted", stats::NEWS),
    ("the participant of an opening", opening::PARTICIPANT),
    ("the conversation of a pair", opening::EXISTING),
    ("the conversations of sends", append::TALKS),
    ("retried sends", append::RETRIED),
    ("what sends answer", append::QUOTED),
    ("one message", changing::ONE),
    ("what changed", changing::SINCE),
    ("who has one less to read", changing::NOT_TO_BE_READ),
    ("what a message was", versions::OF),
    ("old versions that are forgotten", versions::FORGET),
    ("when a message was changed last", versions::LATEST),
    ("one version too many", versions::DROP_ONE),
    ("the directory", directory::ALL[0]),
    ("the directory, backwards", directory::ALL[1]),
    ("the customers", directory::CUSTOMERS[0]),
    ("the customers, backwards", directory::CUSTOMERS[1]),
    ("the providers", directory::PROVIDERS[0]),
    ("the providers, backwards", directory::PROVIDERS[1]),
    ("the name from which a page of people goes on", directory::NAME),
    ("how many people there are", directory::totals::TOTALS),
    ("whether one is counted, too", directory::totals::OWN),
    ("the newest messages", append::NEWEST),
    ("the senders' counts", append::SENT),
    ("read cursors", reading::CURSORS),
    ("the members of a conversation", contacts::MEMBERS),
    ("presence watchers", contacts::PRESENCE_WATCHERS),
    ("presence visible to a user", contacts::PRESENCE_VISIBLE_TO),
    ("those who left", last_seen::LEFT),
    ("a moved cursor", reading::MOVE),
    ("archiving", standing::ARCHIVE),
    ("muting", standing::MUTE),
    ("marking unread", standing::MARK_UNREAD),
    ("what one decided", standing::STANDING),
    ("a session", sessions::FIND),
    ("sessions that ended", sessions::ENDED),
    ("sessions whose time is over", sessions::DELETE_EXPIRED),
    ("signing in", users::CREDENTIALS),
    ("one's devices", devices::LIST),
    ("one device that is signed out", devices::END),
    ("all others that are signed out", devices::END_OTHERS),
    ("a session more", devices::END_OLDEST),
    ("a browser that is known", known_browsers::KNOWS),
    ("one conversation after another", listing::NEXT),
];

/// `SEARCH` says that an index is used, and not how much of it is read. These read a range that grows with the tables, or
/// with what one user has, and why they may.
const RANGES: [(&str, &str); 17] = [
    ("a page of the list", "all conversations of the user, without messages: the latest activity comes first"),
    ("a search", "all conversations of the user, and who is in them"),
    ("totals", "all conversations of the user"),
    ("totals without what is muted", "all conversations of the user"),
    ("messages that may be found", "the signatures of all messages of the user; such searches take turns"),
    ("messages that may be found in one conversation", "the signatures of all messages of the conversation"),
    ("the directory", "with a word, all names of the range: it may stand anywhere in them; such searches take turns"),
    (
        "the directory, backwards",
        "with a word, all names of the range: it may stand anywhere in them; such searches take turns",
    ),
    ("the customers", "with a word, all names of the range: it may stand anywhere in them; such searches take turns"),
    (
        "the customers, backwards",
        "with a word, all names of the range: it may stand anywhere in them; such searches take turns",
    ),
    ("the providers", "with a word, all names of the range: it may stand anywhere in them; such searches take turns"),
    (
        "the providers, backwards",
        "with a word, all names of the range: it may stand anywhere in them; such searches take turns",
    ),
    ("how many people there are", "all customers and providers, once a minute"),
    ("what others wrote", "as many messages as the limit says"),
    ("old versions that are forgotten", "as many versions as the limit says"),
    ("sessions whose time is over", "those that are deleted"),
    ("all others that are signed out", "those that are deleted, of one user"),
];

/// Results of a part of the same query: as many rows as one answer has. What has no signature, or no name that is folded,
/// is few.
const SMALL: [&str; 9] = [
    "users USING INDEX users_",
    "m USING INDEX messages_unsigned",
    "u USING INDEX users_unfolded",
    "page",
    "range",
    "participant",
    "json_each",
    "CONSTANT ROW",
    "(subquery",
];

async fn plan(store: &SqliteStore, sql: &str) -> Vec<String> {
    let explained = AssertSqlSafe(format!("explain query plan {sql}"));
    let rows = sqlx::query(explained).fetch_all(store.connections.readers()).await.expect("a plan");
    rows.iter().map(|row| row.get("detail")).collect()
}

async fn fresh() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("charla.db").display());
    let store = SqliteStore::open(&url, Durability::Full).await.expect("a database");
    (folder, store)
}

#[tokio::test]
async fn no_hot_query_scans_a_table() {
    let (_folder, store) = fresh().await;
    for (name, sql) in HOT {
        let plan = plan(&store, sql).await;
        assert!(!plan.is_empty(), "{name} has no plan");
        for step in &plan {
            let scanned = step.strip_prefix("SCAN ");
            let is_small = scanned.is_none_or(|what| SMALL.iter().any(|small| what.starts_with(small)));
            assert!(is_small, "{name}: {step}\nof {plan:#?}");
        }
    }
}

/// A range that is open at one end may be all of the index.
fn is_open_range(step: &str) -> bool {
    step.starts_with("SEARCH ") && step.contains('?') && !step.contains("=?")
}

#[tokio::test]
async fn what_reads_a_whole_range_is_known() {
    let (_folder, store) = fresh().await;
    for (name, _) in RANGES {
        assert!(HOT.iter().any(|(hot, _)| *hot == name), "{name} is no hot query");
    }
    for (name, sql) in HOT {
        let plan = plan(&store, sql).await;
        let is_known = RANGES.iter().any(|(known, _)| *known == name);
        assert!(is_known || !plan.iter().any(|step| is_open_range(step)), "{name}: {plan:#?}");
    }
}

#[tokio::test]
async fn a_query_without_its_index_would_be_noticed() {
    let (_folder, store) = fresh().await;
    let scan = plan(&store, "select id from messages where content = $1").await;
    assert_eq!(scan, ["SCAN messages"]);
    let range = plan(&store, "select id from messages where id > $1").await;
    assert!(range.iter().any(|step| is_open_range(step)), "{range:#?}");
}

#[tokio::test]
async fn a_page_is_a_range_of_seq() {
    let (_folder, store) = fresh().await;
    for sql in [messages::NEWEST_FIRST, messages::OLDEST_FIRST] {
        let plan = plan(&store, sql).await;
        let range = "(conversation_id=? AND seq>? AND seq<?)";
        assert!(plan.iter().any(|step| step.starts_with("SEARCH m ") && step.contains(range)), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "it is read as it comes: {plan:#?}");
    }
}

#[tokio::test]
async fn a_page_of_the_directory_is_a_range_of_names() {
    let (_folder, store) = fresh().await;
    for sql in [directory::ALL, directory::CUSTOMERS, directory::PROVIDERS].as_flattened() {
        let plan = plan(&store, sql).await;
        let is_range = |step: &String| step.starts_with("SEARCH u USING INDEX users_") && step.contains("(search_text");
        assert!(plan.iter().any(is_range), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "nobody is sorted: {plan:#?}");
    }
}

#[tokio::test]
async fn a_cursor_moves_without_counting_messages() {
    let (_folder, store) = fresh().await;
    let plan = plan(&store, reading::MOVE).await;
    let lookup = "USING COVERING INDEX messages_sender_seq (conversation_id=? AND sender_id=? AND seq<?)";
    assert!(plan.iter().any(|step| step.contains(lookup)), "{plan:#?}");
    let deleted = "USING COVERING INDEX messages_deleted (conversation_id=? AND seq>? AND seq<?)";
    assert!(plan.iter().any(|step| step.contains(deleted)), "{plan:#?}");
}

#[tokio::test]
async fn a_search_looks_at_nothing_but_an_index_before_it_reads() {
    let (_folder, store) = fresh().await;
    for (sql, is_sorted) in [(message_search::IN_ALL, true), (message_search::IN_ONE, false)] {
        let plan = plan(&store, sql).await;
        let lookup = "SEARCH m USING COVERING INDEX messages_signature (conversation_id=? AND id<?)";
        assert!(plan.iter().any(|step| step == lookup), "{plan:#?}");
        assert_eq!(plan.iter().any(|step| step.contains("TEMP B-TREE")), is_sorted, "{plan:#?}");
    }
}
