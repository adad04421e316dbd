//! The composer: the form in which the user writes. Each conversation has its own composer and draft. Without scripts
//! it is a plain form.

mod long_draft;
mod mode_bar;
mod size;
mod state;
mod text_field;

use charla::direction::Isolated;
use leptos::prelude::*;

use super::state::{ChatWindowState, ComposerMode};
use crate::{
    browser::draft,
    components::{Icon, ReaderField},
    i18n::{detail, use_locale, use_texts},
    markup::in_text_area,
    page_context::{FormValues, PageContext},
    preferences::Preferences,
    text_content::text_content,
};
use mode_bar::ModeBar;
use size::{Counter, FORM_UNITS};
use state::ComposerState;
use text_field::TextField;

/// `sent` counts the messages that were sent.
#[component]
pub(super) fn Composer(sent: RwSignal<u32>) -> impl IntoView {
    let (texts, locale) = (use_texts(), use_locale());
    let window: ChatWindowState = expect_context();
    let PageContext { form_id, preferences: Preferences { enter, .. }, .. } = expect_context();
    let ChatWindowState { chat, id, mode, .. } = window;
    let values = FormValues::take();
    let typed = values.field("content");
    let unsent = (!typed.is_empty()).then(|| texts.not_sent_yet.to_owned());
    let problem = values.refusal().map(|error| detail(locale, &error)).or(unsent);
    let first = match mode.get_untracked() {
        ComposerMode::Edit { content, .. } if typed.is_empty() => content,
        _ => typed,
    };
    let field = TextField::new(&first);
    let composer = ComposerState::new(window, field, (locale, enter), problem, sent);
    // Without scripts, the field limits the length. With scripts it does not, so that a long text is pasted whole and
    // can be shortened.
    let is_hydrated = RwSignal::new(false);
    Effect::new(move |_| is_hydrated.set(true));
    Effect::new(move |before: Option<Option<Option<charla::Seq>>>| composer.change_mode(before.flatten()));
    Effect::new(move |_| {
        let listeners = draft::on_change(move || {
            composer.follow_other_tabs();
        });
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    });
    let lines = Memo::new(move |_| field.size.get().lines);
    let edited = move || mode.with(ComposerMode::edited);
    let action = move || match edited() {
        Some(seq) => format!("/conversations/{id}/messages/{seq}/edit"),
        None => format!("/conversations/{id}"),
    };
    let reply_to = move || mode.with(|mode| if let ComposerMode::Reply(quote) = mode { Some(quote.seq) } else { None });
    let leave = Callback::new(move |()| composer.leave_mode());
    let label = (texts.write_to)(Isolated(&window.conversation_title()));

    view! {
        <form class="composer" id="composer" method="post" action=action
            on:submit=move |event| {
                event.prevent_default();
                composer.submit();
            }>
            {move || composer.problem.get().map(|problem| view! {
                <p class="notice is-error" role="alert" {..text_content(problem)}></p>
            })}
            {move || chat.has_replaced_draft(composer.draft_place(edited())).then(|| view! {
                <div class="notice composer-replaced" role="status">
                    <span>{texts.replaced_draft}</span>
                    <button class="button is-small" type="button" on:click=move |_| composer.restore_draft()>{texts.restore_draft}</button>
                    <button class="button is-small" type="button" on:click=move |_| composer.discard_replaced_draft()>{texts.discard_draft}</button>
                </div>
            })}
            <ModeBar leave/>
            <div class="composer-box">
                <ReaderField/>
                <input type="hidden" name="client_id" value=form_id.map(|id| id.to_string())/>
                {move || reply_to().map(|seq| view! { <input type="hidden" name="reply_to" value=seq.to_string()/> })}
                <textarea class="composer-field" name="content" node_ref=field.node rows=move || lines.get().to_string()
                    maxlength=move || (!is_hydrated.get()).then(|| FORM_UNITS.to_string())
                    placeholder=(texts.write_to)(Isolated(&window.short_title())) aria-label=label dir="auto"
                    enterkeyhint="enter" autocomplete="off" required
                    on:input=move |_| composer.input() on:keydown=move |event| composer.press_key(&event)>
                    {in_text_area(&first)}
                </textarea>
                <button class="send-button" type="submit" aria-busy=move || composer.is_saving.get().then_some("true")
                    aria-label=move || if edited().is_some() { texts.save } else { texts.send }>
                    {Icon::Send.view()}
                </button>
            </div>
            <Counter size=field.size/>
        </form>
    }
}
