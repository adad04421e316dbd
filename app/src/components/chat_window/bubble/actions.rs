//! The menu of actions on a message. Without scripts, the link next to the message loads the page with the menu open.

use charla::Seq;
use leptos::{ev, html::Div, prelude::*};

use super::{
    super::state::{ChatWindowState, OpenActions},
    reactions::ReactionPicker,
};
use crate::{
    browser::{self, in_place},
    clock::Clock,
    components::{Icon, ReaderField},
    i18n::use_texts,
};

#[component]
pub(super) fn MoreLink(seq: Seq) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let is_open = Memo::new(move |_| state.open_actions(seq).is_some());
    view! {
        <a class="bubble-more" href=address(state, "actions", seq) aria-label=texts.message_actions
            aria-expanded=move || is_open.get().to_string()
            on:click=in_place(move || state.toggle(seq))>
            {Icon::More.view()}
        </a>
    }
}

#[component]
pub(super) fn Actions(open: OpenActions) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let clock: Clock = expect_context();
    let OpenActions { seq, confirms_deletion } = open;
    let may_change = state.may_change(seq, clock.now());
    let can_copy = RwSignal::new(false);
    let menu = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            can_copy.set(browser::can_copy());
            request_animation_frame(move || {
                browser::focus_in(&menu, "button, a");
                // The message of the menu stays visible.
                if let Ok(Some(log)) = menu.closest(".log") {
                    browser::show_if_above(&log, &format!("#m{seq}"));
                }
            });
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            state.close(seq);
        }
    };
    let on_leave = move |event: ev::FocusEvent| {
        // A removed menu loses the focus, too.
        if menu.try_get_untracked().flatten().is_some_and(|menu| browser::leaves(&event, &menu)) {
            state.close_actions();
        }
    };
    let offers = move || {
        view! {
            <ReactionPicker seq/>
            <a class="action" href=address(state, "reply", seq) on:click=in_place(move || state.reply(seq))>
                {Icon::Reply.view()}{texts.answer}
            </a>
            <Show when=move || can_copy.get()>
                <button class="action" type="button" on:click=move |_| state.copy(seq)>
                    {Icon::Copy.view()}{texts.copy}
                </button>
            </Show>
            <Show when=move || may_change>
                <a class="action" href=address(state, "edit", seq) on:click=in_place(move || state.edit(seq))>
                    {Icon::Edit.view()}{texts.edit}
                </a>
                <a class="action is-danger" href=address(state, "delete", seq)
                    on:click=in_place(move || state.ask_whether_to_delete(seq))>
                    {Icon::Delete.view()}{texts.delete}
                </a>
            </Show>
        }
    };
    let question = move || {
        view! {
            <form class="deletion" method="post" action=format!("/conversations/{}/messages/{seq}/delete", state.id)
                on:submit=move |event| {
                    event.prevent_default();
                    state.delete(seq);
                }>
                <ReaderField/>
                <p>{texts.delete_for_all}</p>
                <button class="button is-danger" type="submit">{texts.delete}</button>
                <a class="button" href=address(state, "around", seq) on:click=in_place(move || state.close(seq))>{texts.cancel}</a>
            </form>
        }
    };
    view! {
        <div class="actions" role="group" aria-label=texts.message_actions node_ref=menu on:keydown=on_key
            on:focusout=on_leave>
            {if confirms_deletion { question().into_any() } else { offers().into_any() }}
        </div>
    }
}

/// Returns the address of the page that shows the same state without scripts.
fn address(state: ChatWindowState, action: &str, seq: Seq) -> String {
    let id = state.id;
    match action {
        "around" => format!("/conversations/{id}?around={seq}#m{seq}"),
        _ => format!("/conversations/{id}?around={seq}&{action}={seq}#m{seq}"),
    }
}
