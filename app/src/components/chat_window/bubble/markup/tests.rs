use charla::ChatPage;
use leptos::tachys::html::InertElement;
use leptos_router::{components::Router, location::RequestUrl, params::ParamsMap};
use serde_json::json;

use super::{
    super::{super::rows::BubbleKey, Bubble},
    *,
};
use crate::{chat::Chat, i18n::Locale, page_context::PageContext};

/// Renders in the window of conversation 5, whose address names message 3 as the target.
fn in_window<V: IntoView + 'static>(locale: Locale, view: impl FnOnce() -> V + Send + 'static) -> String {
    let user = |id: i64| json!({"id": id, "username": "ana", "first_name": "Ana", "last_name": "", "email": ""});
    Owner::new().with(|| {
        let me = serde_json::from_value(user(1)).ok();
        let page_context = PageContext { me, ..PageContext::default() };
        let page = json!({
            "conversation": {
                "id": 5, "participans": [user(1), user(2)], "created_at": "2026-03-01T08:00:00Z", "last_message": null,
                "unread_count": 0, "read_cursors": [],
            },
            "messages": {"results": [], "count": 0, "page": 1, "limit": 50},
        });
        let page: ChatPage = serde_json::from_value(page).expect("a page");
        let id = page.conversation.id;
        provide_context(RequestUrl::new("/conversations/5"));
        provide_context(Clock::new(&page_context));
        provide_context(locale);
        let chat = Chat::new(&page_context).expect("a chat");
        provide_context(chat);
        provide_context(page_context);
        chat.load_conversation(page);
        let opened = chat.opened(id).expect("an opened conversation");
        let mut address = ParamsMap::new();
        address.insert("around", "3".to_owned());
        provide_context(ChatWindowState::new(chat, &opened, &address));
        view! { <Router>{view()}</Router> }.to_html()
    })
}

/// Returns bubbles with all combinations of what a plain one shows.
fn bubbles() -> Vec<(BubbleIdentity, BubbleView)> {
    let texts = [
        "hola",
        "<b>&amp;\"'\n\nzwei",
        "👍🏽 🎉",
        "mira https://example.com/a?b=1&c=\"2\" y www.example.org, o escribe a ana@example.com",
        "https://example.com",
    ];
    let deliveries = [None, Some(DeliveryState::Sent), Some(DeliveryState::Read)];
    let mut all = Vec::new();
    for text in texts {
        for (delivery, seq) in deliveries.iter().zip([1, 2, 3]) {
            for case in 0..16 {
                let is = |bit: u32| case & (1 << bit) != 0;
                let (seq, at) = (Seq(seq), "2026-03-02T23:07:00Z".parse().expect("a time"));
                let key = BubbleKey::Stored(seq, at);
                let identity =
                    BubbleIdentity { key, is_own: delivery.is_some(), sender_name: "Ángel <i>\"el\" & Cía".into() };
                let is_deleted = is(3);
                let view = BubbleView {
                    seq: Some(seq),
                    at,
                    text: if is_deleted { String::new() } else { text.to_owned() },
                    quote: None,
                    reactions: Vec::new(),
                    is_edited: is(0) && !is_deleted,
                    is_deleted,
                    starts_group: is(1),
                    ends_group: is(2),
                    delivery: delivery.clone(),
                };
                all.push((identity, view));
            }
        }
    }
    all
}

#[test]
fn a_bubble_is_what_the_component_renders() {
    for locale in [Locale::Es, Locale::En] {
        for (identity, view) in bubbles() {
            let (shown_identity, shown) = (identity.clone(), view.clone());
            let expected = in_window(locale, move || {
                let conversation = expect_context::<ChatWindowState>().id;
                view! { <Bubble conversation identity=shown_identity view=Signal::stored(Some(shown))/> }
            });
            let markup = in_window(locale, move || BubbleMarkup::new().bubble(&identity, &view).map(InertElement::new));
            assert_eq!(markup, expected);
        }
    }
}
