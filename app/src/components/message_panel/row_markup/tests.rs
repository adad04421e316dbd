use charla::{InboxPage, Stats};
use leptos_router::{components::Router, location::RequestUrl, params::ParamsMap};
use serde_json::{Value, json};

use super::*;
use crate::{
    components::message_panel::{row::Row, row_menu::OpenRowMenu},
    i18n::Locale,
    page_context::PageContext,
};

const ME: i64 = 1;

fn user(id: i64, name: &str) -> Value {
    json!({"id": id, "username": format!("user{id}"), "first_name": name, "last_name": "O'Neill & <b>", "email": ""})
}

fn message(sender: i64, content: &str, is_deleted: bool) -> Value {
    let mut message = json!({
        "id": 7, "conversation": 5, "sender": sender,
        "sender_username": format!("user{sender}"), "sender_first_name": "Ana", "sender_last_name": "",
        "content": content, "is_read": false, "created_at": "2026-03-02T10:00:00Z", "seq": 3,
    });
    if is_deleted {
        message["content"] = "".into();
        message["deleted_at"] = "2026-03-02T10:01:00Z".into();
    }
    message
}

/// Returns conversations with all combinations of what a row shows.
fn conversations() -> Vec<Conversation> {
    let messages = [
        None,
        Some(message(ME, "<script> \"a\" & 'b'\nc", false)),
        Some(message(2, "hola", false)),
        Some(message(ME, "", true)),
        Some(message(2, "", true)),
        Some(message(9, "of a member who has left", false)),
    ];
    let mut all = Vec::new();
    for last_message in messages {
        for case in 0..64 {
            let is = |bit: u32| case & (1 << bit) != 0;
            let mut participants = vec![user(ME, "Eva"), user(2, "Ángel \"el\"")];
            if is(0) {
                participants.push(user(3, ""));
            }
            let value = json!({
                "id": 5, "participans": participants, "created_at": "2026-03-01T08:00:00Z", "last_message": last_message,
                "unread_count": if is(1) { 12 } else { 0 },
                "read_cursors": [{"user": ME, "read_seq": 3}, {"user": 2, "read_seq": if is(2) { 3 } else { 1 }}],
                "roles": [{"user": 2, "role": "provider"}, {"user": 2, "role": "customer"}],
                "standing": {"is_archived": is(3), "is_muted": is(4), "is_marked_unread": is(5), "revision": 1},
            });
            all.push(serde_json::from_value(value).expect("a conversation"));
        }
    }
    all
}

/// Renders in the contexts of the page at `path`.
fn on_page<V: IntoView + 'static>(path: &str, locale: Locale, view: impl FnOnce() -> V + Send + 'static) -> String {
    Owner::new().with(|| {
        let me = serde_json::from_value(user(ME, "Eva")).ok();
        let now = "2026-03-02T12:00:00Z".parse().expect("a time");
        let page_context = PageContext { me, now, ..PageContext::default() };
        provide_context(RequestUrl::new(path));
        provide_context(Clock::new(&page_context));
        provide_context(locale);
        provide_context(Chat::new(&page_context).expect("a chat"));
        provide_context(page_context);
        provide_context(OpenRowMenu::new(&ParamsMap::new()));
        view! { <Router>{view()}</Router> }.to_html()
    })
}

#[test]
fn a_row_is_what_the_component_renders() {
    for (path, locale) in
        [("/conversations", Locale::Es), ("/conversations/5", Locale::En), ("/conversations?q=%22a", Locale::Es)]
    {
        for conversation in conversations() {
            for position in
                [None, Some(Position { number: 3, count: None }), Some(Position { number: 3, count: Some(9) })]
            {
                let (shown, held) = (conversation.clone(), conversation.clone());
                let list = move |held: Conversation| {
                    let chat: Chat = expect_context();
                    let stats = Stats { total_conversations: 1, unread_messages: held.unread_count };
                    chat.load_list(InboxPage { conversations: vec![held], stats, next: None });
                };
                let expected = on_page(path, locale, move || {
                    list(held.clone());
                    let conversation = Memo::new(move |_| held.clone());
                    view! { <Row conversation position=Signal::stored(position)/> }
                });
                let markup = on_page(path, locale, move || {
                    let (path, search) = path.split_once('?').unwrap_or((path, ""));
                    let here = if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") };
                    let markup = RowMarkup::new(path.to_owned(), here).row(&shown, position);
                    leptos::tachys::html::InertElement::new(markup)
                });
                assert_eq!(markup, expected);
            }
        }
    }
}
