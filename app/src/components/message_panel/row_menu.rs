//! The menu of a row, which is in the page only while it is open: a page has fifty rows. Without scripts, its button is a
//! link to the same page with the menu open, or closed again.

use charla::ConversationId;
use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
};
use leptos_router::params::ParamsMap;

use crate::{
    browser,
    components::{ConversationSettingsForm, Icon},
};

/// The parameter of the address with the id of the conversation whose menu is open.
pub(crate) const MENU: &str = "menu";

/// The row whose menu is open. Provided as context to the rows of a panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenRowMenu(RwSignal<Option<ConversationId>>);

impl OpenRowMenu {
    /// A press outside closes the menu.
    pub(super) fn new(address: &ParamsMap) -> Self {
        let open = RwSignal::new(address.get(MENU).and_then(|id| id.parse().ok()));
        Effect::new(move |_| {
            let outside_press = window_event_listener(ev::pointerdown, move |event| {
                if !browser::is_within(&event, ".row-item > .menu") {
                    open.set(None);
                }
            });
            on_cleanup(move || outside_press.remove());
        });
        Self(open)
    }

    pub(super) fn is_of(self, id: ConversationId) -> bool {
        self.0.get() == Some(id)
    }

    fn toggle(self, id: ConversationId) {
        self.0.update(|open| *open = Some(id).filter(|id| *open != Some(*id)));
    }

    fn close(self) {
        self.0.set(None);
    }
}

/// `here` is the path and query of the page, `label` the accessible name of the button.
#[component]
pub(super) fn RowMenu(id: ConversationId, label: String, here: String) -> impl IntoView {
    let open_menu: OpenRowMenu = expect_context();
    let is_open = Memo::new(move |_| open_menu.is_of(id));
    let button = NodeRef::<html::A>::new();
    let close = move |event: KeyboardEvent| {
        if let (true, Some(button)) = (event.key() == "Escape" && is_open.get_untracked(), button.get()) {
            open_menu.close();
            let _ = button.focus();
        }
    };
    view! {
        <div class="menu" on:keydown=close>
            <a class="menu-button" href=move || if is_open.get() { here.clone() } else { address(&here, id) } node_ref=button aria-label=label
                aria-expanded=move || is_open.get().to_string()
                on:click=browser::in_place(move || open_menu.toggle(id))>
                {Icon::More.view()}
            </a>
            {move || is_open.get().then(|| view! { <div class="menu-body card"><ConversationSettingsForm id/></div> })}
        </div>
    }
}

/// Returns the address of the page with the menu open.
pub(super) fn address(here: &str, id: ConversationId) -> String {
    let separator = if here.contains('?') { '&' } else { '?' };
    format!("{here}{separator}{MENU}={id}#row-{id}")
}
