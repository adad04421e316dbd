//! Answers to the client's calls.

use super::{
    ActionId, CallId, CallResult, Client, Effect, OpenConversation, catch_up::CatchUp, effects::CallPurpose,
    recovery::Next, send_queue::SendFailed,
};
use crate::{ClientId, ConversationId, Failure, Message, Page, Revision, ServerEvent, Timestamp, event::Unread};

impl Client {
    pub fn answered(&mut self, call: CallId, answer: Result<CallResult, Failure>, now: Timestamp) {
        let Some(purpose) = self.out.answered(call) else { return };
        match purpose {
            CallPurpose::Recover => self.recovery_answered(answer),
            CallPurpose::Send(conversation, client_id) => self.send_answered(conversation, client_id, answer, now),
            CallPurpose::ChangeSettings(id) => {
                let answer = answer.map_err(|failure| self.show_failure(failure));
                let settings = match answer {
                    Ok(CallResult::Settings(settings)) => Some(settings),
                    _ => None,
                };
                if let Some(stored) = self.setting_changes.answered(&mut self.out, id, settings) {
                    self.apply(&ServerEvent::SettingsChanged { conversation: id, settings: stored }, now);
                }
            }
            CallPurpose::MarkRead(mark) => {
                self.read_reports.answered(mark);
                let Ok(CallResult::MarkedRead(settings)) = answer else { return };
                let (conversation, user) = (mark.conversation, self.me);
                // The socket brings the same event; without a connection, only this answer does.
                if let Some(last_seq) = mark.last_seq {
                    // No message of others is left unread, deleted or not.
                    let revision = self.listed(conversation).map_or(Revision::START, |held| held.revision);
                    let unread = Some(Unread { count: 0, last_seq, revision });
                    self.apply(&ServerEvent::Read { conversation, user, read_seq: mark.read_seq, unread }, now);
                }
                if let Some(settings) = settings {
                    self.apply(&ServerEvent::SettingsChanged { conversation, settings }, now);
                }
            }
            CallPurpose::Change(action) => {
                if let Ok(CallResult::Message(message)) = &answer {
                    // The socket brings the same event; without a connection, only this answer does.
                    let after = Revision(message.revision.0 - 1);
                    self.apply(&ServerEvent::Changed { message: message.clone(), after }, now);
                }
                self.finish(action, answer);
            }
            CallPurpose::ExtendList(action) => {
                if let Ok(CallResult::Inbox(page)) = &answer {
                    let mut conversations = page.conversations.clone();
                    self.prepare(&mut conversations);
                    self.change_list(|inbox| inbox.extend(conversations));
                }
                self.finish(action, answer);
            }
            CallPurpose::Older(id, action) => self.paged(id, action, answer, OpenConversation::add_older),
            CallPurpose::Newer(id, action) => self.paged(id, action, answer, OpenConversation::add_newer),
            CallPurpose::GoTo(id, action) => self.paged(id, action, answer, OpenConversation::show),
        }
    }

    fn send_answered(
        &mut self,
        id: ConversationId,
        client_id: ClientId,
        answer: Result<CallResult, Failure>,
        now: Timestamp,
    ) {
        let failure = match answer {
            Ok(CallResult::Message(message)) => {
                self.apply(&ServerEvent::Ack { client_id, message }, now);
                return self.send_queue.sent(&mut self.out, id);
            }
            Ok(_) => Failure::Unreachable,
            Err(failure) => failure,
        };
        match self.send_queue.failed(&mut self.out, id, client_id, &failure) {
            // The state of the messages queued behind it may have changed, too.
            SendFailed::Changed => self.show_unsent(id),
            SendFailed::Gone | SendFailed::WrongReader => {}
        }
    }

    fn recovery_answered(&mut self, answer: Result<CallResult, Failure>) {
        let next = match answer {
            Ok(CallResult::Inbox(page)) if self.recovery.awaits_list() => {
                let update = self.fold_list(page);
                self.out.push(Effect::CloseReadNotifications);
                self.recovery.listed(update)
            }
            Ok(answer) => {
                let Some(catch_up) = self.recovery.catch_up() else { return };
                let id = catch_up.id();
                let Some(opened) = self.opened.get_mut(&id) else { return };
                catch_up.answered(&mut self.out, opened, answer);
                self.changes.conversations.insert(id, ());
                if catch_up.is_done() {
                    self.forget_sent(id);
                    Next::ConversationAfter(Some(id))
                } else {
                    Next::Nothing
                }
            }
            Err(failure) => self.recovery.failed(&mut self.out, failure, self.connection.is_live()),
        };
        self.continue_recovery(next);
    }

    fn continue_recovery(&mut self, mut next: Next) {
        while let Next::ConversationAfter(id) = next {
            let after = |held: &ConversationId| id.is_none_or(|id| *held > id);
            let Some(id) = self.opened.keys().copied().find(after) else {
                return self.recovery.finish(&mut self.out, self.connection.is_live());
            };
            let known = self.listed(id).cloned();
            let Some(opened) = self.opened.get_mut(&id) else { break };
            let catch_up = CatchUp::start(&mut self.out, opened, known);
            self.changes.conversations.insert(id, ());
            if !catch_up.is_done() {
                return self.recovery.catches_up(catch_up);
            }
            self.forget_sent(id);
            next = Next::ConversationAfter(Some(id));
        }
    }

    /// A message that another tab has sent stays pending until the stored message arrives. A timeline that shows older
    /// history never gets it, so pending messages that have left the outbox are removed here.
    fn forget_sent(&mut self, id: ConversationId) {
        if let Some(opened) = self.opened.get_mut(&id) {
            let outbox = self.send_queue.outbox();
            opened.timeline_mut().keep_pending(|client_id| outbox.find(client_id).is_some());
        }
    }

    fn finish(&mut self, action: ActionId, answer: Result<CallResult, Failure>) {
        self.out.push(Effect::Finished(action, answer.map(drop)));
    }

    fn paged(
        &mut self,
        id: ConversationId,
        action: ActionId,
        answer: Result<CallResult, Failure>,
        add: impl FnOnce(&mut OpenConversation, Page<Message>),
    ) {
        if let (Ok(CallResult::Messages(page)), Some(opened)) = (&answer, self.opened.get_mut(&id)) {
            add(opened, page.clone());
            self.changes.conversations.insert(id, ());
        }
        self.finish(action, answer);
    }
}
