//! One open socket: reads frames and answers them, writes what the hub queues, and ends for one
//! reason. Generic over the frames' way, so that it is tested without a network.

pub mod chat;
mod closing;
mod handshake;
pub mod live;

use std::{error::Error, future::Future, iter, time::Duration};

use axum::extract::ws::Message;
use charla::{ChatError, Seq, limits};
use futures::{Sink, SinkExt, Stream, StreamExt};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    frame::Frame,
    hub::{Event, Subscription},
    request_id,
};

pub use closing::Closing;

/// Asks a quiet client whether it is there.
const PING: Duration = Duration::from_secs(30);

/// A client that is there has answered a ping by then.
const SILENCE: Duration = Duration::from_secs(75);

/// What a client is given to take note of the end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers that wait to be written; a client that reads none is not read from any more.
const REPLIES: usize = 16;

/// Frames that are written together.
const BATCH: usize = 64;

/// What is spoken on a socket.
pub trait Protocol: Send {
    /// What is sent before anything else.
    fn greet(&mut self) -> impl Future<Output = Greeting> + Send;

    /// Answers one frame of the client.
    fn answer(&mut self, text: &str, replies: &Replies) -> impl Future<Output = ()> + Send;

    /// How a refusal is said.
    fn refuse(&self, error: &ChatError) -> Frame;
}

/// The first frames. Events up to `up_to` are among them already, and are not sent again.
#[derive(Debug, Default)]
pub struct Greeting {
    pub frames: Vec<Frame>,
    pub up_to: Seq,
}

/// To this client alone.
#[derive(Debug)]
pub struct Replies(mpsc::Sender<Frame>);

impl Replies {
    /// Waits while the client reads nothing. Where the socket has ended there is nobody to tell.
    pub async fn send(&self, frame: Frame) {
        let _ = self.0.send(frame).await;
    }
}

/// Serves a socket to its end.
pub async fn serve<S, E, P>(
    socket: S,
    mut subscription: Subscription,
    mut protocol: P,
    server_ends: CancellationToken,
    write_timeout: Duration,
) -> Closing
where
    S: Sink<Message> + Stream<Item = Result<Message, E>> + Send + Unpin,
    E: Error + 'static,
    P: Protocol,
{
    let (mut sink, stream) = socket.split();
    let (replies, mut said) = mpsc::channel(REPLIES);
    let (events, ending) = subscription.parts();
    let closing = {
        let conversation = async {
            let Greeting { frames, up_to } = protocol.greet().await;
            let greeted = timeout(write_timeout, write_all(&mut sink, frames)).await;
            if !matches!(greeted, Ok(Ok(()))) {
                return Closing::Gone;
            }
            tokio::select! {
                closing = read(stream, &mut protocol, Replies(replies)) => closing,
                closing = write(&mut sink, events, &mut said, up_to, write_timeout) => closing,
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
    let farewell = async {
        if write_all(&mut sink, last).await.is_ok() {
            if let Some(frame) = closing.frame() {
                let _ = sink.send(frame).await;
            }
            let _ = sink.close().await;
        }
    };
    let _ = timeout(FAREWELL, farewell).await;
    closing
}

async fn read<E, P>(
    mut stream: impl Stream<Item = Result<Message, E>> + Unpin,
    protocol: &mut P,
    replies: Replies,
) -> Closing
where
    E: Error + 'static,
    P: Protocol,
{
    loop {
        let Ok(received) = timeout(SILENCE, stream.next()).await else { return Closing::Silent };
        match received {
            None | Some(Ok(Message::Close(_))) => return Closing::Gone,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(text))) if text.len() <= limits::REQUEST_BYTES => {
                request_id::within(protocol.answer(&text, &replies)).await;
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
    events: &mut mpsc::Receiver<Event>,
    replies: &mut mpsc::Receiver<Frame>,
    up_to: Seq,
    write_timeout: Duration,
) -> Closing {
    let is_new = |event: &Event| event.seq == Seq::START || event.seq > up_to;
    let mut pings = interval(PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings.reset();
    loop {
        // Events first: a message is heard of before its acknowledgement.
        let first = tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(event) if is_new(&event) => event.frame.into(),
                Some(_) => continue,
                None => return Closing::Gone,
            },
            Some(frame) = replies.recv() => Message::from(frame),
            _ = pings.tick() => Message::Ping(Default::default()),
        };
        let batch = async {
            sink.feed(first).await?;
            for event in iter::from_fn(|| events.try_recv().ok()).take(BATCH).filter(is_new) {
                sink.feed(event.frame.into()).await?;
            }
            while let Ok(frame) = replies.try_recv() {
                sink.feed(frame.into()).await?;
            }
            sink.flush().await
        };
        match timeout(write_timeout, batch).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Closing::Gone,
            Err(_) => return Closing::SlowReader,
        }
    }
}

async fn write_all<S: Sink<Message> + Unpin>(sink: &mut S, frames: Vec<Frame>) -> Result<(), S::Error> {
    for frame in frames {
        sink.feed(frame.into()).await?;
    }
    sink.flush().await
}

#[cfg(test)]
mod tests;
