//! The live connection: one socket a tab. It listens first and catches up then; it comes back by
//! itself, sooner when the network or the reader does.

use std::time::Duration;

use charla::{ClientEvent, ServerEvent};
use futures::{
    FutureExt, SinkExt, StreamExt,
    channel::mpsc,
    future, pin_mut,
    stream::{self, LocalBoxStream},
};
use gloo_net::websocket::{Message, WebSocketError, events::CloseEvent, futures::WebSocket};
use gloo_timers::future::{IntervalStream, sleep};
use leptos::{prelude::*, task::spawn_local};

use super::{Chat, Connection};
use crate::browser::{self, WAKES, server_time};

/// Longest wait before the n-th attempt, in milliseconds; the wait itself is drawn evenly from 0
/// to this, so that a thousand clients do not come back in one moment.
const FIRST_WAIT: u32 = 500;
const LONGEST_WAIT: u32 = 30_000;

/// Without a socket for this long, the reader is told.
const TELL_AFTER: Duration = Duration::from_secs(2);

/// A connection can be dead without anybody saying so. Where nothing was heard for so many beats the server is
/// asked, and where it still is silent after the second number the connection is given up.
const BEAT_MILLIS: u32 = 10_000;
const ASK_AFTER: u32 = 3;
const GIVE_UP_AFTER: u32 = 5;

/// Where the user, the network or the page is back, the server is asked at once, and given up on after so long.
const PROBE_MILLIS: u32 = 2_000;

/// An attempt that has led to nothing after so many beats is given up.
const OPEN_WITHIN: u32 = 2;

/// The code with which the server closes the sockets of a session that ended.
const SESSION_ENDED: u16 = 1008;

/// Fleeting words that wait for the socket; more are dropped.
const WORDS: usize = 8;

pub(super) type Words = mpsc::Sender<ClientEvent>;

/// What happens while a socket is open.
enum Step {
    Heard(String),
    Say(ClientEvent),
    Beat,
    /// The user, the network or the page is back.
    Woken,
    /// The time for the answer to this probe is over.
    ProbeEnds(u32),
    /// The pause is over for which the server asked when it refused.
    PauseEnds,
    Over,
}

/// How it ended.
#[derive(Default)]
struct Ended {
    was_ready: bool,
    /// The server said when to come back.
    back_after_millis: Option<u32>,
}

impl Chat {
    /// Connects, and stays connected for as long as the page lives.
    pub fn connect(self) {
        spawn_local(async move {
            let mut attempt = 0;
            let mut is_fresh = true;
            loop {
                let ended = self.listen(is_fresh).await;
                if ended.was_ready {
                    attempt = 0;
                }
                is_fresh = false;
                self.lost();
                wait_for_another_try(attempt, ended.back_after_millis).await;
                attempt += 1;
            }
        });
    }

    /// Said if there is a socket, and room.
    pub(super) fn say(self, word: ClientEvent) -> bool {
        self.words.try_update_value(|words| words.as_mut().is_some_and(|words| words.try_send(word).is_ok()))
            == Some(true)
    }

    /// Until the socket closes or the network goes. What the page shows is fresh the first time; later,
    /// what was missed beside messages is fetched.
    async fn listen(self, is_fresh: bool) -> Ended {
        let mut ended = Ended::default();
        let asked = browser::now();
        let Ok(socket) = WebSocket::open(&browser::socket_url()) else { return ended };
        let (mut outgoing, incoming) = socket.split();
        let (words, to_say) = mpsc::channel(WORDS);
        let mut quiet_beats = 0;
        let mut probes = 0;
        let mut is_probing = false;
        let mut is_pausing = false;
        let mut steps = stream::select_all([
            heard(incoming),
            to_say.map(Step::Say).boxed_local(),
            IntervalStream::new(BEAT_MILLIS).map(|()| Step::Beat).boxed_local(),
            stream::repeat(()).then(|()| browser::happens(&WAKES)).map(|()| Step::Woken).boxed_local(),
        ]);
        while let Some(step) = steps.next().await {
            let answer = match step {
                Step::Over => break,
                Step::Say(word) => Some(word),
                Step::Beat => {
                    quiet_beats += 1;
                    let longest = if ended.was_ready { GIVE_UP_AFTER } else { OPEN_WITHIN };
                    if quiet_beats >= longest {
                        break;
                    }
                    (quiet_beats == ASK_AFTER).then_some(ClientEvent::Ping)
                }
                Step::Woken if browser::is_hidden() => None,
                // After a sleep nobody knows what the connection is worth.
                Step::Woken if ended.was_ready => {
                    probes += 1;
                    is_probing = true;
                    steps.push(then(browser::pause(PROBE_MILLIS), Step::ProbeEnds(probes)));
                    Some(ClientEvent::Ping)
                }
                // Nor one that has been opening for a while; a new one is quicker.
                Step::Woken if quiet_beats > 0 => break,
                Step::Woken => None,
                Step::ProbeEnds(probe) if is_probing && probe == probes => break,
                Step::ProbeEnds(_) => None,
                Step::PauseEnds => {
                    is_pausing = false;
                    Some(ClientEvent::Resume { cursors: self.cursors() })
                }
                Step::Heard(text) => {
                    quiet_beats = 0;
                    is_probing = false;
                    let Ok(event) = serde_json::from_str::<ServerEvent>(&text) else { continue };
                    self.apply(&event);
                    match event {
                        ServerEvent::Ready { at, .. } => {
                            if let Some(at) = at {
                                server_time::learn(at, asked);
                            }
                            ended.was_ready = true;
                            self.words.set_value(Some(words.clone()));
                            Some(self.is_ready(is_fresh))
                        }
                        // Whether the new one is here is told as all of it is; and what overtook it.
                        ServerEvent::Conversation { .. } => Some(ClientEvent::Resume { cursors: self.cursors() }),
                        ServerEvent::Reconnect { after_millis } => {
                            ended.back_after_millis = Some(after_millis);
                            None
                        }
                        // The answer to `resume`, or a part of it, is missing.
                        ServerEvent::Error { retry_after: Some(seconds), client_id: None, .. } if !is_pausing => {
                            is_pausing = true;
                            steps.push(then(browser::pause_as_told(seconds), Step::PauseEnds));
                            None
                        }
                        _ => None,
                    }
                }
            };
            if let Some(answer) = answer
                && !say(&mut outgoing, &answer).await
            {
                break;
            }
        }
        self.words.set_value(None);
        ended
    }

    /// The socket listens: what was missed is asked for, what waits is sent.
    fn is_ready(self, is_fresh: bool) -> ClientEvent {
        self.connection.set(Connection::Live);
        // A page without the inbox has it for the news in the top bar.
        if !is_fresh || !self.has_inbox() {
            self.recover();
        }
        self.deliver_all();
        ClientEvent::Resume { cursors: self.cursors() }
    }

    /// Without a socket, the state is fetched at each attempt to connect.
    fn lost(self) {
        self.lose_company();
        if self.connection.get_untracked() == Connection::Lost {
            self.recover();
            return;
        }
        self.connection.set(Connection::Starting);
        spawn_local(async move {
            sleep(TELL_AFTER).await;
            if self.connection.get_untracked() == Connection::Starting {
                self.connection.set(Connection::Lost);
            }
        });
    }
}

/// Texts, and then the end: the socket's own, or that of the network.
fn heard(
    incoming: impl stream::Stream<Item = Result<Message, WebSocketError>> + 'static,
) -> LocalBoxStream<'static, Step> {
    incoming
        .take_until(Box::pin(browser::happens(&["offline"])))
        .map(|frame| match frame {
            Ok(Message::Text(text)) => Step::Heard(text),
            Ok(Message::Bytes(_)) => Step::Heard(String::new()),
            Err(error) => {
                // The session may have ended; then the browser knows, or is about to.
                if matches!(error, WebSocketError::ConnectionClose(CloseEvent { code: SESSION_ENDED, .. })) {
                    browser::check_reader();
                }
                Step::Over
            }
        })
        .chain(stream::once(future::ready(Step::Over)))
        .boxed_local()
}

/// Once, when the pause is over.
fn then(pause: impl Future<Output = ()> + 'static, step: Step) -> LocalBoxStream<'static, Step> {
    stream::once(pause.map(|()| step)).boxed_local()
}

async fn say(outgoing: &mut (impl SinkExt<Message> + Unpin), word: &ClientEvent) -> bool {
    match serde_json::to_string(word) {
        Ok(text) => outgoing.send(Message::Text(text)).await.is_ok(),
        Err(_) => true,
    }
}

/// The first time the server may have said when; otherwise, and later, chance does.
async fn wait_for_another_try(attempt: u32, told_millis: Option<u32>) {
    let longest = LONGEST_WAIT.min(FIRST_WAIT << attempt.min(6));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 30,000")]
    let drawn = (js_sys::Math::random() * f64::from(longest)) as u32;
    let timer = sleep(Duration::from_millis(told_millis.unwrap_or(drawn).into())).fuse();
    let back = browser::happens(&WAKES).fuse();
    pin_mut!(timer, back);
    future::select(timer, back).await;
}
