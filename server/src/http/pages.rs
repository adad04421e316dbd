//! The pages, rendered on the server by the same code that runs in the browser.

mod functions;

use std::{fmt, sync::Arc};

use app::{
    headers::Build,
    page_context::{PageContext, ResubmittedForm},
    server_context::ServerContext,
    shell,
};
use axum::{
    body::{Body, to_bytes},
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use charla::{ChatError, ClientId, SessionId, User};
use futures::future::BoxFuture;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use serde::Deserialize;

use crate::{
    auth::signed_in::SignedIn,
    clock,
    error::{fault, refusal::Refusal},
    http::{local_path::LocalPath, preferences, request::is_page_path, time_zone},
    limits::admission::{AnswerReservation, Requester},
    log::request_id,
    state::AppState,
};

pub use functions::function;

/// The header also tells the service worker, which stores pages for offline use, whose page it is (`public/sw.js`).
const READER: HeaderName = HeaderName::from_static(app::headers::READER);

/// Bytes of a page for a user who is not signed in, at most, without what it repeats of the request.
const BARE_PAGE_BYTES: usize = 16 * 1_024;

/// Bytes of a page for each byte of the request that it repeats, at most: a `<` is four in a field, and seven in the page
/// context.
const BYTES_PER_REPEATED_BYTE: usize = 11;

/// An extractor with everything that rendering needs: the request, the reader and the preferences.
pub struct Page {
    state: AppState,
    uri: Uri,
    headers: HeaderMap,
    /// The session of the request.
    session: Option<SessionId>,
    requester: Requester,
    reservation: AnswerReservation,
    page_context: PageContext,
}

/// A page for users who are not signed in. Signed-in users are redirected to the page they came from.
pub async fn signed_out_page(page: Page) -> Response {
    if page.page_context.me.is_some() {
        let query = page.uri.query().unwrap_or_default();
        let LedFrom { next } = serde_urlencoded::from_str(query).unwrap_or_default();
        return Redirect::to(next.as_str()).into_response();
    }
    page.render_itself().await
}

/// The page from which the user was redirected to the sign-in page.
#[derive(Default, Deserialize)]
struct LedFrom {
    #[serde(default)]
    next: LocalPath,
}

/// A page for signed-in users. Other users are redirected to the sign-in page, and users who have to choose a new password
/// to the page for that; both come back afterwards.
pub async fn signed_in_page(page: Page) -> Response {
    match &page.page_context.me {
        Some(me) if me.must_change_password => {
            let path = LocalPath::from(page.path_and_query()).after_new_password();
            Redirect::to(&path).into_response()
        }
        Some(_) => page.render_itself().await,
        None => page.sign_in_first(&page.path_and_query()),
    }
}

/// The page for choosing a password. Users who do not have to are redirected to the settings.
pub async fn for_new_password(page: Page) -> Response {
    match &page.page_context.me {
        Some(me) if me.must_change_password => page.render_itself().await,
        Some(_) => Redirect::to("/settings").into_response(),
        None => page.sign_in_first("/new-password"),
    }
}

pub async fn home(me: Option<SignedIn>) -> Response {
    Redirect::to(if me.is_some() { "/conversations" } else { "/login?next=%2Fconversations" }).into_response()
}

/// Answers an unknown path with 404, and redirects a page with a trailing slash to the page. Programs get the refusal of
/// the API.
pub async fn not_found(method: Method, page: Page) -> Response {
    let path = page.uri.path();
    if !is_page_path(path) {
        return Refusal(ChatError::RouteNotFound).into_response();
    }
    let bare = path.trim_end_matches('/');
    if method == Method::GET && bare != path && LocalPath::is_local(bare) {
        let query = page.uri.query().map_or_else(String::new, |query| format!("?{query}"));
        return Redirect::permanent(&format!("{bare}{query}")).into_response();
    }
    let mut response = page.render_itself().await;
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

impl Page {
    /// Renders the page at `path` with this form as the user filled it in.
    pub async fn show_form(mut self, path: &str, form: ResubmittedForm) -> Response {
        self.page_context.form = Some(form);
        self.page_context.form_path = Some(path.to_owned());
        self.render(Method::GET, path).await
    }

    pub fn sign_in_first(&self, path: &str) -> Response {
        Redirect::to(&LocalPath::from(path.to_owned()).after_sign_in()).into_response()
    }

    /// Returns the path and query of the request.
    pub fn path_and_query(&self) -> String {
        self.uri.path_and_query().map_or_else(String::new, ToString::to_string)
    }

    async fn render_itself(self) -> Response {
        let path = self.path_and_query();
        self.render(Method::GET, &path).await
    }

    /// Renders the page at `path` completely before the answer begins, so that the status is right and no script is needed
    /// to assemble the page.
    pub async fn render(self, method: Method, path: &str) -> Response {
        let expected_bytes = self.expected_bytes(path);
        let Self { state, headers, session, requester, reservation, mut page_context, .. } = self;
        if let Some(me) = &page_context.me {
            match state.backend.unread_total(me.id).await {
                Ok(unread_total) => page_context.unread_total = unread_total,
                // The page is still useful. If its own data cannot be read, it shows that itself.
                Err(error) => tracing::warn!(%error, "the totals of a page could not be read"),
            }
        }
        let files = state.client.clone();
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_default();
        *request.headers_mut() = headers;
        let renderers = state.renderers.clone();
        let context = move || provide(&state, &page_context, session);
        let render = leptos_axum::render_app_async_with_context(context, move || shell(&files));
        let whole = async move || {
            let (parts, body) = render(request).await.into_parts();
            match to_bytes(body, usize::MAX).await {
                Ok(html) => Response::from_parts(parts, html.into()),
                Err(error) => Refusal(fault::internal(error)).into_response(),
            }
        };
        renderers.render(requester, &reservation, expected_bytes, whole).await
    }

    /// Returns the length of the page at `path`, at most, without what it shows of the database: that is short, or limited
    /// by [`ANSWER_BYTES`](charla::limits::ANSWER_BYTES).
    fn expected_bytes(&self, path: &str) -> usize {
        let fields = self.page_context.form.iter().flat_map(|form| &form.fields);
        let repeated = path.len() + fields.map(|(name, value)| name.len() + value.len()).sum::<usize>();
        BARE_PAGE_BYTES + BYTES_PER_REPEATED_BYTE * repeated
    }
}

/// Provides the contexts that [`app`] expects.
fn provide(state: &AppState, page_context: &PageContext, session: Option<SessionId>) {
    let answer = expect_context::<ResponseOptions>();
    if let Some(policy) = use_nonce().and_then(|nonce| content_security_policy(&nonce)) {
        answer.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    if let Some(me) = &page_context.me {
        answer.insert_header(READER, HeaderValue::from(me.id.0));
    }
    let set_status = move |status| {
        if let Ok(status) = StatusCode::from_u16(status) {
            answer.set_status(status);
        }
    };
    provide_context(server_context(state, page_context.me.clone(), session, set_status));
    provide_context(Build(state.build.clone()));
    provide_context(page_context.preferences.locale);
    provide_context(page_context.clone());
}

fn server_context(
    state: &AppState,
    me: Option<User>,
    session: Option<SessionId>,
    set_status: impl Fn(u16) + Send + Sync + 'static,
) -> ServerContext {
    let (server, request) = (state.running_on.clone(), request_id::context());
    let run = move |work| -> BoxFuture<'static, Result<(), ChatError>> {
        let task = server.spawn(request_id::under(request, work));
        Box::pin(request_id::under(request, async { task.await.map_err(fault::internal) }))
    };
    ServerContext { backend: state.backend.clone(), me, session, set_status: Arc::new(set_status), run: Arc::new(run) }
}

/// Allows only scripts that have the nonce of this answer, and those that they load.
fn content_security_policy(nonce: &str) -> Option<HeaderValue> {
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    );
    HeaderValue::try_from(policy).ok()
}

/// Without the headers: they have the cookies.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("path", &self.uri.path()).finish_non_exhaustive()
    }
}

impl FromRequestParts<AppState> for Page {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let me = SignedIn::of(&parts.extensions)?;
        let now = clock::now();
        let page_context = PageContext {
            me: me.as_ref().map(|me| me.user.clone()),
            preferences: preferences::preferences(&parts.headers),
            unread_total: 0,
            zone: time_zone::zone(preferences::time_zone(&parts.headers), now),
            now,
            change_window: state.config.change_window,
            form_id: Some(ClientId::generate()),
            form: None,
            form_path: None,
        };
        let session = me.map(|me| me.key.id());
        let requester = Requester::from_request_parts(parts, state).await?;
        let reservation = parts.extensions.get::<AnswerReservation>().cloned();
        let reservation = reservation.ok_or_else(|| Refusal(fault::internal("a page without a reservation")))?;
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        Ok(Self { state: state.clone(), uri, headers, session, requester, reservation, page_context })
    }
}

#[cfg(test)]
mod tests;
