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
pub struct ServerEnd {
    from_client: mpsc::UnboundedReceiver<Message>,
    to_client: mpsc::Sender<Message>,
    activity: Arc<ServerActivity>,
}

/// The client's end. Dropping it cuts the connection.
pub struct ClientEnd {
    sender: mpsc::UnboundedSender<Message>,
    receiver: mpsc::Receiver<Message>,
    activity: Arc<ServerActivity>,
}

/// What the server waits for at this socket.
#[derive(Default)]
pub struct ServerActivity {
    waits_for_frames: AtomicBool,
    waits_for_room: AtomicBool,
    has_ended: AtomicBool,
}

pub fn wire() -> (ServerEnd, ClientEnd) {
    let (sender, from_client) = mpsc::unbounded();
    let (to_client, receiver) = mpsc::channel(ROOM);
    let activity = Arc::<ServerActivity>::default();
    (ServerEnd { from_client, to_client, activity: activity.clone() }, ClientEnd { sender, receiver, activity })
}

pub enum Received {
    Frame(Message),
    Nothing,
    /// The server has closed the socket.
    End,
}

impl ClientEnd {
    pub fn send(&self, text: String) {
        self.activity.waits_for_frames.store(false, SeqCst);
        // If the server has closed the socket, the frame is lost, as on any connection.
        let _ = self.sender.unbounded_send(Message::text(text));
    }

    /// Returns the next frame that has arrived.
    pub fn receive(&mut self) -> Received {
        self.activity.waits_for_room.store(false, SeqCst);
        match self.receiver.next().now_or_never() {
            Some(Some(Message::Close(_)) | None) => Received::End,
            Some(Some(frame)) => Received::Frame(frame),
            None => Received::Nothing,
        }
    }
}

impl ServerEnd {
    pub fn activity(&self) -> Arc<ServerActivity> {
        self.activity.clone()
    }
}

impl ServerActivity {
    /// Whether nothing happens at the server until the client does something.
    pub fn is_idle(&self) -> bool {
        self.has_ended() || self.waits_for_frames.load(SeqCst) || self.waits_for_room.load(SeqCst)
    }

    pub fn has_ended(&self) -> bool {
        self.has_ended.load(SeqCst)
    }
}

impl Drop for ServerEnd {
    fn drop(&mut self) {
        self.activity.has_ended.store(true, SeqCst);
    }
}

impl Stream for ServerEnd {
    type Item = Result<Message, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.from_client.poll_next_unpin(cx);
        self.activity.waits_for_frames.store(polled.is_pending(), SeqCst);
        polled.map(|frame| frame.map(Ok))
    }
}

impl Sink<Message> for ServerEnd {
    type Error = mpsc::SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        let polled = self.to_client.poll_ready(cx);
        self.activity.waits_for_room.store(polled.is_pending(), SeqCst);
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
