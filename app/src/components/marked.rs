//! A text, or a part of it, with what was found in it marked.

use charla::{TextRange, text_range::pieces};
use leptos::prelude::*;

#[component]
pub(crate) fn Marked(
    #[prop(into)] text: String,
    #[prop(default = TextRange::all())] shown: TextRange,
    matches: Vec<TextRange>,
) -> impl IntoView {
    let goes_on = u32::try_from(text.chars().count()).is_ok_and(|chars| chars > shown.1);
    let pieces = pieces(&text, shown, &matches).into_iter().map(|piece| {
        let text = piece.text.to_owned();
        if piece.is_match { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    });
    let pieces: Vec<_> = pieces.collect();
    view! { {(shown.0 > 0).then_some("…")} {pieces} {goes_on.then_some("…")} }
}
