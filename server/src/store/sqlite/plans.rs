//! Checks the plans of hot queries, with `explain query plan`: none scans a whole table.

use sqlx::{AssertSqlSafe, Row};

use crate::store::{
    Durability, accounts,
    conversations::{self, list, members, opening},
    database::{Connections, Readers},
    directory, known_browsers,
    message_search::{filters, indexing, participants, searching},
    messages::{changing, page, versions},
    names::refolding,
    presence, processes, reading, sessions, settings,
    sqlite::append,
    totals,
};

const HOT: [(&str, &str); 64] = [
    ("one conversation", list::ONE.sqlite()),
    ("a page of the list", list::PAGE.sqlite()),
    ("a search", list::SEARCH.sqlite()),
    ("a page of messages", page::NEWEST_FIRST),
    ("a page of messages from an older one on", page::OLDEST_FIRST),
    ("candidates of a message search", searching::IN_ALL.sqlite()),
    ("candidates of a search in one conversation", searching::IN_ONE.sqlite()),
    ("the candidates themselves", searching::READ_THEM.sqlite()),
    ("the participants of found messages", participants::PARTICIPANTS.sqlite()),
    ("the next round of filters", filters::ROUND),
    ("messages of a round of filters", filters::OF_ROUND),
    ("messages whose filters are added", filters::ADD),
    ("messages without a signature", indexing::UNINDEXED),
    ("messages that get their signature", indexing::INDEX.sqlite()),
    ("names that are not folded", refolding::STALE),
    ("messages since a watermark", processes::since::SINCE),
    ("the newest of a conversation", conversations::LAST_SEQ),
    ("totals", totals::STATS),
    ("totals without muted conversations", totals::UNREAD_TOTAL),
    ("the participant of an opening", opening::PARTICIPANT),
    ("the conversation of a pair", opening::EXISTING),
    ("the conversation of a send", append::CONVERSATION),
    ("a retried send", append::RETRIED),
    ("the quoted message of a send", append::QUOTED),
    ("one message", changing::ONE),
    ("changed messages", changing::SINCE),
    ("members with an unread message less", changing::NOT_TO_BE_READ),
    ("the versions of a message", versions::OF),
    ("expired versions", versions::DELETE_OLD),
    ("when a message was changed last", versions::LATEST),
    ("the oldest version of a message", versions::DROP_ONE),
    ("the directory", directory::ALL[0]),
    ("the directory, backwards", directory::ALL[1]),
    ("the customers", directory::CUSTOMERS[0]),
    ("the customers, backwards", directory::CUSTOMERS[1]),
    ("the providers", directory::PROVIDERS[0]),
    ("the providers, backwards", directory::PROVIDERS[1]),
    ("the name at which a page of people begins", directory::NAME),
    ("numbers of people", directory::totals::TOTALS),
    ("whether the user is counted", directory::totals::OWN),
    ("the newest message", append::NEWEST),
    ("the sender's count", append::SENT),
    ("read cursors", reading::CURSORS),
    ("the members of a conversation", members::MEMBERS),
    ("presence watchers", presence::PRESENCE_WATCHERS),
    ("presence visible to a user", presence::PRESENCE_VISIBLE_TO),
    ("last-seen times", presence::SAVE_LAST_SEEN.sqlite()),
    ("a moved cursor", reading::MOVE),
    ("archiving", settings::ARCHIVE),
    ("muting", settings::MUTE),
    ("marking unread", settings::MARK_UNREAD),
    ("conversation settings", settings::SETTINGS),
    ("a session", sessions::FIND),
    ("sessions of a list that have ended", sessions::ENDED.sqlite()),
    ("expired sessions", sessions::DELETE_EXPIRED),
    ("signing in", accounts::CREDENTIALS),
    ("the password of a new session", sessions::PASSWORD_HASH.sqlite()),
    ("the devices of a user", sessions::devices::LIST),
    ("a session of a user", sessions::devices::END),
    ("all other sessions of a user", sessions::devices::END_OTHERS),
    ("all sessions of a user", sessions::devices::END_ALL),
    ("the sessions beyond the limit", sessions::devices::END_OLDEST),
    ("a known browser", known_browsers::KNOWS),
    ("the next conversation", conversations::NEXT),
];

/// Queries that read a range of an index that grows with the tables, or with the data of a user, and the reason why they
/// may. `SEARCH` in a plan only says that an index is used, not how much of it is read.
const RANGES: [(&str, &str); 18] = [
    ("a page of the list", "all conversations of the user, without messages: the latest activity comes first"),
    ("a search", "all conversations of the user, and their members"),
    ("totals", "all conversations of the user"),
    ("totals without muted conversations", "all conversations of the user"),
    ("candidates of a message search", "the filters of all messages of the user; such searches take turns"),
    ("candidates of a search in one conversation", "the filters of all messages of the conversation"),
    ("messages of a round of filters", "as many messages as the limit says"),
    (
        "the directory",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    (
        "the directory, backwards",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    (
        "the customers",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    (
        "the customers, backwards",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    (
        "the providers",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    (
        "the providers, backwards",
        "with a word, all names of the range, since it may be anywhere in a name; such searches take turns",
    ),
    ("numbers of people", "all customers and providers, once a minute"),
    ("messages since a watermark", "as many messages as the limit says"),
    ("expired versions", "as many versions as the limit says"),
    ("expired sessions", "those that are deleted"),
    ("all other sessions of a user", "those that are deleted, of one user"),
];

/// What may be scanned: parts of the same query, with as many rows as an answer, and indexes of the few messages without a
/// signature and the few names that are not folded.
const MAY_BE_SCANNED: [&str; 11] = [
    "users USING INDEX users_",
    "m USING INDEX messages_unsigned",
    "u USING INDEX users_unfolded",
    "message_filters_progress",
    "progress",
    "page",
    "range",
    "participant",
    "json_each",
    "CONSTANT ROW",
    "(subquery",
];

async fn plan(connections: &Connections, sql: &str) -> Vec<String> {
    let explained = AssertSqlSafe(format!("explain query plan {sql}"));
    let Readers::Sqlite(pool) = connections.readers() else { panic!("it is SQLite") };
    let rows = sqlx::query(explained).fetch_all(pool).await.expect("a plan");
    rows.iter().map(|row| row.get("detail")).collect()
}

async fn fresh() -> (tempfile::TempDir, Connections) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("charla.db").display());
    let connections = Connections::open(&url, Durability::Full, None).await.expect("a database");
    (folder, connections)
}

#[tokio::test]
async fn no_hot_query_scans_a_table() {
    let (_folder, connections) = fresh().await;
    for (name, sql) in HOT {
        let plan = plan(&connections, sql).await;
        assert!(!plan.is_empty(), "{name} has no plan");
        for step in &plan {
            let scanned = step.strip_prefix("SCAN ");
            let is_allowed = scanned.is_none_or(|what| MAY_BE_SCANNED.iter().any(|small| what.starts_with(small)));
            assert!(is_allowed, "{name}: {step}\nof {plan:#?}");
        }
    }
}

/// Whether a step reads a range of an index without an equality: it may be the whole index.
fn is_open_range(step: &str) -> bool {
    step.starts_with("SEARCH ") && step.contains('?') && !step.contains("=?")
}

#[tokio::test]
async fn each_query_that_reads_an_open_range_has_a_reason() {
    let (_folder, connections) = fresh().await;
    for (name, _) in RANGES {
        assert!(HOT.iter().any(|(hot, _)| *hot == name), "{name} is no hot query");
    }
    for (name, sql) in HOT {
        let plan = plan(&connections, sql).await;
        let is_known = RANGES.iter().any(|(known, _)| *known == name);
        assert!(is_known || !plan.iter().any(|step| is_open_range(step)), "{name}: {plan:#?}");
    }
}

#[tokio::test]
async fn a_query_without_its_index_would_be_noticed() {
    let (_folder, connections) = fresh().await;
    let scan = plan(&connections, "select id from messages where content = $1").await;
    assert_eq!(scan, ["SCAN messages"]);
    let range = plan(&connections, "select id from messages where id > $1").await;
    assert!(range.iter().any(|step| is_open_range(step)), "{range:#?}");
}

#[tokio::test]
async fn a_page_is_a_range_of_seq() {
    let (_folder, connections) = fresh().await;
    for sql in [page::NEWEST_FIRST, page::OLDEST_FIRST] {
        let plan = plan(&connections, sql).await;
        let range = "(conversation_id=? AND seq>? AND seq<?)";
        assert!(plan.iter().any(|step| step.starts_with("SEARCH m ") && step.contains(range)), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "the rows are not sorted: {plan:#?}");
    }
}

#[tokio::test]
async fn a_page_of_the_directory_is_a_range_of_names() {
    let (_folder, connections) = fresh().await;
    for sql in [directory::ALL, directory::CUSTOMERS, directory::PROVIDERS].as_flattened() {
        let plan = plan(&connections, sql).await;
        let is_range = |step: &String| step.starts_with("SEARCH u USING INDEX users_") && step.contains("(search_text");
        assert!(plan.iter().any(is_range), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "the rows are not sorted: {plan:#?}");
    }
}

#[tokio::test]
async fn a_cursor_moves_without_counting_messages() {
    let (_folder, connections) = fresh().await;
    let plan = plan(&connections, reading::MOVE).await;
    let lookup = "(conversation_id=? AND seq>? AND seq<?)";
    assert!(plan.iter().any(|step| step.starts_with("SEARCH m USING INDEX") && step.contains(lookup)), "{plan:#?}");
    let deleted = "USING COVERING INDEX messages_deleted (conversation_id=? AND seq>? AND seq<?)";
    assert!(plan.iter().any(|step| step.contains(deleted)), "{plan:#?}");
}

#[tokio::test]
async fn a_search_reads_only_filters_until_it_reads_messages() {
    let (_folder, connections) = fresh().await;
    for sql in [searching::IN_ALL.sqlite(), searching::IN_ONE.sqlite()] {
        let plan = plan(&connections, sql).await;
        for lookup in [
            "SEARCH f USING PRIMARY KEY (conversation_id=? AND message_id<?)",
            "SEARCH m USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ] {
            assert!(plan.iter().any(|step| step == lookup), "{plan:#?}");
        }
    }
}
