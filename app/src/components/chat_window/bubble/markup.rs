//! The markup of a bubble on the server, where nothing in it can change: what [`Bubble`](super::Bubble) renders, at a tenth
//! of its cost. The browser hydrates it with `Bubble`; a test compares the two.

pub(crate) mod measured;

use charla::{Seq, Timestamp};
use html_escape::{encode_double_quoted_attribute as attribute, encode_text as text};
use leptos::prelude::*;

use super::{
    super::{
        rows::{BubbleIdentity, BubbleView, DeliveryState},
        state::ChatWindowState,
    },
    class_of,
};
use crate::{
    calendar,
    clock::Clock,
    components::{Icon, message_text},
    i18n::{Texts, use_texts},
};

/// Writes the bubbles of a window; holds the values that all of them need.
#[derive(Clone, Copy)]
pub(in super::super) struct BubbleMarkup {
    state: ChatWindowState,
    clock: Clock,
    texts: &'static Texts,
}

impl BubbleMarkup {
    /// Must be called where the contexts of a window are.
    pub(in super::super) fn new() -> Self {
        Self { state: expect_context(), clock: expect_context(), texts: use_texts() }
    }

    /// Returns `None` for a bubble that needs its component: with reactions, a quote, or its menu open.
    pub(in super::super) fn bubble(self, identity: &BubbleIdentity, view: &BubbleView) -> Option<String> {
        let seq = view.seq?;
        let is_stored = matches!(view.delivery, None | Some(DeliveryState::Sent | DeliveryState::Read));
        let is_plain = is_stored && view.quote.is_none() && view.reactions.is_empty();
        if !is_plain || untrack(|| self.state.open_actions(seq)).is_some() {
            return None;
        }
        let texts = self.texts;
        let class = class_of(view, identity.is_own, self.state.target.get_untracked());
        let (name, is_name) = if identity.is_own {
            (texts.you.trim_end_matches([':', ' ']), "")
        } else {
            (&*identity.sender_name, r#" translate="no""#)
        };
        let content = if view.is_deleted {
            format!(r#"<p class="bubble-text">{}<!></p><!>"#, text(texts.deleted_message))
        } else {
            message_text::markup(&view.text) + &self.more_link(seq)
        };
        let edited = if view.is_edited { format!("<span>{}<!></span>", text(texts.edited)) } else { "<!>".into() };
        let receipt = view.delivery.as_ref().map_or_else(|| "<!>".into(), |delivery| self.receipt(delivery));
        let (name, time) = (text(name), self.time(view.at));
        Some(format!(
            r#"<li id="m{seq}" tabindex="-1" class="{class}"><span dir="auto"{is_name} class="bubble-sender">{name}<!></span><div class="bubble-said"><!>{content}<!><!></div><!><!><p class="bubble-foot">{edited}{time}{receipt}<!><!></p><!><!><!></li>"#
        ))
    }

    fn more_link(self, seq: Seq) -> String {
        let (id, label, icon) = (self.state.id, attribute(self.texts.message_actions), Icon::More.markup());
        format!(
            r#"<a href="/conversations/{id}?around={seq}&amp;actions={seq}#m{seq}" aria-label="{label}" aria-expanded="false" class="bubble-more">{icon}<!></a>"#
        )
    }

    fn time(self, at: Timestamp) -> String {
        let shown = calendar::time_of_day(self.clock.local(at));
        format!(r#"<time datetime="{at}" class="moment">{shown}</time>"#)
    }

    fn receipt(self, delivery: &DeliveryState) -> String {
        let (icon, state, class) = match delivery {
            DeliveryState::Read => (Icon::Read, self.texts.read, "receipt is-read"),
            _ => (Icon::Sent, self.texts.sent, "receipt"),
        };
        let (title, icon, state) = (attribute(state), icon.markup(), text(state));
        format!(
            r#"<span title="{title}" class="{class}">{icon}<span class="visually-hidden">{state}</span><!><!></span>"#
        )
    }
}

#[cfg(test)]
mod tests;
