//! The byte stream of a connection. It holds the place of the connection until it is dropped, also after an upgrade to a
//! WebSocket.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

use super::{connections::ConnectionSlot, least_rate::LeastRate, socket_bytes::SocketBytes};
use crate::limits::{Bucket, admission::UnreadAnswers};

#[derive(Debug)]
pub(super) struct Stream {
    stream: LeastRate<TcpStream>,
    socket_bytes: Arc<SocketBytes>,
    intake: Bucket,
    pause: Option<Pin<Box<Sleep>>>,
    place: ConnectionSlot,
}

impl Stream {
    pub(super) fn new(
        stream: TcpStream,
        answers: Arc<UnreadAnswers>,
        socket_bytes: Arc<SocketBytes>,
        place: ConnectionSlot,
    ) -> Self {
        let stream = LeastRate::new(stream, answers);
        let intake = socket_bytes.of_socket(Instant::now().into_std());
        Self { stream, socket_bytes, intake, pause: None, place }
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
        let this = &mut *self;
        if let Some(pause) = &mut this.pause {
            ready!(pause.as_mut().poll(cx));
            this.pause = None;
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        let activity = &this.place.activity;
        if activity.is_socket() {
            let bytes = buf.filled().len() - before;
            let now = Instant::now().into_std();
            let wait = this.socket_bytes.wait(&mut this.intake, activity.owner(), bytes, now);
            this.pause = (!wait.is_zero()).then(|| Box::pin(sleep(wait)));
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
