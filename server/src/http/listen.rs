//! Accepts connections, limits their number, and closes them at the end.

mod activity;
mod connections;
mod least_rate;
mod received;
mod response_body;
mod socket_bytes;
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
    connections::{ConnectionAdmission, Connections},
    received::Received,
    response_body::ResponseBody,
    stream::Stream,
};
use crate::{
    config::ConnectionLimits,
    http::{health, socket::SocketOwner},
    limits::admission::UnreadAnswers,
};

pub use socket_bytes::SocketBytes;

/// Time for the request line and the headers; also how long an idle connection is kept.
const HEADER_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes of a request's headers, a common limit of servers: each connection buffers them until they are complete.
const MAX_HEADER_BYTES: usize = 16 * 1_024;

/// Size of the kernel's send buffer of a connection, about. By default it grows to several megabytes: a long answer would
/// count as taken although the peer has read none of it. At a round trip of 100 ms it carries 2 MB/s.
const SEND_BUFFER_BYTES: usize = 128 * 1_024;

/// Bytes in the send buffer that are not sent yet; the others are under way. A peer that reads nothing costs about this
/// much memory, and a fast one gets more data before the buffer is empty.
const MAX_UNSENT_BYTES: u32 = 32 * 1_024;

/// Pause after a failure to accept that does not concern a single connection: usually too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// A failure that continues is logged once in this time.
const LOG_INTERVAL: Duration = Duration::from_secs(60);

/// Seconds after which a client may try again if there was no room.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Serves until `ending`, then finishes the requests under way. `tracker` counts the connections. A peer that reads an
/// answer too slowly is disconnected, sooner if many `answers` wait to be read.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    answers: Arc<UnreadAnswers>,
    socket_bytes: SocketBytes,
    ending: CancellationToken,
    tracker: &TaskTracker,
) {
    let connections = Connections::new(limits);
    let socket_bytes = Arc::new(socket_bytes);
    let (mut full, mut failing) = (LogThrottle::default(), LogThrottle::default());
    loop {
        let accepted = tokio::select! {
            biased;
            () = ending.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let ConnectionAdmission { place, evicted } = connections.admit(peer.ip());
                if place.as_ref().is_none_or(|place| place.is_reserved) && full.is_to_be_logged() {
                    tracing::warn!(?limits, "no room for another connection");
                }
                if let Some(place) = place {
                    if let Err(error) = set_options(&stream) {
                        tracing::debug!(%error, "options of a connection");
                    }
                    let bytes = Stream::new(stream, answers.clone(), socket_bytes.clone(), place);
                    tracker.spawn(connection(bytes, peer, router.clone(), ending.clone()));
                }
                if evicted > 0 {
                    // Lets their tasks close them before more connections are accepted.
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
    // Small frames must not wait until earlier ones are acknowledged (Nagle's algorithm).
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.set_tcp_notsent_lowat(MAX_UNSENT_BYTES)
}

/// A condition that lasts for a while, and is logged at most once in [`LOG_INTERVAL`].
#[derive(Default)]
struct LogThrottle {
    logged: Option<Instant>,
}

impl LogThrottle {
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
) -> io::Result<Response<ResponseBody>> {
    let is_whole = request.body().is_end_stream();
    if !(if is_whole { activity.begins() } else { activity.receives() }) {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    // hyper goes on with the next pipelined request while answers are ready at once. This lets other connections take their
    // turn.
    tokio::task::yield_now().await;
    let mut response = if is_reserved && !health::PATHS.contains(&request.uri().path()) {
        no_room()
    } else {
        request.extensions_mut().insert(ConnectInfo(peer));
        let Ok(response) = router.oneshot(request.map(|body| Body::new(Received::new(body, activity.clone())))).await;
        response
    };
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        activity.becomes_socket(response.extensions_mut().remove().map(|SocketOwner(user)| user));
    }
    Ok(response.map(|body| ResponseBody::new(body, activity)))
}

/// Returns a 503 of few bytes, without looking at the request: such times have many of them.
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

#[cfg(test)]
mod tests;
