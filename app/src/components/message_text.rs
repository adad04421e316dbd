//! Renders the text of a message: with links, and with large emoji if there is nothing else.

mod emoji;
mod links;

use leptos::prelude::*;

use self::links::{Part, parts};
use crate::text_content::text_content;

/// Returns what [`MessageText`] renders on the server.
#[cfg(feature = "ssr")]
pub(crate) fn markup(text: &str) -> String {
    use html_escape::{encode_double_quoted_attribute, encode_text};
    let parts = parts(text);
    if let [Part::Text(only)] = parts[..] {
        let class = if emoji::are_all(text) { "bubble-text is-emoji" } else { "bubble-text" };
        return format!(r#"<p dir="auto" class="{class}">{}</p>"#, encode_text(only));
    }
    let parts = parts.iter().map(|part| match part {
        Part::Text(text) => format!("<span>{}</span>", encode_text(text)),
        Part::Link { shown, href } => format!(
            r#"<a href="{}" dir="ltr" target="_blank" rel="noopener noreferrer nofollow ugc">{}</a>"#,
            encode_double_quoted_attribute(href),
            encode_text(&**shown)
        ),
    });
    format!(r#"<p dir="auto" class="bubble-text">{}<!><!></p>"#, parts.collect::<String>())
}

#[component]
pub(crate) fn MessageText(text: String) -> impl IntoView {
    let is_emoji = emoji::are_all(&text);
    let parts = parts(&text);
    if let [Part::Text(text)] = parts[..] {
        let text = text_content(text);
        return view! { <p class="bubble-text" class:is-emoji=is_emoji dir="auto" {..text}></p> }.into_any();
    }
    let shown = parts.into_iter().map(|part| match part {
        Part::Text(text) => view! { <span {..text_content(text)}></span> }.into_any(),
        // `nofollow ugc`: the site does not vouch for links in messages. An address is written from left to right in
        // any text.
        Part::Link { shown, href } => {
            let shown = text_content(&*shown);
            view! { <a href=href dir="ltr" target="_blank" rel="noopener noreferrer nofollow ugc" {..shown}></a> }
                .into_any()
        }
    });
    let shown: Vec<_> = shown.collect();
    view! { <p class="bubble-text" dir="auto">{shown}</p> }.into_any()
}
