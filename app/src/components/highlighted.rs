//! A text, or a part of it, with highlighted matches.

use charla::{TextRange, text_range::pieces};
use leptos::prelude::*;

use crate::text_content::text_content;

#[component]
pub(crate) fn Highlighted(
    #[prop(into)] text: String,
    #[prop(default = TextRange::all())] shown: TextRange,
    matches: Vec<TextRange>,
) -> impl IntoView {
    let goes_on = u32::try_from(text.chars().count()).is_ok_and(|chars| chars > shown.1);
    let pieces = pieces(&text, shown, &matches).into_iter().map(|piece| {
        let text = text_content(piece.text);
        if piece.is_match {
            view! { <mark {..text}></mark> }.into_any()
        } else {
            view! { <span {..text}></span> }.into_any()
        }
    });
    let pieces: Vec<_> = pieces.collect();
    let ellipsis = || view! { <span>"…"</span> };
    view! { {(shown.0 > 0).then(ellipsis)} {pieces} {goes_on.then(ellipsis)} }
}
