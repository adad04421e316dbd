//! The permissions of every route: for a member of the conversation, a stranger to it, a visitor, and a user who has signed
//! out but still has the cookie. A new route without a row makes the tests fail.

use std::collections::BTreeSet;

use reqwest::{Method, header::CONTENT_TYPE};

use crate::{actor::Actor, marketplace::Marketplace};

/// A status, and the location of a redirect.
type Outcome = &'static str;

struct Row {
    /// The route, as in the router.
    route: &'static str,
    /// The requested path, in conversation 1 of Ana and Luis.
    path: &'static str,
    body: Body,
    member: Outcome,
    stranger: Outcome,
    anonymous: Outcome,
}

enum Body {
    Nothing,
    Json(&'static str),
    Form(&'static str),
}

use Body::{Form, Json, Nothing};

const fn row(route: &'static str, path: &'static str, body: Body, [member, stranger, anonymous]: [Outcome; 3]) -> Row {
    Row { route, path, body, member, stranger, anonymous }
}

const CHAT: &str = "id=1&page[from][page]=1&page[limit]=5";

/// The rows that end sessions come last.
const ROWS: [Row; 67] = [
    row("POST /api/auth/login/", "/api/auth/login/", Json("{}"), ["400", "400", "400"]),
    row("GET /api/auth/me/", "/api/auth/me/", Nothing, ["200", "200", "401"]),
    row("GET /api/conversations/", "/api/conversations/", Nothing, ["200", "200", "401"]),
    row("POST /api/conversations/", "/api/conversations/", Json(r#"{"participant_id": 102}"#), ["200", "200", "401"]),
    row("GET /api/conversations/search/", "/api/conversations/search/?q=a", Nothing, ["200", "200", "401"]),
    row("GET /api/conversations/stats/", "/api/conversations/stats/", Nothing, ["200", "200", "401"]),
    row("GET /api/conversations/{id}/messages/", "/api/conversations/1/messages/", Nothing, ["200", "404", "401"]),
    row(
        "POST /api/conversations/{id}/messages/",
        "/api/conversations/1/messages/",
        Json(r#"{"content": "hola"}"#),
        ["201", "404", "401"],
    ),
    row(
        "PATCH /api/conversations/{id}/messages/{seq}/",
        "/api/conversations/1/messages/1/",
        Json(r#"{"content": "mía"}"#),
        ["403", "404", "401"],
    ),
    row(
        "DELETE /api/conversations/{id}/messages/{seq}/",
        "/api/conversations/1/messages/1/",
        Nothing,
        ["403", "404", "401"],
    ),
    row(
        "PUT /api/conversations/{id}/messages/{seq}/reaction/",
        "/api/conversations/1/messages/1/reaction/",
        Json(r#"{"emoji": "👍"}"#),
        ["200", "404", "401"],
    ),
    row(
        "DELETE /api/conversations/{id}/messages/{seq}/reaction/",
        "/api/conversations/1/messages/1/reaction/",
        Nothing,
        ["200", "404", "401"],
    ),
    row(
        "PATCH /api/conversations/{id}/standing/",
        "/api/conversations/1/standing/",
        Json(r#"{"is_muted": true}"#),
        ["200", "404", "401"],
    ),
    row("POST /api/conversations/{id}/mark_read/", "/api/conversations/1/mark_read/", Nothing, ["200", "404", "401"]),
    row("POST /api/conversations/{id}/mark-read/", "/api/conversations/1/mark-read/", Nothing, ["200", "404", "401"]),
    row("GET /api/messages/search/", "/api/messages/search/?q=a", Nothing, ["200", "200", "401"]),
    row("GET /api/messages/search/", "/api/messages/search/?q=a&conversation=1", Nothing, ["200", "404", "401"]),
    // Members get as far as the upgrade, which a plain request lacks.
    row("GET /ws/chat/{id}/", "/ws/chat/1/", Nothing, ["400", "404", "403"]),
    row("GET /ws/", "/ws/", Nothing, ["400", "400", "403"]),
    row("GET /healthz", "/healthz", Nothing, ["200", "200", "200"]),
    row("GET /readyz", "/readyz", Nothing, ["200", "200", "200"]),
    row("GET /", "/", Nothing, ["303 /conversations", "303 /conversations", "303 /login"]),
    row("GET /login", "/login", Nothing, ["303 /conversations", "303 /conversations", "200"]),
    row("GET /register", "/register", Nothing, ["303 /conversations", "303 /conversations", "200"]),
    row("GET /conversations", "/conversations", Nothing, ["200", "200", "303 /login"]),
    row("GET /conversations/{id}", "/conversations/1", Nothing, ["200", "404", "303 /login"]),
    row("GET /new-password", "/new-password", Nothing, ["303 /settings", "303 /settings", "303 /login"]),
    row("GET /people", "/people", Nothing, ["200", "200", "303 /login"]),
    row("GET /settings", "/settings", Nothing, ["200", "200", "303 /login"]),
    row("GET /settings/data", "/settings/data", Nothing, ["200", "200", "303 /login"]),
    row("POST /login", "/login", Form(""), ["400", "400", "400"]),
    row("POST /register", "/register", Form(""), ["400", "400", "400"]),
    row("POST /new-password", "/new-password", Form("password=x"), ["303 /settings", "303 /settings", "303 /login"]),
    row(
        "POST /preferences",
        "/preferences",
        Form("theme=dark&next=/login"),
        ["303 /login", "303 /login", "303 /login"],
    ),
    row(
        "POST /settings/profile",
        "/settings/profile",
        Form("first_name=A"),
        ["303 /settings", "303 /settings", "303 /login"],
    ),
    row("POST /settings/profile", "/settings/profile", Form("first_name="), ["400", "400", "303 /login"]),
    row(
        "POST /settings/password",
        "/settings/password",
        Form("current_password=x&password=una+frase+larga"),
        ["400", "400", "303 /login"],
    ),
    row(
        "POST /settings/devices",
        "/settings/devices",
        Form("device=others"),
        ["303 /settings", "303 /settings", "303 /login"],
    ),
    row(
        "POST /conversations",
        "/conversations",
        Form("participant_id=102"),
        ["303 /conversations/2", "303 /conversations/3", "303 /login"],
    ),
    row(
        "POST /conversations/{id}",
        "/conversations/1",
        Form("content=hola"),
        ["303 /conversations/1", "404", "307 /login"],
    ),
    row(
        "POST /conversations/{id}/read",
        "/conversations/1/read",
        Form(""),
        ["303 /conversations/1", "404", "303 /login"],
    ),
    row(
        "POST /conversations/{id}/standing",
        "/conversations/1/standing",
        Form("mute=false&next=/conversations/1"),
        ["303 /conversations/1", "404", "303 /login"],
    ),
    row(
        "POST /conversations/{id}/messages/{seq}/edit",
        "/conversations/1/messages/1/edit",
        Form("content=mía"),
        ["403", "404", "307 /login"],
    ),
    row(
        "POST /conversations/{id}/messages/{seq}/delete",
        "/conversations/1/messages/1/delete",
        Nothing,
        ["403", "404", "303 /login"],
    ),
    row(
        "POST /conversations/{id}/messages/{seq}/react",
        "/conversations/1/messages/1/react",
        Form("emoji=👍"),
        ["303 /conversations/1", "404", "303 /login"],
    ),
    row("POST /fn/{name}", "/fn/inbox", Form("list[from][page]=1&list[limit]=5"), ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/search", Form("query=a"), ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/search_messages", Form("query=a"), ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/search_messages", Form("query=a&conversation=1"), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/chat", Form(CHAT), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/messages", Form(CHAT), ["200", "404", "401"]),
    row(
        "POST /fn/{name}",
        "/fn/send",
        Form("id=1&content=hola&client_id=01a20454-8fca-75a7-9c0c-f44563bbe1f9"),
        ["200", "404", "401"],
    ),
    row("POST /fn/{name}", "/fn/edit", Form("id=1&seq=1&content=mía"), ["403", "404", "401"]),
    row("POST /fn/{name}", "/fn/delete", Form("id=1&seq=1"), ["403", "404", "401"]),
    row("POST /fn/{name}", "/fn/react", Form("id=1&seq=1&emoji=👍"), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/decide", Form("id=1&decision[mute]=false"), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/changes", Form("id=1&after=0"), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/mark_read", Form("id=1&up_to=3"), ["200", "404", "401"]),
    row("POST /fn/{name}", "/fn/open", Form("participant=102"), ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/people", Form("query=a"), ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/devices", Nothing, ["200", "200", "401"]),
    row("POST /fn/{name}", "/fn/nothing", Form(""), ["404", "404", "404"]),
    // Paths without a route.
    row("", "/api/nothing", Nothing, ["404", "404", "404"]),
    row("", "/nothing", Nothing, ["404", "404", "404"]),
    row("", "/api/conversations/search/1/messages/", Nothing, ["404", "404", "404"]),
    row("POST /api/auth/logout/", "/api/auth/logout/", Nothing, ["204", "204", "401"]),
    row("POST /logout", "/logout", Nothing, ["303 /login", "303 /login", "303 /login"]),
];

#[tokio::test]
async fn each_route_answers_as_its_row_says() {
    let marketplace = Marketplace::open().await;
    let ana = marketplace.actor("ana").await;
    let maria = marketplace.actor("maria").await;
    let anybody = marketplace.visitor();
    let signed_out = marketplace.visitor();
    signed_out.signs_in("luis").await;
    let old_cookie = signed_out.cookie().expect("a session");
    signed_out.signs_out().await;

    let mut wrong = Vec::new();
    for row in &ROWS {
        signed_out.sets_cookie(&old_cookie);
        let people = [
            ("a member", &ana, row.member),
            ("a stranger", &maria, row.stranger),
            ("nobody", &anybody, row.anonymous),
            ("one who signed out", &signed_out, row.anonymous),
        ];
        for (who, actor, expected) in people {
            let met = row.meets(actor).await;
            if met != expected {
                wrong.push(format!("{} {}: {who} met {met}, not {expected}", row.route, row.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_route_has_a_row() {
    let rows: BTreeSet<_> = ROWS.iter().map(|row| row.route.to_owned()).filter(|route| !route.is_empty()).collect();
    let routes: BTreeSet<_> =
        server::http::router::routes().into_iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(rows, routes);
}

#[test]
fn every_server_function_has_a_row_and_only_post() {
    let rows: BTreeSet<_> = ROWS.iter().map(|row| row.path).collect();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert!(rows.contains(path), "{path} has no row");
        assert_eq!(method, "POST", "{path}");
    }
}

impl Row {
    async fn meets(&self, actor: &Actor) -> String {
        let method = self.route.split(' ').next().and_then(|method| method.parse().ok());
        let method: Method = method.filter(|_| !self.route.is_empty()).unwrap_or(Method::GET);
        let request = actor.request(method, self.path);
        let request = match self.body {
            Nothing => request,
            Json(body) => request.header(CONTENT_TYPE, "application/json").body(body),
            Form(body) => request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body),
        };
        let answer = actor.sends_request(request).await;
        let place = answer.header("location").split('?').next().unwrap_or_default();
        format!("{} {place}", answer.status.as_u16()).trim().to_owned()
    }
}
