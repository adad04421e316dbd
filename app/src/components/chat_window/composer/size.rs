//! The size of the composer's text, and the character counter.

use charla::limits::MESSAGE_CHARS;
use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use crate::{i18n::use_texts, text_content::live_text};

/// The counter is shown when fewer characters than this are left.
const COUNT_FROM: usize = 400;
const MOST_LINES: usize = 10;

/// Longer texts, in UTF-16 units, are not processed at each key, because they cannot be sent anyway.
const MAX_COUNTED_UNITS: usize = 4 * MESSAGE_CHARS;

/// The largest length of a valid message in UTF-16 units. Without scripts it limits the field, so that a form is never
/// too large: a message that is too long is returned in its field.
pub(super) const FORM_UNITS: usize = 2 * MESSAGE_CHARS;

/// A UTF-16 unit takes at most nine bytes in a form, such as `%E4%BD%A0`; the other fields are short.
const _: () = assert!(9 * FORM_UNITS + 4_096 <= charla::limits::FORM_BYTES);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) chars: usize,
    pub(super) lines: usize,
    /// The text is too long to be counted exactly.
    pub(super) is_estimate: bool,
}

impl Size {
    pub(super) fn of(text: &str) -> Self {
        let chars = text.trim().chars().count();
        Self { chars, lines: text.split('\n').take(MOST_LINES).count().max(1), is_estimate: false }
    }

    /// Returns an estimate if the text in the field is too long to be processed, without copying the text; otherwise
    /// `None`.
    pub(super) fn of_long(field: &HtmlTextAreaElement) -> Option<Self> {
        let units = usize::try_from(field.text_length()).ok().filter(|units| *units > MAX_COUNTED_UNITS)?;
        Some(Self { chars: units, lines: MOST_LINES, is_estimate: true })
    }
}

#[component]
pub(super) fn Counter(#[prop(into)] size: Signal<Size>) -> impl IntoView {
    let texts = use_texts();
    let count = move || {
        let Size { chars, is_estimate, .. } = size.get();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match MESSAGE_CHARS.checked_sub(chars) {
            None if is_estimate => Some((texts.about_too_many_characters)(number(chars - MESSAGE_CHARS))),
            None => Some((texts.too_many_characters)(number(chars - MESSAGE_CHARS))),
            Some(left) if left < COUNT_FROM => Some((texts.characters_left)(number(left))),
            Some(_) => None,
        }
    };
    view! {
        <p class="composer-count" class:is-over=move || { size.get().chars > MESSAGE_CHARS } role="status"
            {..live_text(move || count().unwrap_or_default())}></p>
        // Shown only without scripts, when there is no counter.
        <p class="composer-limit">{(texts.most_characters)(MESSAGE_CHARS)}</p>
    }
}
