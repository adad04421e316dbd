use charla::{ConversationId, ListRequest, MessageContent, PageRequest, Seq, Stats, Timestamp, UserId};
use server::{
    dataset::{BadRowPolicy, Dataset, MessageRow},
    store::{Imported, NewMessage, Session, SessionKey, Store},
};

use crate::test_database::TestDatabase;

pub(crate) fn fixture() -> Dataset {
    Dataset::read(include_bytes!("../fixtures/dataset.json"), server::clock::now()).expect("the fixture")
}

pub(crate) async fn imports(database: &TestDatabase, dataset: &Dataset) -> Imported {
    database.store.import(dataset, "$argon2id$hash", BadRowPolicy::Refuse).await.expect("the rows fit")
}

async fn stats(store: &dyn Store, user: i64) -> (u32, u32) {
    let Stats { total_conversations, unread_messages } = store.stats(UserId(user)).await.expect("totals");
    (total_conversations, unread_messages)
}

/// Returns for each conversation its id and unread count, and the id of the newest message and whether it is read.
async fn list(store: &dyn Store, user: i64) -> Vec<(i64, u32, Option<(i64, bool)>)> {
    let mut list = store.conversations(UserId(user), ListRequest::first()).await.expect("a list").conversations;
    list.sort_by_key(|conversation| conversation.id);
    let last = |message: charla::Message| (message.id.0, message.is_read);
    list.into_iter().map(|c| (c.id.0, c.unread_count, c.last_message.map(last))).collect()
}

pub(crate) async fn the_imported_fixture_gives_the_contracts_answers(database: TestDatabase) {
    assert_eq!(
        imports(&database, &fixture()).await,
        Imported { users: 8, conversations: 6, messages: 15, ..Imported::default() }
    );
    let store = &*database.store;
    let (ana, jose, maria, luis, carmen, pedro) = (1, 2, 3, 4, 5, 7);

    let of_ana = [(1, 2, Some((7, false))), (2, 1, Some((10, false))), (4, 0, None), (6, 2, Some((15, false)))];
    assert_eq!(list(store, ana).await, of_ana);
    assert_eq!(list(store, luis).await, [(1, 1, Some((7, false))), (5, 1, Some((13, false)))]);
    let of_maria = [(3, 0, Some((12, false))), (5, 0, Some((13, false))), (6, 1, Some((15, false)))];
    assert_eq!(list(store, maria).await, of_maria);
    assert_eq!(list(store, pedro).await, []);
    for (user, totals) in [(ana, (4, 5)), (jose, (2, 1)), (luis, (2, 2)), (carmen, (2, 1)), (pedro, (0, 0))] {
        assert_eq!(stats(store, user).await, totals, "user {user}");
    }
    let newest_first = async |user| {
        let page = store.messages(UserId(user), ConversationId(1), PageRequest::newest()).await.expect("a page");
        page.results.into_iter().map(|message| message.is_read).collect::<Vec<_>>()
    };
    assert_eq!(newest_first(ana).await, [false, false, false, true, true, true, true]);
    assert_eq!(newest_first(luis).await, [false, false, false, true, true, true, true]);

    store.mark_read(UserId(ana), ConversationId(1), None).await.expect("read");
    assert_eq!(newest_first(ana).await, [true, true, false, true, true, true, true]);
    assert_eq!((stats(store, ana).await, stats(store, luis).await), ((4, 3), (2, 2)));
    store.mark_read(UserId(ana), ConversationId(6), None).await.expect("read");
    assert_eq!((stats(store, ana).await, stats(store, carmen).await), ((4, 1), (2, 1)));
}

pub(crate) async fn an_imported_user_with_the_id_of_another_user_is_refused(database: TestDatabase) {
    imports(&database, &fixture()).await;
    let mut other = fixture();
    other.users[0].username = "berta".into();
    let refused = database.store.import(&other, "$argon2id$hash", BadRowPolicy::Refuse).await;
    let said = refused.expect_err("it is not hers").to_string();
    assert!(said.contains("user 1 is \"ana\" in this database, and not \"berta\""), "{said}");
}

pub(crate) async fn importing_the_same_rows_again_changes_nothing(database: TestDatabase) {
    imports(&database, &fixture()).await;
    database.store.mark_read(UserId(1), ConversationId(1), None).await.expect("read");
    let before = database.store.conversations(UserId(1), ListRequest::first()).await.expect("a list").conversations;

    assert_eq!(imports(&database, &fixture()).await, Imported::default());
    assert_eq!(
        database.store.conversations(UserId(1), ListRequest::first()).await.expect("a list").conversations,
        before
    );
}

pub(crate) async fn imported_messages_come_after_the_stored_ones(database: TestDatabase) {
    imports(&database, &fixture()).await;
    let (luis, conversation) = (UserId(4), ConversationId(5));
    database.store.mark_read(luis, conversation, None).await.expect("read");
    let more = [(21, 3, true), (22, 4, true), (23, 3, false)].map(|(id, sender, is_read)| MessageRow {
        id,
        conversation: conversation.0,
        sender,
        content: format!("mensaje {id}"),
        is_read,
        created_at: Timestamp::from_micros(1_800_000_000_000_000 + id),
    });
    let mut dataset = fixture();
    dataset.messages.extend(more);

    assert_eq!(
        imports(&database, &dataset).await,
        Imported { users: 0, conversations: 0, messages: 3, ..Imported::default() }
    );
    let seen = database.store.conversation(luis, conversation).await.expect("his conversation");
    assert_eq!((seen.last_seq(), seen.unread_count, seen.read_seq_of(luis)), (Seq(4), 1, Seq(3)));
    assert_eq!(seen.activity().activity_at, Timestamp::from_micros(1_800_000_000_000_023));
}

pub(crate) async fn new_ids_follow_the_imported_ones(database: TestDatabase) {
    imports(&database, &fixture()).await;
    let content = MessageContent::parse("Hola").expect("a message");
    let new = NewMessage {
        sender: UserId(1),
        conversation: ConversationId(1),
        content,
        client_id: None,
        reply_to: None,
        now: database.now(),
    };
    let sent = database.store.append(new).await.expect("it is sent").message;
    assert_eq!((sent.id.0, sent.seq), (16, Seq(8)));
    assert_eq!((sent.sender_username.as_str(), sent.sender_last_name.as_str()), ("ana", "García"));
    let with = charla::Participant { id: 105.into(), role: None };
    let opened = database.store.open_conversation(UserId(1), with, database.now()).await.expect("it opens");
    assert_eq!(opened.conversation.id, ConversationId(7));
}

pub(crate) async fn a_shared_starting_password_has_to_be_changed(database: TestDatabase) {
    const OWN: &str = "pbkdf2_sha256$1000$pimienta$JD6ivxlo3ZM9zlcZdtQ3hR9qFiQ6AiLk9MWw5Y42X/0=";
    const COMMON: &str = "pbkdf2_sha256$1000$sal$JD6ivxlo3ZM9zlcZdtQ3hR9qFiQ6AiLk9MWw5Y42X/0=";
    let mut dataset = fixture();
    for (place, hash) in [(0, OWN), (1, COMMON), (2, COMMON)] {
        dataset.users[place].password_hash = Some(hash.into());
    }
    imports(&database, &dataset).await;
    let user = async |id| database.store.user(UserId(id)).await.expect("an answer").expect("somebody");
    let hash = async |username| database.store.credentials(username).await.expect("an answer").expect("somebody").1;
    assert_eq!((hash("ana").await.as_str(), hash("luis").await.as_str()), (OWN, "$argon2id$hash"));
    let mut must_change = Vec::new();
    for id in 1..=4 {
        must_change.push(user(id).await.must_change_password);
    }
    assert_eq!(must_change, [false, true, true, true], "one's own; the same as another's; that of all");

    assert!(database.store.replace_hash(UserId(4), "$argon2id$hash", "$argon2id$again").await.expect("an answer"));
    assert!(!database.store.replace_hash(UserId(4), "$argon2id$hash", "$argon2id$x").await.expect("an answer"));
    assert!(user(4).await.must_change_password, "another hash is no other password");
    let session = Session {
        user: UserId(4),
        device: None,
        signed_in_at: None,
        counted_from: None,
        seen_at: Timestamp::from_micros(1),
        expires_at: Timestamp::from_micros(1),
    };
    let changed =
        database.store.change_password("$argon2id$again", "$argon2id$new", SessionKey::new([1; 32]), session).await;
    assert_eq!(changed.expect("an answer"), Some(vec![]));
    assert!(!user(4).await.must_change_password);
    let others = database.store.conversations(UserId(4), ListRequest::first()).await.expect("a list").conversations;
    assert!(
        others.iter().flat_map(|conversation| &conversation.participants).all(|user| !user.must_change_password),
        "others see none"
    );
}
