//! Sending: shown at once, delivered one after the other in each conversation, kept until it is
//! acknowledged.

use std::pin::pin;

use charla::{
    ChatError, ClientId, ConversationId, Message, MessageContent, ServerEvent, Timeline,
    timeline::{Delivery, SendFailure},
};
use futures::future::{Either, select};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::{browser, failure::Failure, functions};

impl Chat {
    pub fn send(self, id: ConversationId, content: &MessageContent) {
        let Some(timeline) = self.timeline(id) else { return };
        timeline.update(|timeline| timeline.send(ClientId::generate(), content.to_string(), browser::now()));
        self.deliver(id);
    }

    /// The same message again, under the same id: it cannot be stored twice.
    pub fn retry(self, id: ConversationId, client_id: ClientId) {
        let Some(timeline) = self.timeline(id) else { return };
        timeline.update(|timeline| timeline.retry(client_id));
        self.deliver(id);
    }

    pub fn discard(self, id: ConversationId, client_id: ClientId) {
        if let Some(timeline) = self.timeline(id) {
            timeline.update(|timeline| timeline.discard(client_id));
        }
    }

    /// The connection is back: what found no answer is sent again.
    pub(super) fn retry_unreachable(self) {
        let unreachable = Delivery::Failed(SendFailure::Unreachable);
        for (id, timeline) in self.timelines() {
            let failed: Vec<_> = timeline.with_untracked(|timeline| {
                timeline.pending().iter().filter(|p| p.delivery == unreachable).map(|p| p.client_id).collect()
            });
            for client_id in failed {
                self.retry(id, client_id);
            }
        }
    }

    /// Delivers what is pending in this conversation, oldest first, one at a time.
    fn deliver(self, id: ConversationId) {
        let is_under_way = self.delivering.with_value(|delivering| delivering.contains(&id));
        let Some(timeline) = self.timeline(id).filter(|_| !is_under_way) else { return };
        self.delivering.update_value(|delivering| delivering.push(id));
        spawn_local(async move {
            while let Some((client_id, content)) = timeline.with_untracked(next_to_send) {
                match send_in_time(id, content, client_id).await {
                    Ok(message) => self.apply(&ServerEvent::Ack { client_id, message }),
                    Err(Failure::Refused(ChatError::NotSignedIn)) => {
                        self.sign_in_again();
                        break;
                    }
                    Err(failure) => timeline.update(|timeline| timeline.fail(client_id, failure.into())),
                }
            }
            self.delivering.update_value(|delivering| delivering.retain(|other| *other != id));
        });
    }
}

/// Without an answer for so long, a send counts as unreachable: those that wait behind it go on.
const ANSWER_WITHIN_MILLIS: u32 = 15_000;

async fn send_in_time(id: ConversationId, content: String, client_id: ClientId) -> Result<Message, Failure> {
    let send = pin!(functions::send_message(id, content, client_id));
    let too_late = pin!(browser::pause(ANSWER_WITHIN_MILLIS));
    match select(send, too_late).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => Err(Failure::Unreachable),
    }
}

fn next_to_send(timeline: &Timeline) -> Option<(ClientId, String)> {
    let next = timeline.pending().iter().find(|pending| pending.delivery == Delivery::Sending)?;
    Some((next.client_id, next.content.clone()))
}
