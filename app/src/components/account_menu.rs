//! The account menu: the user's name, settings, language, theme and sign-out. Works without scripts.

use leptos::prelude::*;

use super::{Avatar, Menu, PreferenceSwitch, ReaderField};
use crate::{
    i18n::{Locale, use_texts},
    page_context::PageContext,
    preferences::Theme,
};

#[component]
pub(crate) fn AccountMenu() -> impl IntoView {
    let texts = use_texts();
    let me = use_context::<PageContext>().and_then(|page_context| page_context.me);
    me.map(|me| {
        let name = me.display_name();
        view! {
            <Menu label=texts.account face=view! { <Avatar name=name.clone()/> }.into_any()>
                    <p class="menu-name" dir="auto" translate="no">{name}</p>
                    <p class="menu-username" translate="no">"@" {me.username}</p>
                    <a class="button" href="/settings">{texts.settings.title}</a>
                    <PreferenceSwitch<Locale>/>
                    <PreferenceSwitch<Theme>/>
                    <form method="post" action="/logout">
                        <ReaderField/>
                        <button class="button" type="submit">{texts.sign_out}</button>
                    </form>
            </Menu>
        }
    })
}
