//! The hidden field by which a form names the user whose page it stands on.

use leptos::prelude::*;

use crate::page_context::PageContext;

/// The server refuses the form where somebody else has signed in since. Nothing for those who are not signed in.
#[component]
pub(crate) fn ReaderField() -> impl IntoView {
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    me.map(|me| view! { <input type="hidden" name="reader" value=me.id.to_string()/> })
}
