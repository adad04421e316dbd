//! Where one writes. It belongs to one conversation: a draft is kept for each, and nothing moves
//! between them. Without scripts it is a plain form.

mod long_draft;
mod mode_bar;
mod size;

use charla::{
    ContentError, MessageContent, Seq,
    client::DraftPlace,
    direction::Isolated,
    limits::{self, MESSAGE_CHARS},
    outbox::OutboxFull,
};
use leptos::{ev, html::Textarea, prelude::*, task::spawn_local, web_sys::HtmlTextAreaElement};

use super::state::{ChatWindowState, ComposerMode};
use crate::{
    browser::{self, draft},
    components::{Icon, ReaderField},
    enter_key::Press,
    hydration,
    i18n::{detail, failure_text, use_locale, use_texts},
    markup::in_text_area,
    page_context::{FormValues, PageContext},
    text_content::text_content,
};
use long_draft::LongDraft;
use mode_bar::ModeBar;
use size::{Counter, FORM_UNITS, Size};

/// `sent` changes when one sends.
#[component]
pub(super) fn Composer(sent: RwSignal<u32>) -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let state: ChatWindowState = expect_context();
    let ChatWindowState { chat, id, mode, .. } = state;
    let title = state.conversation_title();
    let values = FormValues::take();
    let typed = values.field("content");
    let unsent = (!typed.is_empty()).then(|| texts.not_sent_yet.to_owned());
    let problem = RwSignal::new(values.refusal().map(|error| detail(locale, &error)).or(unsent));
    let first = match mode.get_untracked() {
        ComposerMode::Edit { content, .. } if typed.is_empty() => content,
        _ => typed,
    };
    let size = RwSignal::new(Size::of(&first));
    let lines = Memo::new(move |_| size.get().lines);
    // With scripts, what is too long stays whole in the field, to be shortened there.
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let is_saving = RwSignal::new(false);
    let field = NodeRef::<Textarea>::new();
    let PageContext { form_id, enter, .. } = expect_context();

    // The text stands in the field alone: what somebody types before the page lives stays.
    let place = move |edited: Option<Seq>| DraftPlace { conversation: id, edited };
    let here = move || place(mode.with_untracked(ComposerMode::edited));
    let write = move |text: &str| {
        size.set(Size::of(text));
        chat.keep_draft(here(), text);
    };
    let fill = move |text: &str| {
        if let Some(field) = field.get_untracked() {
            field.set_value(text);
            size.set(Size::of(text));
        }
    };
    let long_draft = LongDraft::new(move |edited| {
        if let Some(field) = field.try_get_untracked().flatten() {
            chat.keep_draft(place(edited), &field.value());
        }
    });
    // What was said of the text before does not hold for another one, unless that is too long as well.
    let edit = move || {
        let Some(field) = field.get_untracked() else { return };
        match Size::of_long(&field) {
            Some(long) => {
                size.set(long);
                long_draft.keep_soon(mode.with_untracked(ComposerMode::edited));
            }
            None => {
                long_draft.forget();
                write(&field.value());
            }
        }
        if size.get_untracked().chars > 0 {
            chat.types(id);
        }
        if size.get_untracked().chars <= MESSAGE_CHARS && problem.with_untracked(Option::is_some) {
            problem.set(None);
        }
    };
    let focus = move || {
        if let Some(field) = field.get_untracked() {
            // Once it is in the document; a field that cannot be focused can still be used.
            request_animation_frame(move || drop(field.focus()));
        }
    };
    // Each task has a text of its own; that of another one waits.
    Effect::new(move |before: Option<Option<Option<Seq>>>| {
        let field = field.get().filter(hydration::expect_element::<HtmlTextAreaElement>)?;
        long_draft.keep_now();
        let before = before.flatten();
        let (edited, content) = mode.with(|mode| match mode {
            ComposerMode::Edit { seq, content } => (Some(*seq), content.clone()),
            ComposerMode::Write | ComposerMode::Answer(_) => (None, String::new()),
        });
        let typed = field.value();
        match before {
            // Before the page lived, perhaps while another tab had a draft.
            None if !typed.is_empty() && typed != content => {
                chat.replace_draft(place(edited), &typed);
                size.set(Size::of(&typed));
            }
            Some(before) if before == edited => {}
            _ => {
                let draft = chat.open_draft(place(edited));
                fill(if draft.is_empty() { &content } else { &draft });
            }
        }
        if before.is_some() || !browser::is_touch() {
            focus();
        }
        Some(edited)
    });

    let done = move || {
        long_draft.forget();
        write("");
        problem.set(None);
        fill("");
        mode.set(ComposerMode::Write);
    };
    let save = move |seq, content: MessageContent| {
        is_saving.set(true);
        spawn_local(async move {
            let saved = chat.edit(id, seq, content.to_string()).await;
            if saved.is_ok() {
                chat.keep_draft(place(Some(seq)), "");
            }
            if is_saving.try_set(false).is_some() {
                return;
            }
            // Meanwhile one may have turned to something else, or written on.
            let field = field.get_untracked().map(|field| field.value()).unwrap_or_default();
            let is_as_saved = MessageContent::typed(&field).is_ok_and(|now| now == content);
            match saved {
                Ok(()) if mode.with_untracked(ComposerMode::edited) != Some(seq) => {}
                Ok(()) if is_as_saved => done(),
                Ok(()) => write(&field),
                Err(failure) => problem.set(Some(failure_text(locale, &failure))),
            }
        });
    };
    // The newest words win, in whichever tab they were written. What was sent is gone in all.
    let follow = move || {
        let Some(field) = field.try_get_untracked().flatten() else { return };
        let edited = mode.with_untracked(ComposerMode::edited);
        let typed = field.value();
        if let Some(newest) = chat.follow_draft(place(edited), &typed) {
            if newest.is_empty() && edited.is_some() {
                mode.set(ComposerMode::Write);
            } else if newest != typed {
                fill(&newest);
            }
        }
    };
    Effect::new(move |_| {
        let listeners = draft::on_change(follow);
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    });
    let take_back = move |_| {
        let Some(field) = field.get_untracked() else { return };
        let text = chat.take_back_draft(here(), &field.value());
        fill(&text);
        let _ = field.focus();
    };
    let submit = move || {
        follow();
        let Some(field) = field.get_untracked().filter(|_| !is_saving.get_untracked()) else { return };
        match MessageContent::typed(&field.value()) {
            Ok(content) => {
                let answered = match mode.get_untracked() {
                    ComposerMode::Edit { seq, .. } => return save(seq, content),
                    ComposerMode::Answer(quote) => Some(quote),
                    ComposerMode::Write => None,
                };
                match chat.send(id, &content, answered) {
                    Ok(()) => {
                        done();
                        sent.update(|sent| *sent += 1);
                    }
                    Err(OutboxFull) => problem.set(Some((texts.outbox_full)(limits::OUTBOX_MESSAGES))),
                }
            }
            Err(ContentError::Empty) => {}
            Err(reason) => problem.set(Some(detail(locale, &reason.into()))),
        }
        let _ = field.focus();
    };
    let leave = Callback::new(move |()| {
        if mode.with_untracked(|mode| mode.edited().is_some()) {
            done();
        } else {
            mode.set(ComposerMode::Write);
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        // 229: an input method is composing, in browsers that do not say so otherwise.
        let is_composing = event.is_composing() || event.key_code() == 229;
        let press = || Press {
            shift: event.shift_key(),
            command: event.ctrl_key() || event.meta_key(),
            touch: browser::is_touch(),
        };
        let key = event.key();
        if key == "Enter" && !is_composing && enter.sends(press()) {
            event.prevent_default();
            submit();
        } else if key == "Escape" && !is_composing && mode.with_untracked(|mode| *mode != ComposerMode::Write) {
            leave.run(());
        } else if key == "ArrowUp" && size.get_untracked().chars == 0 && state.edit_last() {
            event.prevent_default();
        }
    };
    let action = move || match mode.with(ComposerMode::edited) {
        Some(seq) => format!("/conversations/{id}/messages/{seq}/edit"),
        None => format!("/conversations/{id}"),
    };
    let answered =
        move || mode.with(|mode| if let ComposerMode::Answer(quote) = mode { Some(quote.seq) } else { None });

    view! {
        <form class="composer" id="composer" method="post" action=action
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
            {move || problem.get().map(|problem| view! {
                <p class="notice is-error" role="alert" {..text_content(problem)}></p>
            })}
            {move || chat.has_replaced_draft(place(mode.with(ComposerMode::edited))).then(|| view! {
                <div class="notice composer-replaced" role="status">
                    <span>{texts.replaced_draft}</span>
                    <button class="button is-small" type="button" on:click=take_back>{texts.take_back_draft}</button>
                    <button class="button is-small" type="button" on:click=move |_| chat.discard_replaced_draft(here())>{texts.discard_draft}</button>
                </div>
            })}
            <ModeBar leave/>
            <div class="composer-box">
                <ReaderField/>
                <input type="hidden" name="client_id" value=form_id.map(|id| id.to_string())/>
                {move || answered().map(|seq| view! { <input type="hidden" name="reply_to" value=seq.to_string()/> })}
                <textarea class="composer-field" name="content" node_ref=field rows=move || lines.get().to_string()
                    maxlength=move || (!is_alive.get()).then(|| FORM_UNITS.to_string())
                    placeholder=(texts.write_to)(Isolated(&state.short_title())) aria-label=(texts.write_to)(Isolated(&title)) dir="auto"
                    enterkeyhint="enter" autocomplete="off" required
                    on:input=move |_| edit() on:keydown=on_key>
                    {in_text_area(&first)}
                </textarea>
                <button class="send-button" type="submit" aria-busy=move || is_saving.get().then_some("true")
                    aria-label=move || if mode.with(|mode| mode.edited().is_some()) { texts.save } else { texts.send }>
                    {Icon::Send.view()}
                </button>
            </div>
            <Counter size/>
        </form>
    }
}
