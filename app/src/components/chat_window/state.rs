//! State of a chat window: the message whose actions are open, the mode of the composer, and the target message.

use charla::{ChangeWindow, ConversationId, Emoji, Failure, Message, Quote, Seq, Timestamp, User, UserId, direction};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::params::ParamsMap;

use crate::{
    browser::{self, server_time},
    chat::{Chat, ConversationView},
    i18n::{Locale, failure_text, use_locale},
    page_context::PageContext,
};

/// Provided as context to all components of the window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChatWindowState {
    pub(crate) chat: Chat,
    pub(crate) id: ConversationId,
    /// The message that the address of the window points to.
    pub(crate) around: Option<Seq>,
    opened: StoredValue<ConversationView>,
    locale: Locale,
    change_window: ChangeWindow,
    open_actions: RwSignal<Option<OpenActions>>,
    pub(crate) mode: RwSignal<ComposerMode>,
    /// The message that the user was led to; it is highlighted.
    pub(crate) target: RwSignal<Option<Seq>>,
    pub(crate) problem: RwSignal<Option<String>>,
}

/// The open menu of actions on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenActions {
    pub(crate) seq: Seq,
    /// The menu asks whether to delete the message.
    pub(crate) confirms_deletion: bool,
}

/// The mode of the composer: a new message, an answer, or an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ComposerMode {
    Write,
    Reply(Quote),
    Edit { seq: Seq, content: String },
}

impl ComposerMode {
    /// Returns the message that is being edited.
    pub(crate) const fn edited(&self) -> Option<Seq> {
        match self {
            Self::Edit { seq, .. } => Some(*seq),
            Self::Write | Self::Reply(_) => None,
        }
    }
}

impl ChatWindowState {
    /// Returns the initial state from the address: `actions`, `delete`, `reply` and `edit` name a message.
    pub(crate) fn new(chat: Chat, opened: &ConversationView, address: &ParamsMap) -> Self {
        let named = |name: &str| -> Option<Message> {
            let seq = address.get(name)?.parse().ok()?;
            untrack(|| opened.with_shown(|shown| shown.find(seq).cloned())).filter(|message| !message.is_deleted())
        };
        let open_actions =
            |name, confirms_deletion| named(name).map(|message| OpenActions { seq: message.seq, confirms_deletion });
        let mode = match (named("reply"), named("edit").filter(|message| message.sender_id == chat.me)) {
            (Some(message), _) => ComposerMode::Reply(Quote::of(&message)),
            (None, Some(Message { seq, content, .. })) => ComposerMode::Edit { seq, content },
            (None, None) => ComposerMode::Write,
        };
        let around = address.get("around").and_then(|seq| seq.parse().ok());
        Self {
            chat,
            around,
            id: opened.conversation.id,
            opened: StoredValue::new(opened.clone()),
            locale: use_locale(),
            change_window: expect_context::<PageContext>().change_window,
            open_actions: RwSignal::new(open_actions("actions", false).or_else(|| open_actions("delete", true))),
            mode: RwSignal::new(mode),
            target: RwSignal::new(around),
            problem: RwSignal::new(None),
        }
    }

    /// Returns the open actions if they are of this message. Reactive.
    pub(crate) fn open_actions(self, seq: Seq) -> Option<OpenActions> {
        self.open_actions.get().filter(|open_actions| open_actions.seq == seq)
    }

    pub(crate) fn toggle(self, seq: Seq) {
        let is_chosen = self
            .open_actions
            .with_untracked(|open_actions| open_actions.is_some_and(|open_actions| open_actions.seq == seq));
        self.open_actions.set((!is_chosen).then_some(OpenActions { seq, confirms_deletion: false }));
    }

    pub(crate) fn ask_whether_to_delete(self, seq: Seq) {
        self.open_actions.set(Some(OpenActions { seq, confirms_deletion: true }));
    }

    pub(crate) fn close_actions(self) {
        self.open_actions.set(None);
    }

    /// Returns a shown message. Not reactive.
    pub(crate) fn message(self, seq: Seq) -> Option<Message> {
        let opened = self.opened.get_value();
        untrack(|| opened.with_shown(|shown| shown.find(seq).cloned()))
    }

    /// Whether the user may edit and delete the message.
    pub(crate) fn may_change(self, seq: Seq, now: Timestamp) -> bool {
        self.message(seq).is_some_and(|message| self.change_window.admits(self.chat.me, &message, now))
    }

    pub(crate) fn reply(self, seq: Seq) {
        self.close_actions();
        if let Some(message) = self.message(seq) {
            self.mode.set(ComposerMode::Reply(Quote::of(&message)));
        }
    }

    pub(crate) fn edit(self, seq: Seq) {
        self.close_actions();
        if let Some(Message { content, .. }) = self.message(seq) {
            self.mode.set(ComposerMode::Edit { seq, content });
        }
    }

    /// Starts editing the user's last message, if it may still be edited; returns whether it may.
    pub(crate) fn edit_last(self) -> bool {
        let opened = self.opened.get_value();
        let last = untrack(|| {
            opened.with_timeline(|timeline| {
                let own = timeline.messages().rev().find(|message| message.sender_id == self.chat.me).cloned();
                own.filter(|message| self.change_window.admits(self.chat.me, message, server_time::now()))
            })
        });
        if let Some(message) = &last {
            self.edit(message.seq);
        }
        last.is_some()
    }

    /// Closes the actions of this message and moves the focus to the button that opened them.
    pub(crate) fn close(self, seq: Seq) {
        self.close_actions();
        browser::focus_in_page(&format!("#m{seq} .bubble-more"));
    }

    pub(crate) fn react(self, seq: Seq, emoji: Option<Emoji>) {
        self.close_actions();
        self.run_action(async move {
            self.chat.react(self.id, seq, emoji).await?;
            // The button of a removed reaction is gone if nobody else uses that reaction.
            browser::focus_if_lost(&format!("#m{seq} .bubble-more"));
            Ok(())
        });
    }

    pub(crate) fn delete(self, seq: Seq) {
        self.close_actions();
        // A deleted message has no buttons, so the message itself gets the focus.
        browser::focus_in_page(&format!("#m{seq}"));
        self.run_action(async move { self.chat.delete(self.id, seq).await });
    }

    pub(crate) fn copy(self, seq: Seq) {
        self.close(seq);
        if let Some(message) = self.message(seq) {
            browser::copy(&message.content);
        }
    }

    /// Shows this message and highlights it, wherever in the history it is.
    pub(crate) fn go_to(self, seq: Seq) {
        self.target.set(None);
        self.run_action(async move {
            self.chat.go_to(self.id, seq).await?;
            let _ = self.target.try_set(Some(seq));
            browser::focus_if_lost(&format!("#m{seq}"));
            Ok(())
        });
    }

    /// Runs an action and shows its failure.
    fn run_action(self, work: impl Future<Output = Result<(), Failure>> + 'static) {
        self.problem.set(None);
        spawn_local(async move {
            if let Err(failure) = work.await {
                // The window may have been closed during the action.
                let _ = self.problem.try_set(Some(failure_text(self.locale, &failure)));
            }
        });
    }

    pub(crate) fn conversation_title(self) -> String {
        self.opened.with_value(|opened| opened.conversation.title(self.chat.me))
    }

    /// Returns the short names of the other members.
    pub(crate) fn short_title(self) -> String {
        let me = self.chat.me;
        let others =
            |opened: &ConversationView| opened.conversation.others(me).map(User::short_name).collect::<Vec<_>>();
        match &self.opened.with_value(others)[..] {
            [other] => other.clone(),
            others => direction::list(others),
        }
    }

    /// Returns the short names of these users, as far as they are members.
    pub(crate) fn names(self, users: &[UserId]) -> String {
        let name = |user: &UserId| {
            self.opened.with_value(|opened| {
                let user = opened.conversation.participants.iter().find(|participant| participant.id == *user)?;
                Some(user.short_name())
            })
        };
        direction::list(&users.iter().filter_map(name).collect::<Vec<_>>())
    }
}
