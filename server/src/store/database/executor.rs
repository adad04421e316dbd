//! Where a statement can run.

use super::{Query, Statement};

pub trait Executor<'c>: Send {
    fn query(self, statement: impl Into<Statement>) -> Query<'c>;
}
