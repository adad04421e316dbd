//! A thin layer over the drivers of the two databases, so that each statement is sent from one place.
//!
//! Code that is generic over `sqlx::Database` repeats the same bounds in every function, and `sqlx::Any` knows neither
//! the settings nor all types of its databases. So everything here is an enum of two, and what is generic stays in
//! `query`.
//!
//! | module | what is there |
//! |---|---|
//! | `connections` | the pools of the database that is in use |
//! | `readers`, `transaction`, `snapshot` | where a statement runs: on any connection that reads, in a write, in one view of the database |
//! | `executor` | what these three have in common |
//! | `statement`, `query` | the text for each database, and its parameters |
//! | `row` | what a query returns |
//! | `json_rows` | many rows as one parameter |

mod connections;
mod executor;
mod json_rows;
mod query;
mod readers;
mod row;
mod snapshot;
mod statement;
mod transaction;

pub use connections::{Connections, WRITE_NOTHING};
pub use executor::Executor;
pub use json_rows::{json_ids, json_rows};
pub use query::Query;
pub use readers::Readers;
pub(super) use row::from_row;
pub use row::{Field, FromRow, Row};
pub use snapshot::Snapshot;
pub use statement::Statement;
pub use transaction::Transaction;
