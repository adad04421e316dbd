//! Two servers without Redis do not use one database at the same time.

use crate::test_database::TestDatabase;

pub(crate) async fn one_server_at_a_time_claims_the_database(mut database: TestDatabase) {
    assert!(database.store.claim(false).await.expect("an answer"));
    let other = database.beside().await;
    assert!(!other.claim(false).await.expect("an answer"));
    assert!(other.is_empty().await.expect("an answer"), "who serves nobody may look");
    database.enters(["Ana"]).await;
    assert!(!other.is_empty().await.expect("an answer"));
}

#[tokio::test]
async fn a_path_or_an_unknown_scheme_is_not_a_database_url() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().join("charla.db").display().to_string();
    for url in [&name, &format!("mysql://{name}")] {
        let opened = server::store::open(url, server::store::Durability::Full).await;
        let said = opened.map(|_| ()).expect_err("no database").to_string();
        assert!(said.starts_with("neither sqlite:FILE, such as sqlite:data/charla.db"), "{url}: {said}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
