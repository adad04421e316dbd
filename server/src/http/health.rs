//! Whether the process lives, and whether it can serve: for those who watch over it.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use crate::{
    state::AppState,
    store::{Checked, Writes},
};

/// They are answered also where there is no room for anybody else.
pub const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// Whether one of the two is asked.
#[must_use]
pub fn is_path(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

/// `GET /healthz`: 200 for as long as it answers at all.
pub async fn alive() -> &'static str {
    "ok\n"
}

#[derive(Debug, Serialize)]
pub struct Readiness {
    /// `ok` or `away`: with tables that are up to date, or it would not have started.
    database: &'static str,
    /// Whether something can be stored.
    writes: Writes,
    /// `ok`, `away` or `none`. Without it people are served as well, by way of the database.
    redis: &'static str,
    /// It is about to end, and takes nobody new.
    draining: bool,
}

/// `GET /readyz`: 200, or 503 where people had better be sent elsewhere.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let Checked { answers, writes } = state.writing.check(&*state.store).await;
    let draining = state.ending.is_cancelled();
    let redis = match (&state.config.redis_url, state.fanout.is_connected()) {
        (None, _) => "none",
        (Some(_), true) => "ok",
        (Some(_), false) => "away",
    };
    let serves = answers && writes != Writes::Failing && !draining;
    let status = if serves { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { database: if answers { "ok" } else { "away" }, writes, redis, draining }))
}
