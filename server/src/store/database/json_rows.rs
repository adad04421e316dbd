//! Many rows as one parameter, so that the text of a statement does not depend on their number: a JSON array, which SQLite
//! reads by `json_each` and PostgreSQL by `json_to_recordset`.

use serde::Serialize;

pub fn json_rows<T, R: Serialize>(rows: impl IntoIterator<Item = T>, row: impl Fn(T) -> R) -> String {
    let rows: Vec<R> = rows.into_iter().map(row).collect();
    serde_json::to_string(&rows).unwrap_or_default()
}

/// Rows of the one column `id`.
pub fn json_ids(ids: impl IntoIterator<Item = i64>) -> String {
    #[derive(Serialize)]
    struct IdRow {
        id: i64,
    }
    json_rows(ids, |id| IdRow { id })
}
