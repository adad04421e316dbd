//! The text of a message as it is shown: its links can be followed, and emoji alone are large.

mod emoji;
mod links;

use leptos::prelude::*;

use self::links::{Part, parts};

#[component]
pub(crate) fn MessageText(text: String) -> impl IntoView {
    let shown = parts(&text).into_iter().map(|part| match part {
        Part::Text(text) => text.to_owned().into_any(),
        // Who wrote it is not who vouches for it. An address goes from left to right in any text.
        Part::Link { shown, href } => view! {
            <a href=href dir="ltr" target="_blank" rel="noopener noreferrer nofollow ugc">{shown.into_owned()}</a>
        }
        .into_any(),
    });
    let shown: Vec<_> = shown.collect();
    view! { <p class="bubble-text" class:is-emoji=emoji::are_all(&text) dir="auto">{shown}</p> }
}
