//! Where one writes. It belongs to one conversation: a draft is kept for each, and nothing moves
//! between them. Without scripts it is a plain form.

use charla::{
    ContentError, ConversationId, MessageContent,
    limits::{self, MESSAGE_CHARS},
    outbox::Full,
};
use leptos::{ev, html::Textarea, prelude::*};

use super::Icon;
use crate::{
    browser,
    enter_key::Press,
    i18n::{detail, use_locale, use_texts},
    visit::{Refilled, Visit},
};

/// The counter shows when fewer characters than this are left.
const COUNT_FROM: usize = 400;
const MOST_LINES: usize = 10;

#[component]
pub(crate) fn Composer(
    conversation: ConversationId,
    title: String,
    on_send: Callback<MessageContent, Result<(), Full>>,
    on_typing: Callback<()>,
) -> impl IntoView {
    let texts = use_texts();
    let locale = use_locale();
    let refilled = Refilled::take();
    let typed = refilled.field("content");
    let unsent = (!typed.is_empty()).then(|| texts.not_sent_yet.to_owned());
    let problem = RwSignal::new(refilled.refusal().map(|error| detail(locale, &error)).or(unsent));
    let size = RwSignal::new(Size::of(&typed));
    let field = NodeRef::<Textarea>::new();
    let Visit { form_id, enter, .. } = expect_context();

    // The text stands in the field alone: what somebody types before the page lives stays.
    let write = move |text: &str| {
        size.set(Size::of(text));
        browser::keep_draft(conversation, text);
    };
    // What was said of the text before does not hold for another one, unless that is too long as well.
    let edit = move |text: &str| {
        write(text);
        if !text.trim().is_empty() {
            on_typing.run(());
        }
        if size.get_untracked().chars <= MESSAGE_CHARS && problem.with_untracked(Option::is_some) {
            problem.set(None);
        }
    };
    Effect::new(move |_| {
        let Some(field) = field.get() else { return };
        if field.value().is_empty() {
            field.set_value(&browser::draft(conversation));
        }
        write(&field.value());
        if !browser::is_touch() {
            // Once it is in the document; a field that cannot be focused can still be used.
            request_animation_frame(move || drop(field.focus()));
        }
    });

    let submit = move || {
        let Some(field) = field.get_untracked() else { return };
        match MessageContent::parse(&field.value()) {
            Ok(content) => match on_send.run(content) {
                Ok(()) => {
                    field.set_value("");
                    write("");
                    problem.set(None);
                }
                Err(Full) => problem.set(Some((texts.outbox_full)(limits::OUTBOX_MESSAGES))),
            },
            Err(ContentError::Empty) => {}
            Err(reason) => problem.set(Some(detail(locale, &reason.into()))),
        }
        let _ = field.focus();
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // 229: an input method is composing, in browsers that do not say so otherwise.
        let is_composing = event.is_composing() || event.key_code() == 229;
        let press = || Press {
            shift: event.shift_key(),
            command: event.ctrl_key() || event.meta_key(),
            touch: browser::is_touch(),
        };
        if event.key() == "Enter" && !is_composing && enter.sends(press()) {
            event.prevent_default();
            submit();
        }
    };
    let count = move || {
        let chars = size.get().chars;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match MESSAGE_CHARS.checked_sub(chars) {
            None => Some((texts.too_many_characters)(number(chars - MESSAGE_CHARS))),
            Some(left) if left < COUNT_FROM => Some((texts.characters_left)(number(left))),
            Some(_) => None,
        }
    };

    view! {
        <form class="composer" method="post" action=format!("/conversations/{conversation}")
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
            {move || problem.get().map(|problem| view! { <p class="notice is-error" role="alert">{problem}</p> })}
            <div class="composer-box">
                <input type="hidden" name="client_id" value=form_id.map(|id| id.to_string())/>
                <textarea class="composer-field" name="content" node_ref=field rows=move || size.get().lines.to_string()
                    placeholder=(texts.write_to)(&title) aria-label=(texts.write_to)(&title) dir="auto"
                    enterkeyhint="enter" autocomplete="off" required
                    on:input=move |event| edit(&event_target_value(&event)) on:keydown=on_key>
                    {typed}
                </textarea>
                <button class="send-button" type="submit" aria-label=texts.send>{Icon::Send.view()}</button>
            </div>
            <p class="composer-count" class:is-over=move || { size.get().chars > MESSAGE_CHARS } role="status">{count}</p>
        </form>
    }
}

/// How much there is in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    chars: usize,
    lines: usize,
}

impl Size {
    fn of(text: &str) -> Self {
        Self { chars: text.trim().chars().count(), lines: text.split('\n').count().clamp(1, MOST_LINES) }
    }
}
