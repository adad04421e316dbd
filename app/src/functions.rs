//! The server functions: the operations of the chat for the pages. Each is a thin wrapper around
//! `Backend` and returns the same data as the JSON API.

use charla::{
    ChatPage, ClientId, Conversation, ConversationId, ConversationSettings, Device, DirectoryPage, Emoji, InboxPage,
    ListRequest, MarketplaceId, Message, MessageHits, MessageId, Page, PageRequest, Revision, Role, Seq, TextRange,
    UserId, conversation_settings::SettingChange,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{failure::CallFailure, server_fn_protocol::ServerFnProtocol};

/// A conversation found by the names of its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundConversation {
    pub conversation: Conversation,
    /// Ranges of the title. Empty if the user name matched, which is not part of the title.
    pub matches: Vec<TextRange>,
}

#[server(prefix = "/fn", endpoint = "inbox", protocol = ServerFnProtocol)]
pub async fn inbox(list: ListRequest) -> Result<InboxPage, CallFailure> {
    run_operation(|context, me| async move { context.backend.inbox(me, list).await }).await
}

#[server(prefix = "/fn", endpoint = "search", protocol = ServerFnProtocol)]
pub async fn search(query: String) -> Result<Vec<FoundConversation>, CallFailure> {
    run_operation(|context, me| async move {
        let words = charla::SearchWords::parse(&query)?;
        let found = context.backend.search(me, &query).await?;
        let highlighted = found.into_iter().map(|conversation| {
            let matches = words.matches(&conversation.title(me));
            FoundConversation { conversation, matches }
        });
        Ok(highlighted.collect())
    })
    .await
}

#[server(prefix = "/fn", endpoint = "search_messages", protocol = ServerFnProtocol)]
pub async fn search_messages(
    query: String,
    conversation: Option<ConversationId>,
    before: Option<MessageId>,
) -> Result<MessageHits, CallFailure> {
    run_operation(|context, me| async move {
        let search = charla::MessageSearch::new(&query, conversation, before)?;
        context.backend.search_messages(me, search).await
    })
    .await
}

#[server(prefix = "/fn", endpoint = "chat", protocol = ServerFnProtocol)]
pub async fn chat(id: ConversationId, page: PageRequest) -> Result<ChatPage, CallFailure> {
    run_operation(|context, me| async move {
        let conversation = context.backend.conversation(me, id).await?;
        Ok(ChatPage { conversation, messages: context.backend.messages(me, id, page).await? })
    })
    .await
}

#[server(prefix = "/fn", endpoint = "messages", protocol = ServerFnProtocol)]
pub async fn messages(id: ConversationId, page: PageRequest) -> Result<Page<Message>, CallFailure> {
    run_operation(|context, me| async move { context.backend.messages(me, id, page).await }).await
}

#[server(prefix = "/fn", endpoint = "send", protocol = ServerFnProtocol)]
pub async fn send_message(
    id: ConversationId,
    content: String,
    client_id: ClientId,
    writer: Option<UserId>,
    reply_to: Option<Seq>,
) -> Result<Message, CallFailure> {
    run_operation(|context, me| async move {
        // Another user has signed in since the message was written, and must not send it.
        if writer.is_some_and(|writer| writer != me) {
            return Err(charla::ChatError::AnotherReader);
        }
        let content = charla::MessageContent::typed(&content)?;
        let draft = crate::backend::OutgoingMessage { content, client_id: Some(client_id), reply_to };
        context.backend.send(me, id, draft).await.map(|sent| sent.message)
    })
    .await
}

#[server(prefix = "/fn", endpoint = "edit", protocol = ServerFnProtocol)]
pub async fn edit_message(id: ConversationId, seq: Seq, content: String) -> Result<Message, CallFailure> {
    run_operation(|context, me| async move {
        let content = charla::MessageContent::typed(&content)?;
        context.backend.change(me, id, seq, charla::Change::Edit(content)).await
    })
    .await
}

#[server(prefix = "/fn", endpoint = "delete", protocol = ServerFnProtocol)]
pub async fn delete_message(id: ConversationId, seq: Seq) -> Result<Message, CallFailure> {
    run_operation(|context, me| async move { context.backend.change(me, id, seq, charla::Change::Delete).await }).await
}

/// Returns the messages that changed after the revision `after`, in the order of their revisions; only the first ones
/// if there are many or long ones.
#[server(prefix = "/fn", endpoint = "changes", protocol = ServerFnProtocol)]
pub async fn changes(id: ConversationId, after: Revision) -> Result<Vec<Message>, CallFailure> {
    run_operation(|context, me| async move { context.backend.changes(me, id, after).await }).await
}

/// Sets the user's reaction; `None` removes it.
#[server(prefix = "/fn", endpoint = "react", protocol = ServerFnProtocol)]
pub async fn react(id: ConversationId, seq: Seq, emoji: Option<Emoji>) -> Result<Message, CallFailure> {
    run_operation(|context, me| async move { context.backend.change(me, id, seq, charla::Change::React(emoji)).await })
        .await
}

#[server(prefix = "/fn", endpoint = "mark_read", protocol = ServerFnProtocol)]
pub async fn mark_read(id: ConversationId, up_to: Seq) -> Result<Option<ConversationSettings>, CallFailure> {
    run_operation(|context, me| async move { context.backend.mark_read(me, id, Some(up_to)).await }).await
}

#[server(prefix = "/fn", endpoint = "decide", protocol = ServerFnProtocol)]
pub async fn change_settings(
    id: ConversationId,
    #[server(rename = "decision")] change: SettingChange,
) -> Result<ConversationSettings, CallFailure> {
    run_operation(|context, me| async move { context.backend.change_settings(me, id, change).await }).await
}

#[server(prefix = "/fn", endpoint = "open", protocol = ServerFnProtocol)]
pub async fn open_conversation(participant: MarketplaceId, role: Option<Role>) -> Result<Conversation, CallFailure> {
    run_operation(|context, me| async move {
        context.backend.open_conversation(me, charla::Participant { id: participant, role }).await
    })
    .await
}

/// Returns a page of the directory after or before a user; without either, the first page.
#[server(prefix = "/fn", endpoint = "people", protocol = ServerFnProtocol)]
pub async fn people(
    query: String,
    role: Option<Role>,
    after: Option<UserId>,
    before: Option<UserId>,
) -> Result<DirectoryPage, CallFailure> {
    run_operation(|context, me| async move {
        let from = match (after, before) {
            (Some(user), _) => charla::DirectoryStart::After(user),
            (None, Some(user)) => charla::DirectoryStart::Before(user),
            (None, None) => charla::DirectoryStart::First,
        };
        context.backend.people(me, charla::DirectoryRequest { query, role, from }).await
    })
    .await
}

#[server(prefix = "/fn", endpoint = "devices", protocol = ServerFnProtocol)]
pub async fn devices() -> Result<Vec<Device>, CallFailure> {
    run_operation(|context, me| async move { context.backend.devices(me, context.session()?).await }).await
}

/// Runs `operation` for the signed-in user. A refusal sets the status of the answer.
#[cfg(feature = "ssr")]
async fn run_operation<T, F>(
    operation: impl FnOnce(crate::server_context::ServerContext, charla::UserId) -> F,
) -> Result<T, CallFailure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, charla::ChatError>> + Send + 'static,
{
    let context: crate::server_context::ServerContext = expect_context();
    let result = match context.me() {
        Ok(me) => context.on_server(operation(context.clone(), me)).await,
        Err(error) => Err(error),
    };
    result.map_err(|error| {
        (context.set_status)(error.status());
        CallFailure::from(error)
    })
}
