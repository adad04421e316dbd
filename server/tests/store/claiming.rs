//! Two servers without Redis do not use one database at the same time.

use server::store::{self, Claim, Durability, OpeningError, StoreError};

use crate::test_database::TestDatabase;

pub(crate) async fn one_server_at_a_time_claims_the_database(mut database: TestDatabase) {
    let serving = database.claims(Claim::Exclusive).await.expect("a claim");
    let refused = database.claims(Claim::Exclusive).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Opening(OpeningError::InUse))), "{refused:?}");
    let other = database.beside().await;
    assert!(other.is_empty().await.expect("an answer"), "who serves nobody may look");
    database.enters(["Ana"]).await;
    assert!(!other.is_empty().await.expect("an answer"));
    serving.close().await;
}

pub(crate) async fn a_server_that_is_refused_changes_no_tables(database: TestDatabase) {
    let serving = database.claims(Claim::Exclusive).await.expect("a claim");
    // The running server is older: it does not have the last migration.
    database.executes("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)").await;
    let before = database.migrations().await;
    let refused = database.claims(Claim::Exclusive).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Opening(OpeningError::InUse))), "{refused:?}");
    assert_eq!(database.migrations().await, before);
    serving.close().await;
}

#[tokio::test]
async fn a_path_or_an_unknown_scheme_is_not_a_database_url() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("charla.db").display().to_string();
    for url in [&name, &format!("mysql://{name}")] {
        let opened = store::open(url, Durability::Full).await;
        let said = opened.map(|_| ()).expect_err("no database").to_string();
        assert!(said.starts_with("neither sqlite:FILE, such as sqlite:data/charla.db"), "{url}: {said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
