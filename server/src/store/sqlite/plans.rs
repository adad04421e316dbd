//! No hot query walks through a whole table: what SQLite means to do, as it says itself.

use sqlx::{AssertSqlSafe, Row};

use crate::store::{
    Durability, accounts,
    conversations::{self, list, members, opening},
    database::{Connections, Readers},
    directory, known_browsers,
    message_search::{indexing, participants, searching},
    messages::{append, changing, page, versions},
    names::refolding,
    presence, processes, reading, sessions, settings, totals,
};

const HOT: [(&str, &str); 61] = [
    ("one conversation", list::ONE),
    ("a page of the list", list::PAGE),
    ("a search", list::SEARCH),
    ("a page of messages", page::NEWEST_FIRST),
    ("a page of messages from an older one on", page::OLDEST_FIRST),
    ("messages that may be found", searching::IN_ALL.sqlite()),
    ("messages that may be found in one conversation", searching::IN_ONE),
    ("messages that are read to be found", searching::READ_THEM.sqlite()),
    ("the participants of what was found", participants::PARTICIPANTS.sqlite()),
    ("messages without a signature", indexing::UNINDEXED),
    ("messages that get their signature", indexing::INDEX.sqlite()),
    ("names that are to be folded", refolding::STALE),
    ("what others wrote", processes::since::SINCE),
    ("the newest of a conversation", conversations::LAST_SEQ),
    ("totals", totals::STATS),
    ("totals without what is muted", totals::UNREAD_TOTAL),
    ("the participant of an opening", opening::PARTICIPANT),
    ("the conversation of a pair", opening::EXISTING),
    ("the conversations of sends", append::lookups::TALKS.sqlite()),
    ("retried sends", append::lookups::RETRIED.sqlite()),
    ("what sends answer", append::lookups::QUOTED.sqlite()),
    ("one message", changing::ONE),
    ("what changed", changing::SINCE),
    ("who has one less to read", changing::NOT_TO_BE_READ),
    ("what a message was", versions::OF),
    ("old versions that are forgotten", versions::DELETE_OLD),
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
    ("the newest messages", append::NEWEST.sqlite()),
    ("the senders' counts", append::SENT.sqlite()),
    ("read cursors", reading::CURSORS),
    ("the members of a conversation", members::MEMBERS),
    ("presence watchers", presence::PRESENCE_WATCHERS),
    ("presence visible to a user", presence::PRESENCE_VISIBLE_TO),
    ("those who left", presence::SAVE_LAST_SEEN.sqlite()),
    ("a moved cursor", reading::MOVE),
    ("archiving", settings::ARCHIVE),
    ("muting", settings::MUTE),
    ("marking unread", settings::MARK_UNREAD),
    ("what one decided", settings::SETTINGS),
    ("a session", sessions::FIND),
    ("sessions that ended", sessions::ENDED.sqlite()),
    ("sessions whose time is over", sessions::DELETE_EXPIRED),
    ("signing in", accounts::CREDENTIALS),
    ("the password of a new session", sessions::PASSWORD_HASH.sqlite()),
    ("one's devices", sessions::devices::LIST),
    ("one device that is signed out", sessions::devices::END),
    ("all others that are signed out", sessions::devices::END_OTHERS),
    ("all that end with a new password", sessions::devices::END_ALL),
    ("a session more", sessions::devices::END_OLDEST),
    ("a browser that is known", known_browsers::KNOWS),
    ("one conversation after another", conversations::NEXT),
];

/// `SEARCH` says that an index is used, and not how much of it is read. These read a range that grows with the tables,
/// or with what one user has, and why they may.
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

/// Results of a part of the same query: as many rows as one answer has. What has no signature, or no name that is
/// folded, is few.
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

async fn plan(connections: &Connections, sql: &str) -> Vec<String> {
    let explained = AssertSqlSafe(format!("explain query plan {sql}"));
    let Readers::Sqlite(pool) = connections.readers() else { panic!("it is SQLite") };
    let rows = sqlx::query(explained).fetch_all(pool).await.expect("a plan");
    rows.iter().map(|row| row.get("detail")).collect()
}

async fn fresh() -> (tempfile::TempDir, Connections) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("charla.db").display());
    let connections = Connections::open(&url, Durability::Full).await.expect("a database");
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
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "it is read as it comes: {plan:#?}");
    }
}

#[tokio::test]
async fn a_page_of_the_directory_is_a_range_of_names() {
    let (_folder, connections) = fresh().await;
    for sql in [directory::ALL, directory::CUSTOMERS, directory::PROVIDERS].as_flattened() {
        let plan = plan(&connections, sql).await;
        let is_range = |step: &String| step.starts_with("SEARCH u USING INDEX users_") && step.contains("(search_text");
        assert!(plan.iter().any(is_range), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "nobody is sorted: {plan:#?}");
    }
}

#[tokio::test]
async fn a_cursor_moves_without_counting_messages() {
    let (_folder, connections) = fresh().await;
    let plan = plan(&connections, reading::MOVE).await;
    let lookup = "USING COVERING INDEX messages_sender_seq (conversation_id=? AND sender_id=? AND seq<?)";
    assert!(plan.iter().any(|step| step.contains(lookup)), "{plan:#?}");
    let deleted = "USING COVERING INDEX messages_deleted (conversation_id=? AND seq>? AND seq<?)";
    assert!(plan.iter().any(|step| step.contains(deleted)), "{plan:#?}");
}

#[tokio::test]
async fn a_search_looks_at_nothing_but_an_index_before_it_reads() {
    let (_folder, connections) = fresh().await;
    for (sql, is_sorted) in [(searching::IN_ALL.sqlite(), true), (searching::IN_ONE, false)] {
        let plan = plan(&connections, sql).await;
        let lookup = "SEARCH m USING COVERING INDEX messages_signature (conversation_id=? AND id<?)";
        assert!(plan.iter().any(|step| step == lookup), "{plan:#?}");
        assert_eq!(plan.iter().any(|step| step.contains("TEMP B-TREE")), is_sorted, "{plan:#?}");
    }
}
