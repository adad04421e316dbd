//! Who is here and who is writing, as the socket tells it; and that one is writing oneself.

use charla::{
    ClientEvent, Company, Conversation, ConversationId, ServerEvent, Timestamp, UserId, limits::TYPING_EVERY_MILLIS,
};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::browser;

/// How often it is seen who has stopped writing.
const LOOK_EVERY_MILLIS: u32 = 1_000;

/// Where one was last said to be writing, and when.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Typing(Option<(ConversationId, Timestamp)>);

impl Chat {
    /// Whether they have a page open, reactively; unknown without a connection.
    pub fn is_here(self, user: UserId) -> bool {
        self.company.with(|company| company.is_here(user))
    }

    /// When they last had one, of those who have none, as far as it is known; reactively.
    pub fn last_seen(self, user: UserId) -> Option<Timestamp> {
        self.company.with(|company| company.last_seen(user))
    }

    /// The others who write in this conversation, reactively.
    pub fn writers(self, id: ConversationId) -> Vec<UserId> {
        self.company.with(|company| company.writers(id).collect())
    }

    /// One is writing here: the others are told, now and then.
    pub fn types(self, id: ConversationId) {
        let now = browser::now();
        let Typing(last) = self.typing.get_value();
        let is_told = last.is_some_and(|(conversation, at)| {
            conversation == id && now.as_millis() - at.as_millis() < i64::from(TYPING_EVERY_MILLIS)
        });
        if !is_told && self.say(ClientEvent::Typing { conversation: id }) {
            self.typing.set_value(Typing(Some((id, now))));
        }
    }

    /// It is sent: who goes on writes anew.
    pub(super) fn typed(self) {
        self.typing.set_value(Typing(None));
    }

    pub(super) fn heard(self, event: &ServerEvent) {
        let now = browser::now();
        let mut is_first = false;
        self.company.maybe_update(|company| {
            let was_writing = company.is_writing();
            let changed = company.apply(event, now);
            is_first = !was_writing && company.is_writing();
            changed
        });
        if is_first {
            self.watch_writers();
        }
    }

    /// What was fetched says when people were here last.
    pub(super) fn learn<'a>(self, fetched: impl IntoIterator<Item = &'a Conversation>) {
        self.company.maybe_update(|company| {
            let news = fetched.into_iter().filter(|conversation| company.see(&conversation.last_seen));
            news.count() > 0
        });
    }

    /// Without a connection it is not known.
    pub(super) fn lose_company(self) {
        self.company.update(Company::lose);
    }

    /// Until nobody writes any more.
    fn watch_writers(self) {
        spawn_local(async move {
            while self.company.with_untracked(Company::is_writing) {
                browser::pause(LOOK_EVERY_MILLIS).await;
                self.company.maybe_update(|company| company.expire(browser::now()));
            }
        });
    }
}
