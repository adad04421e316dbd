//! The hidden field by which a form names the user whose page it stands on.

use leptos::prelude::*;

use crate::visit::Visit;

/// The server refuses the form where somebody else has signed in since. Nothing for those who are not signed in.
#[component]
pub(crate) fn ReaderField() -> impl IntoView {
    let me = use_context::<Visit>().and_then(|visit| visit.me);
    me.map(|me| view! { <input type="hidden" name="reader" value=me.id.to_string()/> })
}
