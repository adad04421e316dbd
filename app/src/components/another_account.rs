//! Informs the user that the tab now belongs to another account, which signed in in another tab (see `reader.js`).

use charla::direction::Isolated;
use leptos::prelude::*;

use super::Icon;
use crate::{browser::another_account, i18n::use_texts, page_context::PageContext, text_content::text_content};

#[component]
pub(crate) fn AnotherAccount() -> impl IntoView {
    let texts = use_texts();
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    let name = StoredValue::new(me.map(|me| me.display_name()));
    let is_shown = RwSignal::new(false);
    Effect::new(move |_| is_shown.set(another_account::take()));
    view! {
        <div class="note" role="status" class:is-shown=move || is_shown.get()>
            {move || name.get_value().filter(|_| is_shown.get()).map(|name| view! {
                <span {..text_content((texts.another_account)(Isolated(&name)))}></span>
                <button class="icon-button" type="button" aria-label=texts.close on:click=move |_| is_shown.set(false)>
                    {Icon::Close.view()}
                </button>
            })}
        </div>
    }
}
