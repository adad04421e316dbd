//! Carries out the effects of a client, and checks what the client may ask for.

use charla::{
    ChatError, Cursor, Failure,
    client::{Call, Effect},
    event::ClientEvent,
};

use super::{Network, Socket, Tab};

impl Tab {
    /// A client names only messages up to which it holds all: the server leaves out what is before them.
    fn holds_all_up_to(&self, cursors: &[Cursor]) {
        for cursor in cursors {
            let Some(opened) = self.client.opened(cursor.conversation) else { continue };
            let held: Vec<_> =
                opened.timeline().messages().map(|message| message.seq.0).filter(|seq| *seq <= cursor.seq.0).collect();
            assert!(held.windows(2).all(|pair| pair[1] == pair[0] + 1), "{held:?} up to {cursor:?}");
        }
    }

    pub(super) fn carry_out(&mut self, effect: Effect) {
        let now = self.clock.get();
        if let Effect::Transmit(_, ClientEvent::Resume { cursors }) = &effect {
            self.holds_all_up_to(cursors);
        }
        if let Effect::Call(_, Call::Send(unsent)) = &effect {
            assert!(self.locked.contains(&unsent.conversation), "one tab at a time sends: {unsent:?}");
        }
        let mut browser = self.browser.borrow_mut();
        match effect {
            Effect::Call(id, call) => match self.network {
                Network::Up if std::mem::take(&mut self.is_slowed_down) => {
                    let error = ChatError::TooManyRequests { retry_after: 2 };
                    self.calls.fail(id, Failure::Refused(error), now);
                }
                Network::Up => self.calls.call(id, call, &self.backend, self.me, now),
                Network::Down => self.calls.fail(id, Failure::Unreachable, now),
                Network::Silent { .. } => self.calls.lose(id, now),
            },
            Effect::SetTimer(timer, millis) => drop(self.timers.insert((now + i64::from(millis), timer))),
            Effect::OpenSocket(id) => {
                assert!(self.socket.is_none(), "one socket at a time");
                self.socket = Some(Socket { id, line: None, is_wanted: true });
            }
            Effect::CloseSocket(id) => drop(self.socket.take_if(|socket| socket.id == id)),
            Effect::Transmit(id, event) => {
                if let Some(line) =
                    self.socket.iter().find(|socket| socket.id == id).and_then(|open| open.line.as_ref())
                {
                    line.send(serde_json::to_string(&event).expect("JSON"));
                }
            }
            Effect::StoreUnsent(unsent) => browser.keep(self.id, unsent),
            Effect::UpdateUnsent(unsent) => browser.keep_change(self.id, unsent),
            Effect::RemoveUnsent(client_id) => browser.forget(self.id, client_id),
            Effect::RemoveSent(client_id) => browser.forget_sent(self.id, client_id),
            Effect::StoreDraft(..) | Effect::StoreReplacedDraft(..) => panic!("nobody types: {effect:?}"),
            Effect::Lock(id) => browser.lock(self.id, id, now),
            Effect::Unlock(id) => {
                self.locked.remove(&id);
                browser.unlock(self.id, id);
            }
            Effect::Notify(notice) => {
                assert!(self.notified.insert(notice.message), "a message is told once: {notice:?}");
            }
            Effect::CheckReader => panic!("the session lasts"),
            Effect::Finished(_, Err(Failure::Refused(error))) => {
                let is_known = matches!(error, ChatError::MessageDeleted | ChatError::TooManyRequests { .. });
                assert!(is_known, "nothing here deserves {error:?}");
            }
            Effect::Finished(..)
            | Effect::CloseNotification(_)
            | Effect::CloseReadNotifications
            | Effect::SetServerTime { .. } => {}
        }
    }
}
