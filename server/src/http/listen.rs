//! Accepts connections, and lets go of them in order.

mod activity;
mod answer;
mod connections;
mod least_rate;
mod received;
mod stream;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, Request, Response, StatusCode, header},
};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpStream},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use self::{
    activity::Activity,
    answer::Answer,
    connections::{Admission, Connections},
    received::Received,
    stream::Stream,
};
use crate::{config::ConnectionLimits, http::health, limits::admission::UnreadAnswers};

/// For the request line and the headers; an idle connection is kept for as long.
const HEADER_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes of a request's headers, as other servers take them: each connection holds as many until they are complete.
const MAX_HEADER_BYTES: usize = 16 * 1_024;

/// Bytes that the system keeps for a peer, about. By itself it would grow to several megabytes: a long answer would count
/// as taken when nobody has taken any of it. At a round trip of 100 ms it carries 2 MB/s.
const SEND_BUFFER_BYTES: usize = 128 * 1_024;

/// Bytes of those that may wait to be sent; the others are under way. A peer who takes nothing costs the system no more
/// than this, about, and a quick one is given more before it has run out.
const MAX_UNSENT_BYTES: u32 = 32 * 1_024;

/// After a failure to accept that concerns no single connection: too many open files, usually.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// A failure that goes on is logged this often.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Seconds after which a client that found no room may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Serves until `ending`, then finishes the requests under way; `tracker` counts the connections. A peer that takes an
/// answer slowly is let go of, sooner where the `answers` that wait are many.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    answers: Arc<UnreadAnswers>,
    ending: CancellationToken,
    tracker: &TaskTracker,
) {
    let connections = Connections::new(limits);
    let (mut full, mut failing) = (Spell::default(), Spell::default());
    loop {
        let accepted = tokio::select! {
            biased;
            () = ending.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Admission { place, evicted } = connections.admit(peer.ip());
                if place.as_ref().is_none_or(|place| place.is_reserved) && full.is_to_be_logged() {
                    tracing::warn!(?limits, "no room for another connection");
                }
                if let Some(place) = place {
                    if let Err(error) = set_options(&stream) {
                        tracing::debug!(%error, "options of a connection");
                    }
                    let bytes = Stream::new(stream, answers.clone(), place);
                    tracker.spawn(connection(bytes, peer, router.clone(), ending.clone()));
                }
                if evicted > 0 {
                    // They are to be closed before others take their places.
                    tokio::task::yield_now().await;
                }
            }
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                let evicted = connections.evict_some();
                if failing.is_to_be_logged() {
                    tracing::error!(%error, evicted, "no connection can be accepted");
                }
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn set_options(stream: &TcpStream) -> io::Result<()> {
    // Small frames must not wait for the acknowledgement of those before.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.set_tcp_notsent_lowat(MAX_UNSENT_BYTES)
}

/// Something that goes on for a while, and is not worth a line each time.
#[derive(Default)]
struct Spell {
    logged: Option<Instant>,
}

impl Spell {
    fn is_to_be_logged(&mut self) -> bool {
        let is_due = self.logged.is_none_or(|logged| logged.elapsed() >= LOG_INTERVAL);
        if is_due {
            self.logged = Some(Instant::now());
        }
        is_due
    }
}

async fn connection(stream: Stream, peer: SocketAddr, router: Router, ending: CancellationToken) {
    let (activity, is_reserved) = (stream.place().activity.clone(), stream.place().is_reserved);
    let answering = activity.clone();
    let service = service_fn(move |request| answer(request, peer, answering.clone(), is_reserved, router.clone()));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(serving);
    let served = tokio::select! {
        served = &mut serving => served,
        () = activity.evicted() => return,
        () = ending.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "connection");
    }
}

async fn answer(
    mut request: Request<Incoming>,
    peer: SocketAddr,
    activity: Arc<Activity>,
    is_reserved: bool,
    router: Router,
) -> io::Result<Response<Answer>> {
    let is_whole = request.body().is_end_stream();
    if !(if is_whole { activity.begins() } else { activity.receives() }) {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    let response = if is_reserved && !health::PATHS.contains(&request.uri().path()) {
        no_room()
    } else {
        request.extensions_mut().insert(ConnectInfo(peer));
        let Ok(response) = router.oneshot(request.map(|body| Body::new(Received::new(body, activity.clone())))).await;
        response
    };
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        activity.becomes_socket();
    }
    Ok(response.map(|body| Answer::new(body, activity)))
}

/// In few bytes, without a look at the request: there are many of them at such times.
fn no_room() -> Response<Body> {
    let mut response =
        Response::new(Body::from("{\"detail\": \"no room for another connection\", \"code\": \"overloaded\"}"));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
