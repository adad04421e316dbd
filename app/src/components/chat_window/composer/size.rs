//! How much there is in the field, and how much more fits.

use charla::limits::MESSAGE_CHARS;
use leptos::prelude::*;

use crate::i18n::use_texts;

/// The counter shows when fewer characters than this are left.
const COUNT_FROM: usize = 400;
const MOST_LINES: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) chars: usize,
    pub(super) lines: usize,
}

impl Size {
    pub(super) fn of(text: &str) -> Self {
        Self { chars: text.trim().chars().count(), lines: text.split('\n').count().clamp(1, MOST_LINES) }
    }
}

#[component]
pub(super) fn Counter(#[prop(into)] size: Signal<Size>) -> impl IntoView {
    let texts = use_texts();
    let count = move || {
        let chars = size.get().chars;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match MESSAGE_CHARS.checked_sub(chars) {
            None => Some((texts.too_many_characters)(number(chars - MESSAGE_CHARS))),
            Some(left) if left < COUNT_FROM => Some((texts.characters_left)(number(left))),
            Some(_) => None,
        }
    };
    view! {
        <p class="composer-count" class:is-over=move || { size.get().chars > MESSAGE_CHARS } role="status">{count}</p>
    }
}
