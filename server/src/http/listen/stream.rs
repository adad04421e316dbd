//! The byte stream of a connection. It holds the place of the connection until it is dropped, also after an upgrade to a
//! WebSocket.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

use super::{connections::ConnectionSlot, least_rate::LeastRate};
use crate::{
    config::Rate,
    limits::{Bucket, admission::UnreadAnswers},
};

/// Bytes that are read from a socket: far more than its frames may bring. It also bounds frames that are cut into many
/// empty fragments, which no other limit counts.
const SOCKET_BYTES: Rate = Rate { burst: 1_024 * 1_024, every: Duration::from_micros(2) };

#[derive(Debug)]
pub(super) struct Stream {
    stream: LeastRate<TcpStream>,
    intake: Bucket,
    pause: Option<Pin<Box<Sleep>>>,
    place: ConnectionSlot,
}

impl Stream {
    pub(super) fn new(stream: TcpStream, answers: Arc<UnreadAnswers>, place: ConnectionSlot) -> Self {
        let stream = LeastRate::new(stream, answers);
        let intake = Bucket::new(SOCKET_BYTES, Instant::now().into_std());
        Self { stream, intake, pause: None, place }
    }

    pub(super) const fn place(&self) -> &ConnectionSlot {
        &self.place
    }

    fn writer(&mut self) -> Pin<&mut LeastRate<TcpStream>> {
        // A socket limits the time of each frame itself, and sends its client a reason when it closes.
        self.stream.is_bounded = !self.place.activity.is_socket();
        Pin::new(&mut self.stream)
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if self.place.activity.is_socket() {
            let bytes = u32::try_from(buf.filled().len() - before).unwrap_or(u32::MAX);
            let wait = self.intake.wait(bytes, Instant::now().into_std());
            self.pause = (!wait.is_zero()).then(|| Box::pin(sleep(wait)));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.writer().poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.writer().poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.place.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
