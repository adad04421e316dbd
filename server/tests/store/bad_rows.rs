use server::{
    dataset::{BadRowPolicy, Dataset, MessageRow},
    store::{Imported, StoreError},
};

use crate::{
    importing::{fixture, imports},
    test_database::TestDatabase,
};

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
