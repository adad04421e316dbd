//! A menu behind a button. It opens without scripts; with scripts, Escape and a press outside close it.

use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
};

use crate::browser;

/// `face` is the content of the button, `label` its accessible name.
#[component]
pub(crate) fn Menu(#[prop(into)] label: String, face: AnyView, children: Children) -> impl IntoView {
    let (menu, button) = (NodeRef::<html::Details>::new(), NodeRef::<html::Summary>::new());
    let close = move |event: KeyboardEvent| {
        if let (true, Some(menu), Some(button)) = (event.key() == "Escape", menu.get(), button.get()) {
            let _ = menu.remove_attribute("open");
            let _ = button.focus();
        }
    };
    view! {
        <details class="menu" name="menu" node_ref=menu on:keydown=close>
            <summary class="menu-button" node_ref=button aria-label=label>{face}</summary>
            <div class="menu-body card">{children()}</div>
        </details>
    }
}

/// Closes open menus on a press outside, for the life of the page.
pub(crate) fn close_menus_by_a_press_elsewhere() {
    let _ = window_event_listener(ev::pointerdown, |event| browser::close_others(&event, "details.menu[open]"));
}
