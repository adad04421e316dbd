//! What the database has, and whether a tab shows it.

use app::door::Backend;
use charla::{Conversation, ConversationId, ListRequest, Message, PageRequest, Seq, Timeline, UserId};

use crate::tab::Tab;

/// Everything of a conversation, as a member sees it, oldest first.
pub async fn messages(backend: &dyn Backend, me: UserId, id: ConversationId) -> Vec<Message> {
    let mut all = Vec::<Message>::new();
    loop {
        let newest = all.last().map_or(Seq::START, |message| message.seq);
        let mut page = backend.messages(me, id, PageRequest::after(newest)).await.expect("a page").results;
        if page.is_empty() {
            return all;
        }
        page.sort_by_key(|message| message.seq);
        all.extend(page.into_iter().map(without_reading));
    }
}

/// A live message was not read yet: what is read is told by cursors.
fn without_reading(message: Message) -> Message {
    Message { is_read: false, ..message }
}

pub async fn is_shown_by(tab: &Tab) {
    list_is_shown(tab).await;
    for timeline in tab.timelines.values() {
        timeline_is_shown(tab, timeline).await;
        assert_eq!(timeline.pending(), [], "everything that user {} wrote is stored", tab.me);
    }
    assert_eq!(tab.outbox.due(), [], "everything that user {} wrote was acknowledged", tab.me);
}

/// A list that was folded from events is the one that is fetched.
async fn list_is_shown(tab: &Tab) {
    let plain = |conversation: &Conversation| Conversation {
        last_message: conversation.last_message.clone().map(without_reading),
        ..conversation.clone()
    };
    let fresh = tab.backend.conversations(tab.me, ListRequest::first()).await.expect("a list");
    let shown: Vec<_> = tab.inbox.conversations().iter().map(plain).collect();
    let fresh: Vec<_> = fresh.iter().map(plain).collect();
    assert_eq!(shown, fresh, "the list of user {}", tab.me);
    assert_eq!(tab.inbox.stats(), tab.backend.stats(tab.me).await.expect("totals"), "the totals of user {}", tab.me);
}

/// From the oldest that it shows on, everything, once and in order.
pub async fn messages_are_shown(tab: &Tab, timeline: &Timeline) {
    let id = timeline.conversation();
    let mut stored = messages(&*tab.backend, tab.me, id).await;
    stored.retain(|message| message.seq >= timeline.oldest());
    let shown: Vec<_> = timeline.messages().cloned().map(without_reading).collect();
    assert_eq!(shown, stored, "conversation {id} of user {}", tab.me);
}

/// The messages, and how far everybody has read.
pub async fn timeline_is_shown(tab: &Tab, timeline: &Timeline) {
    messages_are_shown(tab, timeline).await;
    let id = timeline.conversation();
    let conversation = tab.backend.conversation(tab.me, id).await.expect("one's own conversation");
    for cursor in conversation.read_cursors {
        let known = timeline.read_seq_of(cursor.user);
        assert_eq!(known, cursor.read_seq, "how far {} has read {id}, to user {}", cursor.user, tab.me);
    }
}
