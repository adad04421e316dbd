//! The connections for reads. Each statement uses any of them, and sees what was committed when it began.

use sqlx::{PgPool, SqlitePool};

use super::{Executor, Query, Statement, query::Target};
use crate::store::sqlite::{InPlace, InPlaceReaders};

#[derive(Debug, Clone, Copy)]
pub enum Readers<'c> {
    SqliteInPlace(&'c InPlaceReaders),
    Sqlite(&'c SqlitePool),
    Postgres(&'c PgPool),
}

impl<'c> Executor<'c> for Readers<'c> {
    fn query(self, statement: impl Into<Statement>) -> Query<'c> {
        match self {
            Self::SqliteInPlace(readers) => Query::in_place(statement, InPlace::Any(readers)),
            Self::Sqlite(pool) => Query::sqlite(statement, Target::Pool(pool)),
            Self::Postgres(pool) => Query::postgres(statement, Target::Pool(pool)),
        }
    }
}
