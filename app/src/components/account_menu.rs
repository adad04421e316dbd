//! Who is signed in, the settings, the language, light or dark, and the way out. It opens without scripts.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::{Avatar, LanguageSwitch, ThemeSwitch};
use crate::{i18n::use_texts, visit::Visit};

#[component]
pub(crate) fn AccountMenu() -> impl IntoView {
    let texts = use_texts();
    let (menu, button) = (NodeRef::<html::Details>::new(), NodeRef::<html::Summary>::new());
    let close = move |event: KeyboardEvent| {
        if let (true, Some(menu), Some(button)) = (event.key() == "Escape", menu.get(), button.get()) {
            let _ = menu.remove_attribute("open");
            let _ = button.focus();
        }
    };
    let me = use_context::<Visit>().and_then(|visit| visit.me);
    me.map(|me| {
        let name = me.display_name();
        view! {
            <details class="menu" node_ref=menu on:keydown=close>
                <summary class="menu-button" node_ref=button aria-label=texts.account>
                    <Avatar name=name.clone()/>
                </summary>
                <div class="menu-body card">
                    <p class="menu-name">{name}</p>
                    <p class="menu-username">"@" {me.username}</p>
                    <a class="button" href="/settings">{texts.settings.title}</a>
                    <LanguageSwitch/>
                    <ThemeSwitch/>
                    <form method="post" action="/logout">
                        <button class="button" type="submit">{texts.sign_out}</button>
                    </form>
                </div>
            </details>
        }
    })
}
