//! Stored messages as JSON, newest first: the audit reads them.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde_json::{Value, json};

use super::Shared;

pub(super) async fn messages(
    State(state): State<Shared>,
    Path(conversation): Path<i64>,
    Query(page): Query<HashMap<String, i64>>,
) -> Result<Json<Value>, String> {
    let before = page.get("before").copied().unwrap_or(i64::MAX);
    let limit = page.get("limit").copied().unwrap_or(50);
    let messages = state.reads(|database| {
        let text = "select seq, content from message where conversation = ?1 and seq < ?2 order by seq desc limit ?3";
        let mut found = database.prepare_cached(text)?;
        let found = found.query_map([conversation, before, limit], |row| {
            Ok(json!({"seq": row.get::<_, i64>(0)?, "content": row.get::<_, String>(1)?}))
        })?;
        found.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(Json(json!({ "results": messages })))
}
