//! New ids have to continue after the imported ones.

use crate::store::{
    StoreError,
    database::{Executor, Transaction},
};

/// SQLite's `autoincrement` knows inserted ids; the sequences of PostgreSQL do not.
const ADVANCE: [&str; 3] = [
    "select setval(pg_get_serial_sequence('users', 'id'), greatest((select max(id) from users), 1))",
    "select setval(pg_get_serial_sequence('conversations', 'id'), greatest((select max(id) from conversations), 1))",
    "select setval(pg_get_serial_sequence('messages', 'id'), greatest((select max(id) from messages), 1))",
];

pub(super) async fn advance(write: &mut Transaction) -> Result<(), StoreError> {
    if let Transaction::Postgres(_) = write {
        for statement in ADVANCE {
            write.query(statement).execute().await?;
        }
    }
    Ok(())
}
