//! One open socket: reads frames and answers them, writes what the hub queues, and ends for one
//! reason. Generic over the frames' way, so that it is tested without a network.

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
pub use order::{AsItComes, Order};
pub use pace::Pace;

/// A ping asks an idle client whether it is there.
const PING_INTERVAL: Duration = Duration::from_secs(25);

/// Without any frame for this long, not even the answer to a ping, the client is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// For the last frames and the close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Answers that wait to be written. When it is full, no more frames of the client are read.
const REPLY_QUEUE_SIZE: usize = 16;

/// Frames written together, before anything else is handled.
const WRITE_BATCH_SIZE: usize = 64;

/// What is spoken on a socket.
pub trait Protocol: Send {
    /// In which events are passed on.
    type Order: Order;

    /// What is sent before anything else.
    fn greet(&mut self) -> impl Future<Output = Greeting<Self::Order>> + Send;

    /// Answers one frame of the client.
    fn answer(&mut self, text: &str, replies: &Replies) -> impl Future<Output = ()> + Send;

    /// How a refusal is said.
    fn refuse(&self, error: &ChatError) -> Frame;

    /// Said last where the server ends, to clients that understand it.
    fn take_leave(&self) -> Option<Frame> {
        None
    }
}

/// The first frames, and how events follow them.
#[derive(Debug, Default)]
pub struct Greeting<O> {
    pub frames: Vec<Frame>,
    pub order: O,
}

/// To this client alone.
#[derive(Debug)]
pub struct Replies {
    /// Where what the hub brings is queued for the same client.
    pub socket: SocketId,
    frames: mpsc::Sender<Frame>,
}

impl Replies {
    /// Waits while the client reads nothing. Where the socket has ended there is nobody to tell.
    pub async fn send(&self, frame: Frame) {
        let _ = self.frames.send(frame).await;
    }
}

/// Serves a socket to its end.
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
            tokio::select! {
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
    // What was answered already comes before the farewell.
    let mut last = Vec::new();
    while let Ok(frame) = said.try_recv() {
        last.push(frame);
    }
    if closing == Closing::Restart {
        last.extend(protocol.take_leave());
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
                // Boxed: a socket is silent most of the time, and need not hold the room for an answer then.
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
            // First: who has much to hear is asked, too.
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
        // Events first: a message is heard of before its acknowledgement.
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

/// Each frame has its own time: slow is who takes nothing, not who has much to take.
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
