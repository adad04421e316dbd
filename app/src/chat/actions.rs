//! Actions of the user. See the methods of [`Client`] with the same names.

use charla::{
    ActivityCursor, Client, ClientId, ConversationId, Emoji, Failure, MessageContent, Quote, Seq, client::ActionId,
    conversation_settings::SettingChange, outbox::OutboxFull,
};
use futures::channel::oneshot;
use leptos::prelude::*;

use super::Chat;
use crate::browser::{self, server_time};

impl Chat {
    /// Puts a message into the outbox and starts its delivery; `reply_to` is the quoted message.
    pub fn send(self, id: ConversationId, content: &MessageContent, reply_to: Option<Quote>) -> Result<(), OutboxFull> {
        let (client_id, now) = (ClientId::generate(), server_time::now());
        self.drive(|client| client.send(id, client_id, content, reply_to, now)).unwrap_or(Err(OutboxFull))
    }

    pub fn retry(self, id: ConversationId, client_id: ClientId) {
        self.drive(|client| client.retry(id, client_id));
    }

    pub fn discard(self, id: ConversationId, client_id: ClientId) {
        self.drive(|client| client.discard(id, client_id));
    }

    pub async fn edit(self, id: ConversationId, seq: Seq, content: String) -> Result<(), Failure> {
        self.act(|client, action| client.edit(action, id, seq, content)).await
    }

    pub async fn delete(self, id: ConversationId, seq: Seq) -> Result<(), Failure> {
        self.act(|client, action| client.delete(action, id, seq)).await
    }

    /// Sets the user's reaction; `None` removes it.
    pub async fn react(self, id: ConversationId, seq: Seq, emoji: Option<Emoji>) -> Result<(), Failure> {
        self.act(|client, action| client.react(action, id, seq, emoji)).await
    }

    /// Reports that the user is typing in this conversation.
    pub fn user_typed(self, id: ConversationId) {
        self.drive(|client| client.user_typed(id, browser::now()));
    }

    /// Reports that the chat window of the conversation is shown.
    pub fn show(self, id: ConversationId) {
        self.drive(|client| client.show(id));
    }

    /// Reports that the user has seen everything up to the newest message.
    pub fn seen(self, id: ConversationId) {
        self.drive(|client| client.seen(id));
    }

    /// Marks messages as read up to and including `up_to`, or all of them if `up_to` is later than the newest one.
    pub fn mark_read(self, id: ConversationId, up_to: Seq) {
        self.drive(|client| client.mark_read(id, up_to));
    }

    pub fn change_settings(self, id: ConversationId, change: SettingChange) {
        self.drive(|client| client.change_settings(id, change, browser::now()));
    }

    pub async fn extend_list(self, after: ActivityCursor) -> Result<(), Failure> {
        self.act(|client, action| client.extend_list(action, after)).await
    }

    pub async fn load_older(self, id: ConversationId) -> Result<(), Failure> {
        self.act(|client, action| client.load_older(action, id)).await
    }

    pub async fn load_newer(self, id: ConversationId) -> Result<(), Failure> {
        self.act(|client, action| client.load_newer(action, id)).await
    }

    /// Shows this message and those around it.
    pub async fn go_to(self, id: ConversationId, seq: Seq) -> Result<(), Failure> {
        self.act(|client, action| client.go_to(action, id, seq)).await
    }

    pub fn go_to_newest(self, id: ConversationId) {
        self.drive(|client| client.go_to_newest(id));
    }

    /// Starts an action and waits for its result.
    async fn act(self, start: impl FnOnce(&mut Client, ActionId)) -> Result<(), Failure> {
        let (done, is_done) = oneshot::channel();
        let number = self.last_action.try_update_value(|last| {
            *last += 1;
            *last
        });
        let action = ActionId(number.unwrap_or_default());
        self.actions.try_update_value(|actions| actions.insert(action, done));
        self.drive(|client| start(client, action));
        is_done.await.unwrap_or(Err(Failure::Unreachable))
    }
}
