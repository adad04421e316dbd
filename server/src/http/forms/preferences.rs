//! `POST /preferences`

use std::collections::BTreeMap;

use app::preferences::Preferences;
use axum::{extract::State, response::Response};
use serde::Deserialize;
use time::Duration;

use crate::{
    http::{cookies, forms::go, local_path::LocalPath, request::body::Form},
    state::AppState,
};

const KEPT: Duration = Duration::days(365);

#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    next: LocalPath,
    /// The tags, by the names of their preferences.
    #[serde(flatten)]
    tags: BTreeMap<String, String>,
}

/// Stores each preference of the form in its cookie, and redirects to the page. Unknown names and tags change nothing.
pub async fn preferences(State(state): State<AppState>, Form(Chosen { next, tags }): Form<Chosen>) -> Response {
    let mut response = go(next.as_str());
    for (name, tag) in tags.iter().filter_map(|(name, tag)| Preferences::known(name, tag)) {
        cookies::set(&mut response, &cookies::cookie(name, tag, KEPT, state.config.public_url.is_secure()));
    }
    response
}
