//! Renders a bubble for `benches/markup.rs`.

use charla::{ChatPage, Seq};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde_json::json;

use super::{
    super::super::rows::{BubbleIdentity, BubbleKey, BubbleView, DeliveryState},
    BubbleMarkup, ChatWindowState,
};
use crate::{chat::Chat, clock::Clock, i18n::Locale, page_context::PageContext};

/// Calls `measure` with a function that renders a bubble, in the contexts of a window.
pub fn with_bubble(measure: impl FnOnce(&dyn Fn() -> Option<String>)) {
    let user = |id: i64| json!({"id": id, "username": "ana", "first_name": "Ana", "last_name": "García", "email": ""});
    let page: ChatPage = serde_json::from_value(json!({
        "conversation": {
            "id": 5, "participans": [user(1), user(2)], "created_at": "2026-03-01T08:00:00Z", "last_message": null,
            "unread_count": 0, "read_cursors": [],
        },
        "messages": {"results": [], "count": 0, "page": 1, "limit": 50},
    }))
    .expect("a page");
    let (id, at) = (page.conversation.id, page.conversation.created_at);
    let identity = BubbleIdentity { key: BubbleKey::Stored(Seq(3), at), is_own: true, sender_name: "Ana".into() };
    let view = BubbleView {
        seq: Some(Seq(3)),
        at,
        text: "El presupuesto es de 180 € con los materiales: https://example.com/presupuesto/2026/1184".into(),
        quote: None,
        reactions: Vec::new(),
        is_edited: false,
        is_deleted: false,
        starts_group: true,
        ends_group: false,
        delivery: Some(DeliveryState::Read),
    };
    Owner::new().with(|| {
        let page_context = PageContext { me: serde_json::from_value(user(1)).ok(), ..PageContext::default() };
        provide_context(Clock::new(&page_context));
        provide_context(Locale::Es);
        let chat = Chat::new(&page_context).expect("a chat");
        provide_context(chat);
        provide_context(page_context);
        chat.load_conversation(page);
        let opened = chat.opened(id).expect("an opened conversation");
        provide_context(ChatWindowState::new(chat, &opened, &ParamsMap::new()));
        let markup = BubbleMarkup::new();
        measure(&|| markup.bubble(&identity, &view));
    });
}
