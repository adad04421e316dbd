//! The markup of a row on the server, where nothing in it can change: what [`Row`](super::row::Row) renders while its menu
//! is closed, at a tenth of its cost. The browser hydrates it with `Row`; a test compares the two.

pub(crate) mod measured;

use charla::{Conversation, ConversationId, Message, Timestamp, User, direction::Isolated};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text as text};
use leptos::prelude::*;

use super::{preview::has_been_read, row::Position, row_menu};
use crate::{
    calendar,
    chat::Chat,
    clock::Clock,
    components::{Icon, avatar},
    i18n::{Texts, use_texts},
};

/// Writes the rows of a page; holds the values that all of them need.
pub(super) struct RowMarkup {
    chat: Chat,
    clock: Clock,
    texts: &'static Texts,
    /// The path of the page, and its path and query.
    path: String,
    here: String,
}

impl RowMarkup {
    /// Must be called where the contexts of a page are.
    pub(super) fn new(path: String, here: String) -> Self {
        Self { chat: expect_context(), clock: expect_context(), texts: use_texts(), path, here }
    }

    pub(super) fn row(&self, conversation: &Conversation, position: Option<Position>) -> String {
        let Self { texts, chat, .. } = self;
        let (id, title) = (conversation.id, conversation.title(chat.me));
        let position = position.map_or_else(String::new, |Position { number, count }| {
            let count = count.map_or_else(|| "-1".to_owned(), |count| count.to_string());
            format!(r#" aria-posinset="{number}" aria-setsize="{count}""#)
        });
        let href = format!("/conversations/{id}");
        let is_current = self.path.trim_end_matches('/') == href;
        let current = if is_current { r#" aria-current="page""# } else { "" };
        let partner = conversation.partner(chat.me).map(|user| user.id);
        let roles: String = partner
            .into_iter()
            .flat_map(|user| conversation.roles_of(user))
            .map(|role| format!(r#"<span class="row-role"> {}</span>"#, text(texts.role(role))))
            .collect();
        let avatar = avatar::markup(&title, conversation.is_group());
        let time = self.time(conversation.activity().activity_at);
        let name = text(&title);
        let preview = self.preview(conversation);
        let marks = self.marks(conversation);
        let menu = self.menu(id, &title);
        format!(
            r#"<li{position} class="row-item"><a href="{href}"{current} class="row"><span class="presence-avatar">{avatar}<!><!--<() />--><!><!></span><span class="row-name"><span dir="auto" translate="no"><!><span>{name}</span><!><!><!><!></span>{roles}<!><!><!></span>{time}{preview}<span class="row-marks">{marks}<!><!></span><!><!></a>{menu}<!><!></li>"#
        )
    }

    fn time(&self, at: Timestamp) -> String {
        let shown = calendar::short(self.clock.local(at), self.clock.today(), self.texts);
        format!(r#"<time datetime="{at}" class="moment">{}</time>"#, text(&shown))
    }

    fn preview(&self, conversation: &Conversation) -> String {
        let Self { texts, chat, .. } = self;
        let Some(message) = &conversation.last_message else {
            return format!(r#"<span class="row-preview is-empty">{}<!></span>"#, text(texts.no_messages));
        };
        let own = if message.sender_id == chat.me { self.receipt(conversation, message) } else { "<!>".to_owned() };
        if message.is_deleted() {
            return format!(
                r#"<span class="row-preview is-empty">{own}<span>{}<!></span><!><!></span>"#,
                text(texts.deleted_message)
            );
        }
        let is_named = conversation.is_group() && message.sender_id != chat.me;
        let sender = conversation.participants.iter().find(|user| is_named && user.id == message.sender_id);
        let sender = sender.map_or_else(|| "<!>".into(), sender_name);
        format!(
            r#"<span dir="auto" class="row-preview">{sender}{own}<span>{}</span><!><!></span>"#,
            text(&*message.content)
        )
    }

    /// The delivery state of the user's own message.
    fn receipt(&self, conversation: &Conversation, message: &Message) -> String {
        let is_read = has_been_read(conversation, message);
        let (icon, state, class) = if is_read {
            (Icon::Read, self.texts.read, "receipt is-read")
        } else {
            (Icon::Sent, self.texts.sent, "receipt")
        };
        format!(
            r#"<span title="{}" class="{class}">{}<span class="visually-hidden">{}: </span><!><!></span><span>{}<!></span><!>"#,
            attribute(state),
            icon.markup(),
            text(state),
            text(self.texts.you)
        )
    }

    fn marks(&self, conversation: &Conversation) -> String {
        let texts = self.texts;
        let muted = if conversation.settings.is_muted {
            let (name, icon) = (texts.muted, Icon::Muted.markup());
            format!(
                r#"<span title="{}" class="row-muted">{icon}<span class="visually-hidden">{}<!></span><!><!></span>"#,
                attribute(name),
                text(name)
            )
        } else {
            "<!><!--<() />-->".into()
        };
        let badge = match (conversation.unread_count, conversation.settings.is_marked_unread) {
            (0, false) => "<!>".into(),
            (0, true) => format!(
                r#"<span class="badge is-mark"><span class="visually-hidden">{}<!></span><!></span>"#,
                text(texts.marked_unread)
            ),
            (unread, _) => format!(
                r#"<span class="badge"><span>{unread}</span><span class="visually-hidden"> <!>{}<!><!></span><!><!></span>"#,
                text(texts.not_read_yet)
            ),
        };
        format!("{muted}{badge}")
    }

    fn menu(&self, id: ConversationId, title: &str) -> String {
        let options = (self.texts.options_of)(Isolated(title));
        let (label, more) = (attribute(&options), Icon::More.markup());
        let address = row_menu::address(&self.here, id);
        let href = attribute(&address);
        format!(
            r#"<div class="menu"><a href="{href}" aria-label="{label}" aria-expanded="false" class="menu-button">{more}<!></a><!><!><!></div>"#
        )
    }
}

fn sender_name(sender: &User) -> String {
    format!(r#"<bdi translate="no">{}</bdi><span>: <!></span><!>"#, text(&sender.short_name()))
}

#[cfg(test)]
mod tests;
