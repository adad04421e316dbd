//! A socket in memory. Frames wait until the other side takes them. Waiting frames are lost when the connection is cut.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use axum::extract::ws::Message;
use futures::{FutureExt, Sink, Stream, StreamExt, channel::mpsc};

/// Frames that may wait for the client.
const ROOM: usize = 32;

/// The server's end.
pub struct Wire {
    from_client: mpsc::UnboundedReceiver<Message>,
    to_client: mpsc::Sender<Message>,
    pulse: Arc<Pulse>,
}

/// The client's end. Dropping it cuts the connection.
pub struct Line {
    says: mpsc::UnboundedSender<Message>,
    hears: mpsc::Receiver<Message>,
    pulse: Arc<Pulse>,
}

/// What the server waits for at this socket.
#[derive(Default)]
pub struct Pulse {
    waits_for_frames: AtomicBool,
    waits_for_room: AtomicBool,
    is_over: AtomicBool,
}

pub fn wire() -> (Wire, Line) {
    let (says, from_client) = mpsc::unbounded();
    let (to_client, hears) = mpsc::channel(ROOM);
    let pulse = Arc::<Pulse>::default();
    (Wire { from_client, to_client, pulse: pulse.clone() }, Line { says, hears, pulse })
}

pub enum Heard {
    Frame(Message),
    Nothing,
    /// The server has closed the socket.
    End,
}

impl Line {
    pub fn says(&self, text: String) {
        self.pulse.waits_for_frames.store(false, SeqCst);
        // If the server has closed the socket, the frame is lost, as on any connection.
        let _ = self.says.unbounded_send(Message::text(text));
    }

    /// Returns the next frame that has arrived.
    pub fn hears(&mut self) -> Heard {
        self.pulse.waits_for_room.store(false, SeqCst);
        match self.hears.next().now_or_never() {
            Some(Some(Message::Close(_)) | None) => Heard::End,
            Some(Some(frame)) => Heard::Frame(frame),
            None => Heard::Nothing,
        }
    }
}

impl Wire {
    pub fn pulse(&self) -> Arc<Pulse> {
        self.pulse.clone()
    }
}

impl Pulse {
    /// Whether nothing happens at the server until the client does something.
    pub fn rests(&self) -> bool {
        self.is_over() || self.waits_for_frames.load(SeqCst) || self.waits_for_room.load(SeqCst)
    }

    pub fn is_over(&self) -> bool {
        self.is_over.load(SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.pulse.is_over.store(true, SeqCst);
    }
}

impl Stream for Wire {
    type Item = Result<Message, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.from_client.poll_next_unpin(cx);
        self.pulse.waits_for_frames.store(polled.is_pending(), SeqCst);
        polled.map(|frame| frame.map(Ok))
    }
}

impl Sink<Message> for Wire {
    type Error = mpsc::SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        let polled = self.to_client.poll_ready(cx);
        self.pulse.waits_for_room.store(polled.is_pending(), SeqCst);
        polled
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        self.to_client.start_send(message)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_client.close_channel();
        Poll::Ready(Ok(()))
    }
}
