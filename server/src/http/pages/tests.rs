use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    config::Config,
    limits::admission::{AnswerKind, Cost},
    net::network::Network,
    store::{self, Durability},
};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));
const COST: Cost = Cost { reads: 1, answer: AnswerKind::Short };

async fn state(folder: &tempfile::TempDir) -> AppState {
    let database = format!("sqlite:{}", folder.path().join("charla.db").display());
    let store = store::open(&database, Durability::Full).await.expect("a database");
    let config = Config::new("http://127.0.0.1:3000".parse().expect("an origin"));
    AppState::new(config, store, CancellationToken::new())
}

async fn page(state: &AppState) -> Page {
    let requester = Requester::Network(Network::of(ADDRESS));
    let admitted = state.admission.admit(requester, ADDRESS, COST).await.expect("room");
    let mut request = Request::post("/login").body(()).expect("a request");
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((ADDRESS, 1))));
    request.extensions_mut().insert(admitted.reservation());
    SignedIn::put(None, request.extensions_mut());
    let (mut parts, ()) = request.into_parts();
    Page::from_request_parts(&mut parts, state).await.expect("a page")
}

#[tokio::test]
async fn a_page_that_repeats_a_form_is_not_longer_than_its_reservation() {
    let _ = any_spawner::Executor::init_tokio();
    let folder = tempfile::tempdir().expect("a folder");
    let state = state(&folder).await;
    let refused = Some(ChatError::TooManyRequests { retry_after: 1 });
    for text in ["", "a", "<", "&", "\"", "'", "\\", "/", "\n", "\u{1}", "\u{7f}", "\u{2028}", "é", "👋"] {
        let text = text.repeat(1_000);
        let next = LocalPath::from(format!("/conversations/1?{}", "&".repeat(900)));
        for (path, names) in [
            ("/login", vec!["username", "content", "writer"]),
            ("/register", vec!["first_name", "last_name", "username", "role"]),
            (&next.after_sign_in(), vec!["username", "next", "content", "writer"]),
        ] {
            let fields = names.into_iter().map(|name| (name.to_owned(), text.clone())).collect();
            let form = ResubmittedForm { fields, refusal: refused.clone() };
            let mut page = page(&state).await;
            page.page_context.form = Some(form.clone());
            let expected = page.expected_bytes(path);
            page.page_context.form = None;
            let response = page.show_form(path, form).await;
            assert_eq!(response.status(), StatusCode::OK);
            let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a page").len();
            assert!(bytes <= expected, "{path}, {text:.1}: {bytes} bytes, {expected} were reserved");
        }
    }
}

#[tokio::test]
async fn a_panic_while_a_page_fetches_data_is_an_internal_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = state(&folder).await;
    let server_context = server_context(&state, None, None, |_| ());

    assert_eq!(server_context.on_server(async { Ok(7) }).await, Ok(7));
    let refused = server_context.on_server(async { Err::<(), _>(ChatError::NotSignedIn) }).await;
    assert_eq!(refused, Err(ChatError::NotSignedIn));
    let panicked = server_context.on_server::<()>(async { panic!("on purpose") }).await;
    assert!(matches!(panicked, Err(ChatError::Internal { .. })), "{panicked:?}");
}
