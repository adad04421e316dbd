use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use charla::{ConversationId, Revision, Seq, UserId, event::Unread};
use futures::channel::mpsc as wire;
use tokio::task::JoinHandle;

use super::*;
use crate::{
    config::Rate,
    limits::Buckets,
    live::{broadcast::Broadcast, hub::Hub, listening::Listening},
    store::SessionKey,
};

/// Sends each text back. A number is sent back as many times as its value.
struct Echo;

impl Protocol for Echo {
    type Order = Unordered;

    async fn greet(&mut self) -> Greeting<Unordered> {
        Greeting { frames: vec![Frame::json(&"hello")], order: Unordered }
    }
    async fn answer(&mut self, text: &str, replies: &Replies) {
        let times = text.parse().unwrap_or(1);
        for _ in 0..times {
            replies.send(Frame::json(&text)).await;
        }
    }
    fn refuse(&self, error: &ChatError) -> Frame {
        Frame::json(&error.code())
    }
}

/// Both directions in memory. Without buffer: a frame waits until the client takes it.
struct Wire {
    from_client: wire::Receiver<Result<Message, Infallible>>,
    to_client: wire::Sender<Message>,
}

struct Client {
    hub: Arc<Hub>,
    sends: wire::Sender<Result<Message, Infallible>>,
    receives: wire::Receiver<Message>,
    ends: CancellationToken,
    served: JoinHandle<Closing>,
}

const SOME: Rate = Rate { burst: 1_000, every: Duration::from_millis(1) };

fn connect() -> Client {
    connect_at(SOME, &Arc::new(Buckets::new(SOME)))
}

/// Connects with the rates of a socket and of its user.
fn connect_at(socket: Rate, user: &Arc<Buckets<UserId>>) -> Client {
    let (sends, from_client) = wire::channel(0);
    let (to_client, receives) = wire::channel(0);
    let ends = CancellationToken::new();
    let session = SessionKey::new([1; 32]);
    let hub = Hub::new(1);
    let subscription = hub.subscribe(UserId(1), session, Listening::Everything).expect("room for a socket");
    let write_timeout = Duration::from_secs(20);
    let pace = Pace::new(socket, user.clone(), UserId(1));
    let wire = Wire { from_client, to_client };
    let served = tokio::spawn(serve(wire, subscription, Echo, pace, ends.clone(), write_timeout));
    Client { hub, sends, receives, ends, served }
}

impl Client {
    async fn sends(&mut self, message: Message) {
        self.sends.send(Ok(message)).await.expect("an open socket");
    }

    async fn receives(&mut self) -> Message {
        self.receives.next().await.expect("an open socket")
    }

    async fn receives_text(&mut self) -> String {
        match self.receives().await {
            Message::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

fn code(message: &Message) -> Option<u16> {
    match message {
        Message::Close(Some(frame)) => Some(frame.code),
        _ => None,
    }
}

#[tokio::test]
async fn the_greeting_comes_first_and_then_answers_in_order() {
    let mut client = connect();
    assert_eq!(client.receives_text().await, "\"hello\"");
    client.sends(Message::text("one")).await;
    client.sends(Message::text("two")).await;
    assert_eq!(client.receives_text().await, "\"one\"");
    assert_eq!(client.receives_text().await, "\"two\"");
}

#[tokio::test]
async fn a_frame_that_is_no_text_or_too_long_is_refused_and_the_socket_stays_open() {
    let mut client = connect();
    client.receives_text().await;
    client.sends(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(client.receives_text().await, "\"invalid_body\"");
    client.sends(Message::text("x".repeat(limits::REQUEST_BYTES + 1))).await;
    assert_eq!(client.receives_text().await, "\"too_large\"");
    client.sends(Message::text("still here")).await;
    assert_eq!(client.receives_text().await, "\"still here\"");
}

#[tokio::test(start_paused = true)]
async fn frames_beyond_the_pace_of_a_socket_are_read_later() {
    let rate = Rate { burst: 3, every: Duration::from_secs(1) };
    let mut client = connect_at(rate, &Arc::new(Buckets::new(SOME)));
    client.receives_text().await;
    let begun = tokio::time::Instant::now();
    for frame in [Message::Ping(Default::default()), Message::binary(vec![1]), Message::text("a")] {
        client.sends(frame).await;
    }
    client.receives_text().await;
    client.receives_text().await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
    for seconds in 1..=5 {
        client.sends(Message::text("more")).await;
        assert_eq!(client.receives_text().await, "\"more\"", "nothing is refused");
        assert_eq!(begun.elapsed().as_secs(), seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn frames_beyond_the_pace_of_a_user_are_read_later_on_all_sockets() {
    let user = Arc::new(Buckets::new(Rate { burst: 2, every: Duration::from_secs(1) }));
    let mut tabs = [connect_at(SOME, &user), connect_at(SOME, &user)];
    for tab in &mut tabs {
        tab.receives_text().await;
        tab.sends(Message::text("a")).await;
        tab.receives_text().await;
    }
    let begun = tokio::time::Instant::now();
    for tab in &mut tabs {
        tab.sends(Message::text("b")).await;
    }
    for tab in &mut tabs {
        tab.receives_text().await;
    }
    assert_eq!(begun.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_large_frame_counts_as_several() {
    let mut client = connect_at(Rate { burst: 6, every: Duration::from_secs(1) }, &Arc::new(Buckets::new(SOME)));
    client.receives_text().await;
    let begun = tokio::time::Instant::now();
    for seconds in [0, 4] {
        client.sends(Message::text("x".repeat(40_000))).await;
        client.receives_text().await;
        assert!(begun.elapsed().as_secs() >= seconds, "{:?}", begun.elapsed());
    }
}

/// As after a long absence on a slow network: the whole answer takes longer than a single write may.
#[tokio::test(start_paused = true)]
async fn a_long_answer_to_a_slow_client_ends_nothing_and_holds_up_no_event() {
    const ANSWERS: usize = 500;
    let mut client = connect();
    client.receives_text().await;
    client.sends(Message::text(ANSWERS.to_string())).await;
    let (mut answers, mut event_after) = (0, None);
    while answers < ANSWERS {
        tokio::time::sleep(Duration::from_secs(1)).await;
        match client.receives().await {
            Message::Text(text) if text.contains("500") => answers += 1,
            Message::Text(_) => event_after = Some(answers),
            Message::Ping(_) => {}
            other => panic!("{other:?} after {answers}"),
        }
        if answers == 1 {
            let unread = Unread { count: 0, last_seq: Seq(1), revision: Revision::START };
            let mut read = Broadcast::read(ConversationId(1), UserId(1), Seq(1), unread);
            client.hub.publish(&[UserId(1)], &mut read);
        }
    }
    assert!(event_after.is_some_and(|answers| answers < 2 * WRITE_BATCH_SIZE), "{event_after:?}");
}

#[tokio::test]
async fn a_server_that_ends_sends_close_code_1012() {
    let mut client = connect();
    client.receives_text().await;
    client.ends.cancel();
    assert_eq!(code(&client.receives().await), Some(1012));
    assert_eq!(client.served.await.expect("no panic"), Closing::Restart);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_nothing_is_disconnected() {
    let mut client = connect();
    client.receives_text().await;
    assert!(matches!(client.receives().await, Message::Ping(_)));
    client.sends(Message::Pong(Default::default())).await;
    for _ in 0..2 {
        assert!(matches!(client.receives().await, Message::Ping(_)), "the pong counted");
    }
    assert_eq!(code(&client.receives().await), Some(1001));
    assert_eq!(client.served.await.expect("no panic"), Closing::Silent);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_is_disconnected() {
    let mut client = connect();
    client.receives_text().await;
    for _ in 0..REPLY_QUEUE_SIZE + 2 {
        if client.sends.try_send(Ok(Message::text("hello?"))).is_err() {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(client.served.await.expect("no panic"), Closing::SlowReader);
}

impl Stream for Wire {
    type Item = Result<Message, Infallible>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from_client.poll_next_unpin(cx)
    }
}

impl Sink<Message> for Wire {
    type Error = wire::SendError;
    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_client.poll_ready_unpin(cx)
    }
    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        self.to_client.start_send_unpin(message)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_client.poll_flush_unpin(cx)
    }
    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.to_client.poll_close_unpin(cx)
    }
}
