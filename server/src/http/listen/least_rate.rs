//! A connection that closes if its peer reads more slowly than a minimum rate.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

use crate::limits::admission::UnreadAnswers;

/// How long the peer may read nothing, and the rate at which it earns that time anew.
#[derive(Debug, Clone, Copy)]
struct Pace {
    rest: Duration,
    bytes_a_second: u32,
}

/// The normal pace: a telephone in a tunnel, a slow network.
const PATIENT: Pace = Pace { rest: Duration::from_secs(30), bytes_a_second: 2_048 };

/// The pace while others wait for room.
const HURRIED: Pace = Pace { rest: Duration::from_secs(3), bytes_a_second: 16_384 };

/// A stream with an allowance of waiting time. Waiting for the peer uses it up; each byte that the peer takes adds to it.
#[derive(Debug)]
pub(super) struct LeastRate<S> {
    stream: S,
    answers: Arc<UnreadAnswers>,
    /// If false, the peer may take as long as it likes.
    pub(super) is_bounded: bool,
    /// The allowance: how long the peer may still take nothing.
    left: Duration,
    /// Set while the peer takes nothing.
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    since: Instant,
    /// Wakes the task to check again. Boxed, since most connections never wait.
    look: Pin<Box<Sleep>>,
}

impl<S> LeastRate<S> {
    pub(super) const fn new(stream: S, answers: Arc<UnreadAnswers>) -> Self {
        Self { stream, answers, is_bounded: true, left: PATIENT.rest, waiting: None }
    }

    fn pace(&self) -> Pace {
        if self.answers.are_many() { HURRIED } else { PATIENT }
    }

    /// Notes that the peer took this many bytes.
    fn took(&mut self, bytes: usize) {
        let pace = self.pace();
        if let Some(waiting) = self.waiting.take() {
            self.left = self.left.saturating_sub(waiting.since.elapsed());
        }
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(pace.bytes_a_second));
        self.left = (self.left + earned).min(pace.rest);
    }

    /// Notes that the peer took nothing. Ready with an error when the allowance is used up.
    fn poll_waiting(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        loop {
            let left = self.left.min(self.pace().rest);
            let waiting = self.waiting.get_or_insert_with(|| {
                let since = Instant::now();
                Waiting { since, look: Box::pin(sleep_until(since + left.min(HURRIED.rest))) }
            });
            ready!(waiting.look.as_mut().poll(cx));
            if waiting.since.elapsed() >= left {
                return Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, "the answer is taken too slowly"));
            }
            // The pace may have changed meanwhile, if others wait for room.
            let next = (waiting.since + left).min(Instant::now() + HURRIED.rest);
            waiting.look.as_mut().reset(next);
        }
    }

    fn settle(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.took(bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending if self.is_bounded => self.poll_waiting(cx).map(Err),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for LeastRate<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.settle(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.settle(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LeastRate<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::sleep,
    };

    use super::*;

    const ANSWER: usize = 300_000;

    /// Returns whether an answer is written to a peer that reads this many bytes a second, and after how long.
    async fn is_taken(bytes_a_second: usize, answers: UnreadAnswers) -> (bool, Duration) {
        is_written(bytes_a_second, answers, true).await
    }

    async fn is_written(bytes_a_second: usize, answers: UnreadAnswers, is_bounded: bool) -> (bool, Duration) {
        let (near, mut far) = duplex(1_024);
        let peer = tokio::spawn(async move {
            let mut taken = vec![0; bytes_a_second];
            loop {
                sleep(Duration::from_secs(1)).await;
                if far.read_exact(&mut taken).await.is_err() {
                    return;
                }
            }
        });
        let mut stream = LeastRate::new(near, Arc::new(answers));
        stream.is_bounded = is_bounded;
        let begun = Instant::now();
        let is_written = stream.write_all(&vec![0; ANSWER]).await.is_ok();
        peer.abort();
        (is_written, begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_stalls_is_disconnected_and_a_slow_network_is_not() {
        let (is_taken_by_a_byte, after) = is_taken(1, UnreadAnswers::new(1_000_000)).await;
        assert!(!is_taken_by_a_byte && after < Duration::from_secs(32), "{after:?}");
        let (is_taken_at_half, after) = is_taken(1_024, UnreadAnswers::new(1_000_000)).await;
        assert!(!is_taken_at_half && after < Duration::from_secs(70), "{after:?}");
        assert!(is_taken(4_096, UnreadAnswers::new(1_000_000)).await.0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_peer_is_disconnected_sooner_if_others_wait_for_room() {
        let (is_written, after) = is_taken(1_024, UnreadAnswers::new(0)).await;
        assert!(!is_written && after < Duration::from_secs(8), "{after:?}");
        assert!(is_taken(64_000, UnreadAnswers::new(0)).await.0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_socket_has_its_own_bounds() {
        assert!(is_written(1_024, UnreadAnswers::new(0), false).await.0);
    }
}
