//! One server at a time uses an SQLite file.

use sqlx::{Connection, SqliteConnection};

use crate::process::{WorkingFolder, fixture};

#[tokio::test]
async fn a_program_beside_a_server_changes_no_tables() {
    let folder = WorkingFolder::new();
    let _server = folder.serves(&[]);
    let url = format!("sqlite:{}", folder.path("data/charla.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("a database");
    // The running server is older: it does not have the last migration.
    let older = "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)";
    sqlx::query(older).execute(&mut database).await.expect("it is done");
    let migrations = "select count(*) from _sqlx_migrations";
    let before: i64 = sqlx::query_scalar(migrations).fetch_one(&mut database).await.expect("a number");

    let said = folder.fails(&["serve"], &[]);
    assert!(said.starts_with("charla: another server uses this database: "), "{said}");
    for arguments in [&["demo"][..], &["import", &fixture().display().to_string()]] {
        let said = folder.fails(arguments, &[]);
        assert!(said.starts_with("charla: a server uses this database: end it"), "{arguments:?}: {said}");
    }
    assert!(folder.runs(&["backup", "copy.db"], &[]).status.success());

    let after: i64 = sqlx::query_scalar(migrations).fetch_one(&mut database).await.expect("a number");
    assert_eq!(after, before);
}
