//! All routes. The list is data, so that a test can check that each route has a test of its permissions.

use axum::{
    Router,
    handler::Handler,
    http::{Method, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use charla::ChatError;

use crate::{
    error::refusal::Refusal,
    http::{
        api::{auth, conversations, message, message_search, messages, read},
        forms, health, middleware, pages,
        socket::{chat, live},
    },
    state::AppState,
};

/// A route. If a path of the API or of a socket ends in `/`, the path without it is routed, too.
#[derive(Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    answer: MethodRouter<AppState>,
}

pub fn routes() -> Vec<Route> {
    vec![
        // The API of the original Django design.
        post("/api/auth/login/", auth::login),
        post("/api/auth/logout/", auth::logout),
        get("/api/auth/me/", auth::me),
        get("/api/conversations/", conversations::list),
        post("/api/conversations/", conversations::open),
        get("/api/conversations/search/", conversations::search),
        get("/api/conversations/stats/", conversations::stats),
        patch("/api/conversations/{id}/standing/", conversations::change_settings),
        get("/api/conversations/{id}/messages/", messages::list),
        post("/api/conversations/{id}/messages/", messages::send),
        patch("/api/conversations/{id}/messages/{seq}/", message::edit),
        delete("/api/conversations/{id}/messages/{seq}/", message::delete),
        put("/api/conversations/{id}/messages/{seq}/reaction/", message::react),
        delete("/api/conversations/{id}/messages/{seq}/reaction/", message::take_back),
        post("/api/conversations/{id}/mark_read/", read::mark_read),
        post("/api/conversations/{id}/mark-read/", read::mark_read),
        // Additions of Charla.
        get("/api/messages/search/", message_search::search),
        // Sockets: the original one for a single conversation, and Charla's for all conversations.
        get("/ws/chat/{id}/", chat::connect),
        get("/ws/", live::connect),
        // Health checks.
        get("/healthz", health::alive),
        get("/readyz", health::ready),
        // The pages.
        get("/", pages::home),
        get("/login", pages::signed_out_page),
        get("/register", pages::signed_out_page),
        get("/conversations", pages::signed_in_page),
        get("/conversations/{id}", pages::signed_in_page),
        get("/new-password", pages::for_new_password),
        get("/people", pages::signed_in_page),
        get("/settings", pages::signed_in_page),
        get(forms::settings::DATA, forms::settings::data),
        // Forms of the pages.
        post("/login", forms::login),
        post("/register", forms::register),
        post("/logout", forms::logout),
        post("/new-password", forms::new_password),
        post("/preferences", forms::preferences),
        post("/settings/profile", forms::settings::profile),
        post("/settings/password", forms::settings::password),
        post("/settings/devices", forms::settings::devices),
        post("/conversations", forms::open),
        post("/conversations/{id}", forms::send),
        post("/conversations/{id}/read", forms::read),
        post("/conversations/{id}/standing", forms::change_settings),
        post("/conversations/{id}/messages/{seq}/edit", forms::edit),
        post("/conversations/{id}/messages/{seq}/delete", forms::delete),
        post("/conversations/{id}/messages/{seq}/react", forms::react),
        // Server functions of the pages.
        post("/fn/{name}", pages::function),
    ]
}

pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for Route { path, answer, .. } in routes() {
        if let Some(bare) = path.strip_suffix('/').filter(|bare| !bare.is_empty()) {
            router = router.route(bare, answer.clone());
        }
        router = router.route(path, answer);
    }
    let router = router.fallback(pages::not_found).method_not_allowed_fallback(method_not_allowed);
    middleware::around(router, &state).with_state(state)
}

fn get<H: Handler<T, AppState>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::GET, path, answer: on(MethodFilter::GET, handler) }
}

fn post<H: Handler<T, AppState>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::POST, path, answer: on(MethodFilter::POST, handler) }
}

fn put<H: Handler<T, AppState>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::PUT, path, answer: on(MethodFilter::PUT, handler) }
}

fn patch<H: Handler<T, AppState>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::PATCH, path, answer: on(MethodFilter::PATCH, handler) }
}

fn delete<H: Handler<T, AppState>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::DELETE, path, answer: on(MethodFilter::DELETE, handler) }
}

/// Redirects a GET of a form's address to the page with the form.
async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    match forms::page_of_form(uri.path()) {
        Some(page) if method == Method::GET => Redirect::to(page).into_response(),
        _ => Refusal(ChatError::MethodNotAllowed).into_response(),
    }
}
