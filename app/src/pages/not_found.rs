//! The page of an unknown address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{EmptyState, Icon, TopBar},
    i18n::use_texts,
};

#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    let texts = use_texts();
    view! {
        <Title text=texts.not_found/>
        <TopBar/>
        <main id="main" class="page">
            <EmptyState icon=Icon::Compass title=texts.not_found hint=texts.not_found_hint is_page=true>
                <a class="button is-primary" href="/conversations">{texts.to_conversations}</a>
            </EmptyState>
        </main>
    }
}
