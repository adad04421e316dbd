use charla::{ConversationId, ListRequest, MessageContent, PageRequest, Seq, Stats, Timestamp, UserId};
use server::{
    dataset::{BadRowPolicy, Dataset, MessageRow},
    store::{Imported, NewMessage, Session, SessionKey, Store, StoreError},
};

use crate::test_database::TestDatabase;

fn fixture() -> Dataset {
    Dataset::read(include_bytes!("../fixtures/dataset.json"), server::clock::now()).expect("the fixture")
}

async fn imports(database: &TestDatabase, dataset: &Dataset) -> Imported {
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

/// A change that makes the fixture invalid, and the error message.
type Wrong = (fn(&mut Dataset), &'static str);

async fn refusals(database: &TestDatabase, wrongs: &[Wrong]) {
    for (spoil, said) in wrongs {
        let mut dataset = fixture();
        spoil(&mut dataset);
        let refused = database.store.import(&dataset, "", BadRowPolicy::Refuse).await;
        let Err(StoreError::Dataset(error)) = refused else { panic!("{said}: {refused:?}") };
        // Errors of rows that refer to this row follow it.
        assert_eq!(error.sorted()[0].to_string(), *said);
    }
}

pub(crate) async fn each_invalid_row_is_named(database: TestDatabase) {
    let wrongs: [Wrong; 24] = [
        (|d| d.password.clear(), "password: it is empty, and not every user has a password_hash"),
        (|d| d.password = " \u{200b}".into(), "password: it is empty, and not every user has a password_hash"),
        (
            |d| d.users[1].password_hash = Some("secreto123".into()),
            "users[1] (id 2): password_hash is none of pbkdf2_sha256$…, bcrypt$…, bcrypt_sha256$…, $2b$…, argon2$…, \
             $argon2id$…",
        ),
        (|d| d.users[1].id = 1, "users[1] (id 1): this id is there twice"),
        (|d| d.users[1].id = 0, "users[1] (id 0): ids start at 1"),
        (|d| d.users[1].id = i64::MAX, "users[1] (id 9223372036854775807): ids end at 4503599627370496"),
        (
            |d| d.conversations[1].id = i64::MAX,
            "conversations[1] (id 9223372036854775807): ids end at 4503599627370496",
        ),
        (|d| d.messages[1].id = 1 << 53, "messages[1] (id 9007199254740992): ids end at 4503599627370496"),
        (
            |d| d.users[1].first_name = "a\0b".into(),
            "users[1] (id 2): first_name: It has characters that are not allowed",
        ),
        (
            |d| d.users[1].last_name = "\u{202e}ab".into(),
            "users[1] (id 2): last_name: It has characters that are not allowed",
        ),
        (|d| d.users[1].first_name = "x".repeat(10_000), "users[1] (id 2): first_name: At most 60 characters"),
        (|d| d.users[1].email = Some("a\0b".into()), "users[1] (id 2): email: It has characters that are not allowed"),
        (|d| d.users[1].username = " ".into(), "users[1] (id 2): the user name is empty"),
        (|d| d.users[1].username = "ANA".into(), "users[1] (id 2): user 1 has the user name \"ANA\" already"),
        (|d| d.customers[0].user = 99, "customers[0] (id 101): there is no user 99"),
        (|d| d.providers[0].user = 99, "providers[0] (id 103): there is no user 99"),
        (|d| d.customers[1].id_customer = 101.into(), "customers[1] (id 101): user 1 has the id 101 already"),
        (|d| d.conversations[2].participants[0] = 99, "conversations[2] (id 3): there is no user 99"),
        (|d| d.conversations[2].participants[0] = 3, "conversations[2] (id 3): a participant is there twice"),
        (
            |d| d.conversations[4].participants = vec![3, 2],
            "conversations[4] (id 5): its two participants have conversation 3 already",
        ),
        (
            |d| d.conversations[4].participants.truncate(1),
            "conversations[4] (id 5): a conversation has two participants at least",
        ),
        (|d| d.messages[3].sender = 99, "messages[3] (id 4): sender 99 is not in conversation 1"),
        (|d| d.messages[3].conversation = 99, "messages[3] (id 4): there is no conversation 99"),
        (|d| d.messages[3].content = " ".into(), "messages[3] (id 4): a message needs at least one visible character"),
    ];
    refusals(&database, &wrongs).await;
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

pub(crate) async fn each_row_that_conflicts_with_the_database_is_named(database: TestDatabase) {
    imports(&database, &fixture()).await;
    let wrongs: [Wrong; 4] = [
        (|d| d.users[7].id = 9, "users[7] (id 9): user 8 has the user name \"sinperfil\" already"),
        (|d| d.providers[2].user = 8, "providers[2] (id 105): user 6 has the id 105 already"),
        (|d| d.conversations[5].participants.push(8), "conversations[5] (id 6): this id is a conversation of others"),
        (|d| d.conversations[3].id = 40, "conversations[3] (id 40): its two participants have conversation 4 already"),
    ];
    refusals(&database, &wrongs).await;
    let mut dataset = fixture();
    dataset.messages.truncate(0);
    dataset.messages.push(MessageRow { id: 1, conversation: 5, ..fixture().messages[12].clone() });
    let error = database.store.import(&dataset, "", BadRowPolicy::Refuse).await.expect_err("the id is taken");
    assert_eq!(error.to_string(), "messages[0] (id 1): this id is another message's, in conversation 1");
}

/// Returns the fixture with rows that cannot be parsed, and rows that cannot be stored.
fn spoiled() -> Dataset {
    let json = include_str!("../fixtures/dataset.json")
        .replacen("\"sender\": 4", "\"sender\": \"luis\"", 1)
        .replacen("\"username\": \"carmen\"", "\"username\": null", 1)
        .replacen("{\"id\": 7, \"username\": \"pedro\"", "{\"username\": \"pedro\"", 1);
    let mut dataset = Dataset::read(json.as_bytes(), server::clock::now()).expect("lists of rows");
    dataset.messages.last_mut().expect("a message").content = " ".into();
    dataset
}

pub(crate) async fn all_bad_rows_are_named_in_one_run(database: TestDatabase) {
    let refused = database.store.import(&spoiled(), "", BadRowPolicy::Refuse).await;
    let Err(StoreError::Dataset(bad)) = refused else { panic!("{refused:?}") };
    let named: Vec<_> = bad.sorted().into_iter().map(ToString::to_string).collect();
    for (start, place) in [
        ("users[4] (id 5): the user name is empty", 0),
        ("users[6] (id missing): missing field `id`", 1),
        ("customers[3] (id 104): there is no user 7", 2),
        ("providers[1] (id 104): there is no user 5", 3),
    ] {
        assert_eq!(named[place], start, "{named:#?}");
    }
    assert!(named.iter().any(|line| line.contains("invalid type: string \"luis\", expected i64")), "{named:#?}");
    assert!(named.iter().any(|line| line.starts_with("messages[14] (id 15): ")), "{named:#?}");
    assert!(database.store.is_empty().await.expect("an answer"));
}

pub(crate) async fn bad_rows_are_left_out_if_the_operator_asks_for_it(database: TestDatabase) {
    let imported = database.store.import(&spoiled(), "", BadRowPolicy::LeaveOut).await.expect("the others fit");
    assert_eq!(imported.users, 6);
    assert!(imported.conversations > 0 && imported.messages > 0);
    let all = fixture();
    let rows = [all.users.len(), all.conversations.len(), all.messages.len()].iter().sum::<usize>() as u64;
    // Two of the rows left out are roles.
    let left_out = u64::try_from(imported.left_out.count()).expect("a small number") - 2;
    assert_eq!(imported.users + imported.conversations + imported.messages + left_out, rows);
    // The database has users with these ids by now.
    let mut other = fixture();
    other.users[0].username = "berta".into();
    let imported = database.store.import(&other, "", BadRowPolicy::LeaveOut).await.expect("the others fit");
    assert!(imported.left_out.to_string().contains("user 1 is \"ana\" in this database, and not \"berta\""));
}

pub(crate) async fn a_refused_data_set_stores_nothing(database: TestDatabase) {
    // The last of all rows is wrong, so that the others have been stored before.
    let mut dataset = fixture();
    let mut other = fixture();
    other.conversations.clear();
    other.messages.clear();
    other.users[7].username = "luis2".into();
    dataset.customers.push(dataset.customers[0].clone());
    dataset.customers[4].user = 8;
    database.store.import(&dataset, "", BadRowPolicy::Refuse).await.expect_err("two users of one id");
    assert!(database.store.is_empty().await.expect("an answer"));
    assert_eq!(
        imports(&database, &other).await,
        Imported { users: 8, conversations: 0, messages: 0, ..Imported::default() }
    );
}
