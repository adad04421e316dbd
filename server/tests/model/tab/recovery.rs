//! As `recovery.rs`.

use app::{
    door::{self, Backend},
    functions::{ChatPage, InboxPage},
};
use charla::{
    Conversation, ConversationId, ListRequest, PageRequest, Seq, ServerEvent, Timeline, UserId, inbox::Folded, limits,
};

use super::{Opened, Tab};

impl Tab {
    /// Asks for the list. Asked for again while it is on the way, it is asked for once more.
    pub async fn recover(&mut self) {
        if self.fetched.is_none() {
            self.must_recover = false;
            self.fetched = Some(inbox(&*self.backend, self.me).await);
        }
    }

    /// The list has come: it is folded, and every timeline is brought up to it. Whether there was one.
    pub async fn recovered(&mut self) -> bool {
        let Some(page) = self.fetched.take() else { return false };
        self.must_recover |= self.inbox.refresh(page.conversations, page.stats) == Folded::Stale;
        let ids: Vec<_> = self.opened.keys().copied().collect();
        for id in ids {
            let known = self.inbox.find(id).cloned();
            self.bring_up_to(id, known.as_ref()).await;
        }
        true
    }

    /// Does whatever it has to by itself. Whether it had to.
    pub async fn goes_on(&mut self) -> bool {
        if self.must_recover {
            self.recover().await;
        }
        let mut moved = self.recovered().await;
        while self.comes(0).await {
            moved = true;
        }
        moved
    }

    /// `complete` there.
    async fn bring_up_to(&mut self, id: ConversationId, known: Option<&Conversation>) {
        let last_seq = known.map_or(Seq::START, Conversation::last_seq);
        let timeline = self.timeline(id);
        let missing = last_seq.max(timeline.newest()).0 - timeline.cursor().0;
        if timeline.is_doubtful() || missing > i64::from(limits::RESUME_MAX) {
            self.restart(id).await;
        }
        while self.timeline(id).has_gap() || last_seq > self.timeline(id).newest() {
            let after = self.timeline(id).cursor();
            let page = self.messages(id, PageRequest::after(after)).await;
            if page.results.is_empty() {
                break;
            }
            self.timeline(id).add_page(page);
        }
        let mut after = self.timeline(id).revision();
        let mut count = 0;
        while known.is_some_and(|known| known.revision > after) {
            let changed = self.backend.changes(self.me, id, after).await.expect("one's own conversation");
            count += changed.len();
            if count > limits::RESUME_MAX as usize {
                return self.restart(id).await;
            }
            if changed.is_empty() {
                break;
            }
            for message in changed {
                let revision = message.revision;
                self.opened(id).apply(&ServerEvent::Changed { message, after });
                after = revision;
            }
        }
        for cursor in known.map_or(&[][..], |conversation| &conversation.read_cursors) {
            self.timeline(id).read(cursor.user, cursor.read_seq);
        }
    }

    async fn restart(&mut self, id: ConversationId) {
        let ChatPage { conversation, messages } = self.chat(id, PageRequest::newest()).await;
        let opened = self.opened(id);
        opened.past = None;
        opened.timeline.restart(&conversation, messages);
    }

    fn opened(&mut self, id: ConversationId) -> &mut Opened {
        self.opened.get_mut(&id).expect("an opened conversation")
    }

    fn timeline(&mut self, id: ConversationId) -> &mut Timeline {
        &mut self.opened(id).timeline
    }
}

pub(super) async fn inbox(backend: &dyn Backend, me: UserId) -> InboxPage {
    door::inbox(backend, me, ListRequest::first()).await.expect("a list")
}
