use charla::{ChatError, FieldErrors, Role, UserId, error::FieldProblem};
use server::{
    dataset::{BadRowPolicy, Dataset},
    store::NewUser,
};

use crate::{actor::refusal, test_database::TestDatabase};

pub(crate) async fn a_user_name_is_taken_in_any_case(database: TestDatabase) {
    let new = |username: &str| NewUser {
        username: username.into(),
        first_name: "Eva".into(),
        last_name: "Sanz".into(),
        password_hash: "$argon2id$1".into(),
        role: Role::Customer,
    };
    assert!(database.store.is_empty().await.expect("an answer"));
    let eva = database.store.register(new("Eva.Sanz")).await.expect("the name is free");
    assert!(!database.store.is_empty().await.expect("an answer"));

    let taken = refusal(database.store.register(new("eva.sanz")).await);
    assert_eq!(taken, ChatError::InvalidFields { errors: FieldErrors::of("username", FieldProblem::Taken) });
    for name in ["Eva.Sanz", "eva.sanz", " EVA.SANZ "] {
        let found = database.store.credentials(name).await.expect("an answer");
        assert_eq!(found, Some((eva.id, "$argon2id$1".into())), "{name:?}");
    }
    for name in ["", "eva", "eva.sanz\0", "%", "eva_sanz"] {
        assert_eq!(database.store.credentials(name).await.expect("an answer"), None, "{name:?}");
    }
    assert_eq!(database.store.user(eva.id).await.expect("an answer"), Some(eva));
    assert_eq!(database.store.user(UserId(999)).await.expect("an answer"), None);
}

pub(crate) async fn only_the_user_sees_their_email_address(database: TestDatabase) {
    let dataset = Dataset::read(include_bytes!("../fixtures/dataset.json"), server::clock::now()).expect("the fixture");
    database.store.import(&dataset, "", BadRowPolicy::Refuse).await.expect("the rows fit");
    let (ana, luis) = (UserId(1), UserId(4));

    let myself = database.store.user(ana).await.expect("an answer").expect("she is there");
    assert_eq!(myself.email.as_deref(), Some("ana@example.test"));
    for listed in database.store.search(luis, "ana").await.expect("a search") {
        assert!(listed.participants.iter().all(|user| user.email.is_none()));
    }
    let people = database.store.people(luis, &charla::DirectoryRequest::default()).await.expect("the directory");
    assert!(!people.people.is_empty() && people.people.iter().all(|person| person.user.email.is_none()));
}
