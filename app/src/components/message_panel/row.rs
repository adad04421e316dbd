//! The row of a conversation in the panel.

use charla::{Conversation, TextRange, direction::Isolated};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    preview::Preview,
    row_menu::{OpenRowMenu, RowMenu},
};
use crate::{
    chat::Chat,
    components::{Highlighted, Icon, Moment, MomentStyle, PresenceAvatar, use_return_path},
    i18n::use_texts,
    text_content::text_content,
};

/// The position of a row in a virtualised list, for screen readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Counted from 1.
    pub(super) number: usize,
    /// Length of the list; `None` if it is not fully loaded.
    pub(super) count: Option<usize>,
}

/// `matches` are ranges of the title.
#[component]
pub(super) fn Row(
    conversation: Memo<Conversation>,
    #[prop(optional)] matches: Vec<TextRange>,
    #[prop(optional, into)] position: Signal<Option<Position>>,
) -> impl IntoView {
    let texts = use_texts();
    let chat: Chat = expect_context();
    let (id, title) = conversation.with_untracked(|conversation| (conversation.id, conversation.title(chat.me)));
    let partner = conversation.with_untracked(|conversation| conversation.partner(chat.me).map(|user| user.id));
    let roles = conversation.with_untracked(|conversation| {
        let roles = partner.into_iter().flat_map(|user| conversation.roles_of(user));
        let role = |role| view! { <span class="row-role" {..text_content(format!(" {}", texts.role(role)))}></span> };
        roles.map(role).collect_view()
    });
    let at = Signal::derive(move || {
        let latest = conversation.with(|conversation| conversation.activity().activity_at);
        chat.last_unsent(id).map_or(latest, |unsent| unsent.written_at.max(latest))
    });
    let unread = Memo::new(move |_| conversation.with(|conversation| conversation.unread_count));
    let settings = Memo::new(move |_| conversation.with(|conversation| conversation.settings));
    let options = (texts.options_of)(Isolated(&title));
    let number = move || position.get().map(|position| position.number.to_string());
    let count = move || Some(position.get()?.count.map_or_else(|| "-1".to_owned(), |count| count.to_string()));
    let open_menu: OpenRowMenu = expect_context();
    // The link that opens the menu without scripts leads here.
    let anchor = move || open_menu.is_of(id).then(|| format!("row-{id}"));
    view! {
        <li class="row-item" id=anchor aria-posinset=number aria-setsize=count>
            <A href=format!("/conversations/{id}") attr:class="row">
                <PresenceAvatar name=title.clone() user=partner is_group=conversation.with_untracked(Conversation::is_group)/>
                <span class="row-name"><span dir="auto" translate="no"><Highlighted text=title matches/></span>{roles}</span>
                <Moment at style=MomentStyle::Short/>
                <Preview conversation/>
                <span class="row-marks">
                    <Show when=move || settings.get().is_muted>
                        <span class="row-muted" title=texts.muted>{Icon::Muted.view()}<span class="visually-hidden">{texts.muted}</span></span>
                    </Show>
                    {move || match (unread.get(), settings.get().is_marked_unread) {
                        (0, false) => None,
                        (0, true) => Some(view! {
                            <span class="badge is-mark"><span class="visually-hidden">{texts.marked_unread}</span></span>
                        }.into_any()),
                        (unread, _) => Some(view! {
                            <span class="badge">
                                <span {..text_content(unread.to_string())}></span>
                                <span class="visually-hidden">" "{texts.not_read_yet}</span>
                            </span>
                        }.into_any()),
                    }}
                </span>
            </A>
            <RowMenu id label=options here=untrack(use_return_path())/>
        </li>
    }
}
