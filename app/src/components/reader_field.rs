//! The hidden form field with the user for whom the page was rendered.

use leptos::prelude::*;

use crate::page_context::PageContext;

/// The server refuses the form if another user has signed in since. Renders nothing if nobody is signed in.
#[component]
pub(crate) fn ReaderField() -> impl IntoView {
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    me.map(|me| view! { <input type="hidden" name="reader" value=me.id.to_string()/> })
}
