//! Health checks: whether the process lives, and whether it can serve.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;

use crate::{
    state::AppState,
    store::{HealthReport, WriteHealth},
};

/// Paths that are answered even if there is no room for other connections.
pub const PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// Whether this is the path of a health check.
pub fn is_path(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
}

/// `GET /healthz`: 200 while the process can answer at all.
pub async fn alive() -> &'static str {
    "ok\n"
}

#[derive(Debug, Serialize)]
pub struct Readiness {
    /// `ok` or `away`. The tables are up to date: otherwise the server would not have started.
    database: &'static str,
    /// Whether writes succeed.
    writes: WriteHealth,
    /// `ok`, `away` or `none`. While it is away, events of other processes come by way of the database.
    redis: &'static str,
    /// The server is about to end, and accepts no new connections.
    draining: bool,
}

/// `GET /readyz`: 200, or 503 if a load balancer should send requests elsewhere.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let HealthReport { answers, writes } = state.database_health.check(&*state.store).await;
    let draining = state.ending.is_cancelled();
    let redis = match (&state.config.redis_url, state.fanout.is_connected()) {
        (None, _) => "none",
        (Some(_), true) => "ok",
        (Some(_), false) => "away",
    };
    let serves = answers && writes != WriteHealth::Failing && !draining;
    let status = if serves { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { database: if answers { "ok" } else { "away" }, writes, redis, draining }))
}
