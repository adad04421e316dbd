//! Rows as one parameter of a statement: see `given_rows!` of each dialect.

use serde::Serialize;

pub(super) fn given<T, R: Serialize>(rows: impl IntoIterator<Item = T>, row: impl Fn(T) -> R) -> String {
    let rows: Vec<R> = rows.into_iter().map(row).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}
