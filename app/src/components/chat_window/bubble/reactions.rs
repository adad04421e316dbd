//! Reactions to a message. Pressing the user's own reaction removes it.

use charla::{Emoji, Reaction, Seq, reaction};
use leptos::prelude::*;

use super::super::state::ChatWindowState;
use crate::{components::ReaderField, i18n::use_texts, text_content::text_content};

#[component]
pub(super) fn Reactions(seq: Seq, #[prop(into)] reactions: Signal<Vec<Reaction>>) -> impl IntoView {
    let state: ChatWindowState = expect_context();
    let me = state.chat.me;
    let chip = move |reaction: Reaction| {
        let Reaction { emoji, users } = reaction;
        let is_mine = users.contains(&me);
        let label = format!("{emoji} {}: {}", users.len(), state.names(&users));
        let press = Callback::new(move |chosen| state.react(seq, chosen));
        view! { <ReactionButton emoji is_mine label=label.clone() count=users.len() press/> }
    };
    move || {
        reactions.with(|reactions| !reactions.is_empty()).then(|| {
            view! {
                <ReactionForm seq class="reactions">{move || reactions.get().into_iter().map(chip).collect_view()}</ReactionForm>
            }
        })
    }
}

/// Buttons for all reactions.
#[component]
pub(super) fn ReactionPicker(seq: Seq) -> impl IntoView {
    let texts = use_texts();
    let state: ChatWindowState = expect_context();
    let mine = state.message(seq).and_then(|message| reaction::of(&message.reactions, state.chat.me));
    let press = Callback::new(move |chosen| {
        state.close(seq);
        state.react(seq, chosen);
    });
    let offers = Emoji::ALL.into_iter().zip(texts.reactions).map(move |(emoji, name)| {
        view! { <ReactionButton emoji is_mine=mine == Some(emoji) label=name.to_owned() press/> }
    });
    view! { <ReactionForm seq class="reaction-picker">{offers.collect_view()}</ReactionForm> }
}

#[component]
fn ReactionForm(seq: Seq, class: &'static str, children: Children) -> impl IntoView {
    let state: ChatWindowState = expect_context();
    view! {
        <form class=class method="post" action=format!("/conversations/{}/messages/{seq}/react", state.id)
            on:submit=|event| event.prevent_default()>
            <ReaderField/>
            {children()}
        </form>
    }
}

/// A button that sets or removes a reaction; `count` is 0 in the picker.
#[component]
fn ReactionButton(
    emoji: Emoji,
    is_mine: bool,
    label: String,
    #[prop(optional)] count: usize,
    press: Callback<Option<Emoji>>,
) -> impl IntoView {
    let chosen = (!is_mine).then_some(emoji);
    view! {
        <button class="reaction" type="submit" name="emoji" value=chosen.map_or("", Emoji::as_str)
            aria-pressed=is_mine.to_string() aria-label=label.clone() title=label
            on:click=move |event| {
                event.prevent_default();
                press.run(chosen);
            }>
            <span aria-hidden="true" {..text_content(emoji.as_str())}></span>
            {(count > 1).then(|| {
                let count = text_content(count.to_string());
                view! { <span class="reaction-count" aria-hidden="true" {..count}></span> }
            })}
        </button>
    }
}
