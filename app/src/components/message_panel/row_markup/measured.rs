//! Renders a row for `benches/markup.rs`.

use charla::Conversation;
use leptos::prelude::*;
use serde_json::json;

use super::RowMarkup;
use crate::{chat::Chat, clock::Clock, i18n::Locale, page_context::PageContext};

/// Calls `measure` with a function that renders a row, in the contexts of a page.
pub fn with_row(measure: impl FnOnce(&dyn Fn() -> String)) {
    let user = |id: i64| json!({"id": id, "username": "andres_vidal", "first_name": "Andrés", "last_name": "Vidal", "email": ""});
    let conversation: Conversation = serde_json::from_value(json!({
        "id": 5, "participans": [user(1), user(2)], "created_at": "2026-03-01T08:00:00Z", "unread_count": 0,
        "last_message": {
            "id": 7, "conversation": 5, "sender": 1, "sender_username": "", "sender_first_name": "", "sender_last_name": "",
            "content": "¿Podría venir mañana por la tarde?", "is_read": false, "created_at": "2026-03-02T10:00:00Z", "seq": 3,
        },
        "read_cursors": [{"user": 1, "read_seq": 3}, {"user": 2, "read_seq": 3}],
        "roles": [{"user": 2, "role": "provider"}],
    }))
    .expect("a conversation");
    Owner::new().with(|| {
        let page_context = PageContext { me: serde_json::from_value(user(1)).ok(), ..PageContext::default() };
        provide_context(Clock::new(&page_context));
        provide_context(Locale::Es);
        provide_context(Chat::new(&page_context).expect("a chat"));
        provide_context(page_context);
        let markup = RowMarkup::new("/conversations".into(), "/conversations".into());
        measure(&|| markup.row(&conversation, None));
    });
}
