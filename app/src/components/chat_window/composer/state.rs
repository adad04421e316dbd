//! The state of the composer, with one method for each event.

use charla::{
    ContentError, MessageContent, Seq,
    client::DraftPlace,
    limits::{self, MESSAGE_CHARS},
    outbox::OutboxFull,
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    super::state::{ChatWindowState, ComposerMode},
    long_draft::LongDraft,
    text_field::TextField,
};
use crate::{
    browser,
    chat::Chat,
    i18n::{Locale, detail, failure_text},
    preferences::{EnterKey, Press},
};

#[derive(Debug, Clone, Copy)]
pub(super) struct ComposerState {
    window: ChatWindowState,
    pub(super) field: TextField,
    long_draft: LongDraft,
    locale: Locale,
    enter: EnterKey,
    pub(super) problem: RwSignal<Option<String>>,
    /// The edited message is being sent to the server.
    pub(super) is_saving: RwSignal<bool>,
    /// Counts the messages that were sent.
    sent: RwSignal<u32>,
}

impl ComposerState {
    pub(super) fn new(
        window: ChatWindowState,
        field: TextField,
        (locale, enter): (Locale, EnterKey),
        problem: Option<String>,
        sent: RwSignal<u32>,
    ) -> Self {
        let long_draft = LongDraft::new(move |edited| {
            if let Some(text) = field.text() {
                window.chat.save_draft(DraftPlace { conversation: window.id, edited }, &text);
            }
        });
        let (problem, is_saving) = (RwSignal::new(problem), RwSignal::new(false));
        Self { window, field, long_draft, locale, enter, problem, is_saving, sent }
    }

    fn chat(self) -> Chat {
        self.window.chat
    }

    /// Returns the message that the user edits; `None` for a new message.
    fn edited(self) -> Option<Seq> {
        self.window.mode.with_untracked(ComposerMode::edited)
    }

    /// Returns the place of the draft of a new message, or of the edit of a message.
    pub(super) fn draft_place(self, edited: Option<Seq>) -> DraftPlace {
        DraftPlace { conversation: self.window.id, edited }
    }

    fn save_draft(self, text: &str) {
        self.field.measure(text);
        self.chat().save_draft(self.draft_place(self.edited()), text);
    }

    /// Handles a change of the text: stores the draft and tells the other members that the user is typing.
    pub(super) fn input(self) {
        if self.field.measure_long() {
            self.long_draft.store_soon(self.edited());
        } else {
            let Some(text) = self.field.text() else { return };
            self.long_draft.forget();
            self.save_draft(&text);
        }
        let chars = self.field.size.get_untracked().chars;
        if chars > 0 {
            self.chat().user_typed(self.window.id);
        }
        // The problem concerned the text before the change. It stays while the text is too long.
        if chars <= MESSAGE_CHARS && self.problem.with_untracked(Option::is_some) {
            self.problem.set(None);
        }
    }

    /// Stores the draft of the mode before, and shows the draft or the text of the current mode. Reactive.
    ///
    /// `before` is the message that was edited before the call, `None` on the first call. Returns the message that is
    /// edited now, or `None` while the field is not ready.
    pub(super) fn change_mode(self, before: Option<Option<Seq>>) -> Option<Option<Seq>> {
        let typed = self.field.element_when_ready()?.value();
        self.long_draft.store_now();
        let (edited, content) = self.window.mode.with(|mode| match mode {
            ComposerMode::Edit { seq, content } => (Some(*seq), content.clone()),
            ComposerMode::Write | ComposerMode::Reply(_) => (None, String::new()),
        });
        match before {
            // The user typed this text before the page was hydrated. Another tab may have stored a draft meanwhile.
            None if !typed.is_empty() && typed != content => {
                self.chat().replace_draft(self.draft_place(edited), &typed);
                self.field.measure(&typed);
            }
            Some(before) if before == edited => {}
            _ => {
                let draft = self.chat().open_draft(self.draft_place(edited));
                self.field.set_text(if draft.is_empty() { &content } else { &draft });
            }
        }
        if before.is_some() || !browser::is_touch() {
            self.field.focus();
        }
        Some(edited)
    }

    /// Shows the draft of another tab if it is newer. Ends the edit if another tab has saved or discarded it. Returns whether
    /// the field shows another text, or is for something else, than before.
    pub(super) fn follow_other_tabs(self) -> bool {
        let Some(typed) = self.field.text() else { return false };
        let edited = self.edited();
        match self.chat().sync_draft(self.draft_place(edited), &typed) {
            Some(newest) if newest.is_empty() && edited.is_some() => self.window.mode.set(ComposerMode::Write),
            Some(newest) if newest != typed => self.field.set_text(&newest),
            _ => return false,
        }
        true
    }

    /// Restores the text that a newer text of another tab replaced.
    pub(super) fn restore_draft(self) {
        let Some(typed) = self.field.text() else { return };
        let text = self.chat().restore_draft(self.draft_place(self.edited()), &typed);
        self.field.set_text(&text);
        self.field.focus();
    }

    pub(super) fn discard_replaced_draft(self) {
        self.chat().discard_replaced_draft(self.draft_place(self.edited()));
    }

    pub(super) fn submit(self) {
        // What is sent is what the user has seen.
        if self.follow_other_tabs() {
            return;
        }
        let Some(text) = self.field.text().filter(|_| !self.is_saving.get_untracked()) else { return };
        match MessageContent::typed(&text) {
            Ok(content) => match self.window.mode.get_untracked() {
                ComposerMode::Edit { seq, .. } => return self.save(seq, content),
                ComposerMode::Reply(quote) => self.send(&content, Some(quote)),
                ComposerMode::Write => self.send(&content, None),
            },
            Err(ContentError::Empty) => {}
            Err(reason) => self.problem.set(Some(detail(self.locale, &reason.into()))),
        }
        self.field.focus_now();
    }

    fn send(self, content: &MessageContent, reply_to: Option<charla::Quote>) {
        match self.chat().send(self.window.id, content, reply_to) {
            Ok(()) => {
                self.clear();
                self.sent.update(|sent| *sent += 1);
            }
            Err(OutboxFull) => {
                let text = self.locale.texts().outbox_full;
                self.problem.set(Some(text(limits::OUTBOX_MESSAGES)));
            }
        }
    }

    fn save(self, seq: Seq, content: MessageContent) {
        self.is_saving.set(true);
        spawn_local(async move {
            let saved = self.chat().edit(self.window.id, seq, content.to_string()).await;
            if saved.is_ok() {
                self.chat().save_draft(self.draft_place(Some(seq)), "");
            }
            if self.is_saving.try_set(false).is_some() {
                return;
            }
            // While the edit was saved, the user may have changed the mode or the text.
            let text = self.field.text().unwrap_or_default();
            let is_as_saved = MessageContent::typed(&text).is_ok_and(|now| now == content);
            match saved {
                Ok(()) if self.edited() != Some(seq) => {}
                Ok(()) if is_as_saved => self.clear(),
                Ok(()) => self.save_draft(&text),
                Err(failure) => self.problem.set(Some(failure_text(self.locale, &failure))),
            }
        });
    }

    /// Empties the field after the text was sent, saved or discarded, and returns to writing a new message.
    fn clear(self) {
        self.long_draft.forget();
        self.save_draft("");
        self.problem.set(None);
        self.field.set_text("");
        self.window.mode.set(ComposerMode::Write);
    }

    /// Cancels the edit or the answer. The text of an answer stays, as the text of a new message.
    pub(super) fn leave_mode(self) {
        if self.edited().is_some() {
            self.clear();
        } else {
            self.window.mode.set(ComposerMode::Write);
        }
    }

    pub(super) fn press_key(self, event: &ev::KeyboardEvent) {
        // An input method is composing. Some browsers report this only with the key code 229.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let press = || Press {
            shift: event.shift_key(),
            command: event.ctrl_key() || event.meta_key(),
            touch: browser::is_touch(),
        };
        match event.key().as_str() {
            "Enter" if self.enter.sends(press()) => {
                event.prevent_default();
                self.submit();
            }
            "Escape" if self.window.mode.with_untracked(|mode| *mode != ComposerMode::Write) => self.leave_mode(),
            "ArrowUp" if self.field.size.get_untracked().chars == 0 && self.window.edit_last() => {
                event.prevent_default();
            }
            _ => {}
        }
    }
}
