//! What is PostgreSQL's own in the statements of [`super::sql`].

use crate::store::StoreError;

pub(super) use super::claim::claim;

pub(super) type Database = sqlx::Postgres;
pub(super) type Pool = sqlx::PgPool;
pub(super) type Connection = sqlx::PgConnection;
pub(super) type DbRow = sqlx::postgres::PgRow;

/// Taken in one order by every process, before anything is read: who waited sees what the other wrote.
pub(super) const LOCK: Option<&str> = Some(concat!(
    "select c.id from conversations c where c.id in (select given.id from ",
    given_rows!(id bigint),
    ") order by c.id for no key update"
));

/// As [`LOCK`], of users.
pub(super) const LOCK_USERS: Option<&str> = Some(concat!(
    "select u.id from users u where u.id in (select given.id from ",
    given_rows!(id bigint),
    ") order by u.id for no key update"
));

/// A statement sees what was there when it began, and a member's row as it is when it is its turn: what it counts for
/// that row has to be of the same moment.
pub(super) const LOCK_MEMBER: Option<&str> =
    Some("select 1 from members where user_id = $1 and conversation_id = $2 for no key update");

/// In which order is left to the planner.
macro_rules! ordered_join {
    () => {
        "join"
    };
}
pub(super) use ordered_join;

/// Joins the ids of this table's rows that meet the condition, looked up anew for each row before: a plan that was made
/// while the tables were empty may have begun with this one otherwise. The offset keeps the two apart.
macro_rules! for_each {
    ($table:literal, $condition:literal, $name:literal) => {
        concat!("cross join lateral (select ", $name, ".id from ", $table, " where ", $condition, " offset 0) ", $name)
    };
}
pub(super) use for_each;

/// The rows of the JSON array in $1, as the table `given` with these columns.
macro_rules! given_rows {
    ($($column:ident $kind:ident),+ $(,)?) => {
        concat!("json_to_recordset($1::json) as given(", "key bigint",
            $(", ", stringify!($column), " ", stringify!($kind)),+, ")")
    };
}
pub(super) use given_rows;

const SEQUENCES: [&str; 3] = [
    "select setval(pg_get_serial_sequence('users', 'id'), greatest((select max(id) from users), 1))",
    "select setval(pg_get_serial_sequence('conversations', 'id'), greatest((select max(id) from conversations), 1))",
    "select setval(pg_get_serial_sequence('messages', 'id'), greatest((select max(id) from messages), 1))",
];

/// Ids go on after those that were given.
pub(super) async fn after_import(write: &mut Connection) -> Result<(), StoreError> {
    for sequence in SEQUENCES {
        sqlx::query(sequence).execute(&mut *write).await?;
    }
    Ok(())
}
