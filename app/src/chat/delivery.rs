//! Sending: kept and shown at once, delivered one after the other in each conversation, until it is
//! acknowledged.

use charla::{
    ChatError, ClientId, ConversationId, Message, MessageContent, Outbox, Quote, ServerEvent, Unsent, UserId,
    outbox::Full, timeline::SendFailure,
};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::{
    browser::{self, server_time},
    call::ANSWER_WITHIN_MILLIS,
    failure::Failure,
    functions,
};

/// Between two tries where nothing else causes one; the wait doubles up to the second.
const FIRST_WAIT_MILLIS: u32 = 2_000;
const LONGEST_WAIT_MILLIS: u32 = 30_000;

/// Another tab delivers one message in this time, or is taken to hang.
const LOCKED_FOR_MILLIS: u32 = 2 * ANSWER_WITHIN_MILLIS;

impl Chat {
    /// `reply_to`: the message that it answers.
    pub fn send(self, id: ConversationId, content: &MessageContent, reply_to: Option<Quote>) -> Result<(), Full> {
        let mut unsent = Unsent::new(ClientId::generate(), id, content.to_string(), server_time::now());
        unsent.reply_to = reply_to;
        self.write(unsent)?;
        self.typed();
        self.deliver(id);
        Ok(())
    }

    /// The same message again, under the same id: it cannot be stored twice.
    pub fn retry(self, id: ConversationId, client_id: ClientId) {
        self.change_unsent(client_id, |outbox| outbox.retry(client_id));
        self.deliver(id);
    }

    /// What waits in any conversation, opened in this tab or not.
    pub(super) fn deliver_all(self) {
        for id in self.outbox.with_untracked(Outbox::due) {
            self.deliver(id);
        }
    }

    /// Tries again after a while, and again, until nothing is left: it may be that the socket lives,
    /// or never does, and no connection that comes back causes another try.
    pub(super) fn keep_trying(self) {
        if self.trying.get_value() {
            return;
        }
        self.trying.set_value(true);
        spawn_local(async move {
            let mut wait = FIRST_WAIT_MILLIS;
            while self.outbox.with_untracked(|outbox| !outbox.due().is_empty()) {
                browser::pause(wait).await;
                wait = LONGEST_WAIT_MILLIS.min(wait * 2);
                self.deliver_all();
            }
            self.trying.set_value(false);
        });
    }

    /// Delivers what waits in this conversation, oldest first, one at a time, and one tab at a time.
    fn deliver(self, id: ConversationId) {
        if self.delivering.with_value(|delivering| delivering.contains(&id)) {
            return;
        }
        self.delivering.update_value(|delivering| delivering.push(id));
        spawn_local(async move {
            let lock = browser::lock(&format!("outbox/{}/{id}", self.me), LOCKED_FOR_MILLIS).await;
            while let Some(unsent) = self.outbox.with_untracked(|outbox| outbox.next(id).cloned()) {
                let client_id = unsent.client_id;
                match send(unsent, self.me).await {
                    Ok(message) => self.apply(&ServerEvent::Ack { client_id, message }),
                    Err(failure @ Failure::Refused(ChatError::NotSignedIn | ChatError::AnotherReader)) => {
                        self.refused(&failure);
                        break;
                    }
                    Err(failure) if self.fail(client_id, failure.clone().into()) => match failure {
                        Failure::Unreachable | Failure::TimedOut => {
                            self.keep_trying();
                            break;
                        }
                        Failure::Refused(error) => pause_for(&error).await,
                    },
                    // It was stored after all, or deleted.
                    Err(_) => {}
                }
            }
            drop(lock);
            self.delivering.update_value(|delivering| delivering.retain(|other| *other != id));
        });
    }

    /// `false` where it is gone meanwhile.
    fn fail(self, client_id: ClientId, failure: SendFailure) -> bool {
        self.change_unsent(client_id, |outbox| outbox.fail(client_id, failure))
    }
}

async fn send(unsent: Unsent, me: UserId) -> Result<Message, Failure> {
    let Unsent { client_id, conversation, content, reply_to, .. } = unsent;
    functions::send_message(conversation, content, client_id, Some(me), reply_to.map(|quote| quote.seq)).await
}

/// As long as the server asks for, if it does; those that wait behind wait on, in this tab and in
/// others.
async fn pause_for(error: &ChatError) {
    if let Some(seconds) = error.retry_after() {
        browser::pause_as_told(seconds).await;
    }
}
