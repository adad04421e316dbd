//! One open socket: reads frames and answers them, writes the events that the hub queues, and closes with one reason.
//! Generic over sink and stream, so that tests need no network.

pub mod chat;
mod closing;
mod handshake;
pub mod live;
mod missed;
mod order;
mod pace;

use std::{error::Error, future::Future, time::Duration};

use axum::extract::ws::Message;
use charla::{ChatError, limits};
use futures::{Sink, SinkExt, Stream, StreamExt};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, error::Elapsed, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    live::{
        frame::Frame,
        hub::{Queue, SocketId, Subscription},
    },
    log::request_id,
};

pub use closing::Closing;
pub use handshake::SocketOwner;
pub use order::{Order, Unordered};
pub use pace::Pace;

/// How often an idle client gets a ping.
const PING_INTERVAL: Duration = Duration::from_secs(25);

/// A client that sends no frame for this long, not even a pong, is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Time for the last frames and the close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Answers that wait to be written. While the queue is full, no more frames of the client are read.
const REPLY_QUEUE_SIZE: usize = 16;

/// Frames written together, before anything else is handled.
const WRITE_BATCH_SIZE: usize = 64;

/// The messages on a socket.
pub trait Protocol: Send {
    /// The order in which events are sent.
    type Order: Order;

    /// Returns the frames that are sent before anything else.
    fn greet(&mut self) -> impl Future<Output = Greeting<Self::Order>> + Send;

    /// Answers one frame of the client.
    fn answer(&mut self, text: &str, replies: &Replies) -> impl Future<Output = ()> + Send;

    /// Returns the frame for a refusal.
    fn refuse(&self, error: &ChatError) -> Frame;

    /// Returns the last frame when the server ends, for clients that understand it.
    fn closing_frame(&self) -> Option<Frame> {
        None
    }
}

/// The first frames, and the order of the events after them.
#[derive(Debug, Default)]
pub struct Greeting<O> {
    pub frames: Vec<Frame>,
    pub order: O,
}

/// Sends answers to this client only.
#[derive(Debug)]
pub struct Replies {
    /// The socket under which the hub queues events for this client.
    pub socket: SocketId,
    frames: mpsc::Sender<Frame>,
}

impl Replies {
    /// Waits while the client reads nothing. Drops the frame if the socket has closed.
    pub async fn send(&self, frame: Frame) {
        let _ = self.frames.send(frame).await;
    }
}

/// Serves a socket until it closes, and returns the reason.
pub async fn serve<S, E, P>(
    socket: S,
    mut subscription: Subscription,
    mut protocol: P,
    mut pace: Pace,
    server_ends: CancellationToken,
    write_timeout: Duration,
) -> Closing
where
    S: Sink<Message> + Stream<Item = Result<Message, E>> + Send + Unpin,
    E: Error + 'static,
    P: Protocol,
{
    let (mut sink, stream) = socket.split();
    let (frames, mut said) = mpsc::channel(REPLY_QUEUE_SIZE);
    let replies = Replies { socket: subscription.id(), frames };
    let (events, ending) = subscription.parts();
    let closing = {
        let conversation = async {
            let Greeting { frames, mut order } = Box::pin(protocol.greet()).await;
            if let Err(closing) = write_all(&mut sink, frames, write_timeout).await {
                return closing;
            }
            // Biased: if both are ready, the acknowledgement of a message is queued before its event is written, and both
            // take one write.
            tokio::select! {
                biased;
                closing = read(stream, &mut protocol, &mut pace, replies) => closing,
                closing = write(&mut sink, events, &mut said, &mut order, write_timeout) => closing,
            }
        };
        tokio::select! {
            biased;
            () = server_ends.cancelled() => Closing::Restart,
            ending = ending => ending.map_or(Closing::Gone, Closing::from),
            closing = conversation => closing,
        }
    };
    // Answers that exist already are sent before the close frame.
    let mut last = Vec::new();
    while let Ok(frame) = said.try_recv() {
        last.push(frame);
    }
    if closing == Closing::Restart {
        last.extend(protocol.closing_frame());
    }
    let farewell = async {
        if write_all(&mut sink, last, CLOSE_TIMEOUT).await.is_ok() {
            if let Some(frame) = closing.frame() {
                let _ = sink.send(frame).await;
            }
            let _ = sink.close().await;
        }
    };
    let _ = timeout(CLOSE_TIMEOUT, Box::pin(farewell)).await;
    closing
}

async fn read<E, P>(
    mut stream: impl Stream<Item = Result<Message, E>> + Unpin,
    protocol: &mut P,
    pace: &mut Pace,
    replies: Replies,
) -> Closing
where
    E: Error + 'static,
    P: Protocol,
{
    loop {
        let Ok(received) = timeout(READ_TIMEOUT, stream.next()).await else { return Closing::Silent };
        if let Some(Ok(message)) = &received {
            pace.keep(message).await;
        }
        match received {
            None | Some(Ok(Message::Close(_))) => return Closing::Gone,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(text))) if text.len() <= limits::REQUEST_BYTES => {
                // Boxed: a socket is idle most of the time, and should not hold memory for an answer then.
                Box::pin(request_id::within(request_id::context().network, protocol.answer(&text, &replies))).await;
            }
            Some(Ok(Message::Text(_))) => {
                let error = ChatError::BodyTooLarge { max_bytes: limits::REQUEST_BYTES };
                replies.send(protocol.refuse(&error)).await;
            }
            Some(Ok(Message::Binary(_))) => {
                let error = ChatError::InvalidBody { detail: "a binary frame".into() };
                replies.send(protocol.refuse(&error)).await;
            }
            Some(Err(error)) => {
                let closing = Closing::of_error(&error);
                if let Some(error) = closing.refusal() {
                    replies.send(protocol.refuse(&error)).await;
                }
                return closing;
            }
        }
    }
}

async fn write<S: Sink<Message> + Unpin>(
    sink: &mut S,
    events: &mut Queue,
    replies: &mut mpsc::Receiver<Frame>,
    order: &mut impl Order,
    write_timeout: Duration,
) -> Closing {
    let mut pings = interval(PING_INTERVAL);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings.reset();
    let mut frames = Vec::new();
    loop {
        tokio::select! {
            biased;
            // Pings come first, so that a client with many events gets them, too.
            _ = pings.tick() => frames.push(Message::Ping(Default::default())),
            event = events.next() => match event {
                Some(event) => {
                    if let Err(closing) = order.pass(event, &mut frames).await {
                        return closing;
                    }
                }
                None => return Closing::Gone,
            },
            Some(frame) = replies.recv() => frames.push(frame.into()),
        }
        // Events come first: a message is sent before its acknowledgement.
        while frames.len() < WRITE_BATCH_SIZE {
            if let Some(event) = events.try_next() {
                if let Err(closing) = order.pass(event, &mut frames).await {
                    return closing;
                }
            } else if let Ok(frame) = replies.try_recv() {
                frames.push(frame.into());
            } else {
                break;
            }
        }
        if let Err(closing) = write_all(sink, frames.drain(..), write_timeout).await {
            return closing;
        }
    }
}

/// Writes each frame within the timeout. A client is slow if it takes no bytes for that long, not if it has many frames
/// to take.
async fn write_all<S: Sink<Message> + Unpin>(
    sink: &mut S,
    frames: impl IntoIterator<Item = impl Into<Message>>,
    write_timeout: Duration,
) -> Result<(), Closing> {
    let within = |written: Result<Result<(), S::Error>, Elapsed>| match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Closing::Gone),
        Err(_) => Err(Closing::SlowReader),
    };
    for frame in frames {
        within(timeout(write_timeout, sink.feed(frame.into())).await)?;
    }
    within(timeout(write_timeout, sink.flush()).await)
}

#[cfg(test)]
mod tests;
