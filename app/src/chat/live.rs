//! The live connection: one socket a tab. It listens first and catches up then; it comes back by
//! itself, sooner when the network or the reader does.

use std::time::Duration;

use charla::{ClientEvent, ServerEvent};
use futures::{FutureExt, SinkExt, StreamExt, future, pin_mut};
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::future::sleep;
use leptos::{prelude::*, task::spawn_local};

use super::{Chat, Connection};
use crate::browser;

/// Longest wait before the n-th attempt, in milliseconds; the wait itself is drawn evenly from 0
/// to this, so that a thousand clients do not come back in one moment.
const FIRST_WAIT: u32 = 500;
const LONGEST_WAIT: u32 = 30_000;

/// Without a socket for this long, the reader is told.
const TELL_AFTER: Duration = Duration::from_secs(2);

impl Chat {
    /// Connects, and stays connected for as long as the page lives.
    pub fn connect(self) {
        spawn_local(async move {
            let mut attempt = 0;
            let mut is_fresh = true;
            loop {
                if self.listen(is_fresh).await {
                    attempt = 0;
                }
                is_fresh = false;
                self.lost();
                wait_for_another_try(attempt).await;
                attempt += 1;
            }
        });
    }

    /// Until the socket closes or the network goes. `true` where it was ever ready. What the page
    /// shows is fresh the first time; later, what was missed beside messages is fetched.
    async fn listen(self, is_fresh: bool) -> bool {
        let mut was_ready = false;
        let Ok(socket) = WebSocket::open(&browser::socket_url()) else { return false };
        let (mut outgoing, incoming) = socket.split();
        let mut incoming = incoming.take_until(Box::pin(browser::happens(&["offline"])));
        while let Some(Ok(frame)) = incoming.next().await {
            let Message::Text(text) = frame else { continue };
            let Ok(event) = serde_json::from_str::<ServerEvent>(&text) else { continue };
            if let ServerEvent::Ready { .. } = event {
                was_ready = true;
                self.connection.set(Connection::Live);
                let resume = ClientEvent::Resume { cursors: self.cursors() };
                let Ok(resume) = serde_json::to_string(&resume) else { continue };
                if outgoing.send(Message::Text(resume)).await.is_err() {
                    break;
                }
                // A page without the inbox has it for the news in the top bar.
                if !is_fresh || !self.has_inbox() {
                    self.recover();
                }
                self.deliver_all();
            }
            self.apply(&event);
        }
        was_ready
    }

    /// Without a socket, the state is fetched at each attempt to connect.
    fn lost(self) {
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

async fn wait_for_another_try(attempt: u32) {
    let longest = LONGEST_WAIT.min(FIRST_WAIT << attempt.min(6));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 30,000")]
    let wait = (js_sys::Math::random() * f64::from(longest)) as u64;
    let timer = sleep(Duration::from_millis(wait)).fuse();
    let back = browser::happens(&["online", "focus"]).fuse();
    pin_mut!(timer, back);
    future::select(timer, back).await;
}
