//! What the database has, and checks that a tab shows it.

use app::backend::Backend;
use charla::{Conversation, ConversationId, ListRequest, Message, PageRequest, Quote, Revision, Seq, Timeline, UserId};

use crate::tab::Tab;

/// Returns all messages of a conversation, as a member sees them, oldest first.
pub async fn messages(backend: &dyn Backend, me: UserId, id: ConversationId) -> Vec<Message> {
    let mut all = Vec::<Message>::new();
    loop {
        let newest = all.last().map_or(Seq::START, |message| message.seq);
        let mut page = backend.messages(me, id, PageRequest::after(newest)).await.expect("a page").results;
        if page.is_empty() {
            quotes_are_current(&all);
            return all;
        }
        page.sort_by_key(|message| message.seq);
        all.extend(page.into_iter().map(without_reading));
    }
}

/// Checks that quotes show the current state of the quoted messages.
fn quotes_are_current(all: &[Message]) {
    for quote in all.iter().filter_map(|message| message.reply_to.as_ref()) {
        let quoted = all.iter().find(|message| message.seq == quote.seq);
        assert_eq!(Some(quote), quoted.map(Quote::of).as_ref());
    }
}

/// Clears `is_read`: a live message is unread, and only cursors update that.
fn without_reading(message: Message) -> Message {
    Message { is_read: false, ..message }
}

pub async fn tab_shows_database(tab: &Tab) {
    list_is_shown(tab).await;
    for opened in tab.client.all_opened() {
        timeline_is_shown(tab, opened.timeline()).await;
        if opened.shows_older_part() {
            past_is_shown(tab, opened.shown()).await;
        }
        assert_eq!(opened.timeline().pending(), [], "everything that user {} wrote is stored", tab.me);
    }
    assert_eq!(tab.client.outbox().due(), [], "everything that user {} wrote was acknowledged", tab.me);
}

/// Checks that the list, which was updated by events, equals a list that is fetched now.
async fn list_is_shown(tab: &Tab) {
    let fresh = tab.backend.conversations(tab.me, ListRequest::first()).await.expect("a list").conversations;
    let inbox = tab.client.inbox().expect("a list");
    let shown = inbox.conversations();
    let ids = |all: &[Conversation]| all.iter().map(|conversation| conversation.id).collect::<Vec<_>>();
    assert_eq!(ids(shown), ids(&fresh), "the list of user {}", tab.me);
    for (shown, fresh) in shown.iter().zip(&fresh) {
        assert_eq!(as_listed(shown), as_listed(fresh), "conversation {} in the list of user {}", shown.id, tab.me);
        assert!(shown.revision <= fresh.revision, "user {} knows of changes that there are", tab.me);
    }
    assert_eq!(inbox.stats(), tab.backend.stats(tab.me).await.expect("totals"), "the totals of user {}", tab.me);
    assert_eq!(
        inbox.unread_total(),
        tab.backend.unread_total(tab.me).await.expect("totals"),
        "the unread total of user {}",
        tab.me
    );
}

/// Returns what the list shows of a conversation: no quote, and no revision, since a change that overtook another one is
/// shown but not counted.
fn as_listed(conversation: &Conversation) -> Conversation {
    let last_message = conversation.last_message.clone().map(without_reading);
    Conversation {
        last_message: last_message.map(|message| Message { reply_to: None, ..message }),
        revision: Revision::START,
        ..conversation.clone()
    }
}

/// Checks that all messages from the oldest shown one on are there, once and in order. They may be outdated.
pub async fn timeline_is_complete(tab: &Tab, timeline: &Timeline) {
    let all = messages(&*tab.backend, tab.me, timeline.conversation()).await;
    let stored: Vec<_> = all.iter().map(|message| message.seq).filter(|seq| *seq >= timeline.oldest()).collect();
    let shown: Vec<_> = timeline.messages().map(|message| message.seq).collect();
    assert_eq!(shown, stored, "conversation {} of user {}", timeline.conversation(), tab.me);
}

/// Checks that messages and read cursors are as stored, up to the newest message.
pub async fn timeline_is_shown(tab: &Tab, timeline: &Timeline) {
    timeline_is_complete(tab, timeline).await;
    past_is_shown(tab, timeline).await;
}

/// Like [`timeline_is_shown`], but the timeline need not reach the newest message.
async fn past_is_shown(tab: &Tab, past: &Timeline) {
    let id = past.conversation();
    assert!(!past.has_gap(), "nothing is missing in conversation {id} of user {}", tab.me);
    let stored = messages(&*tab.backend, tab.me, id).await;
    for shown in past.messages().cloned().map(without_reading) {
        let stored = stored.iter().find(|message| message.seq == shown.seq);
        assert_eq!(Some(&shown), stored, "conversation {id} of user {}", tab.me);
    }
    let conversation = tab.backend.conversation(tab.me, id).await.expect("one's own conversation");
    assert!(past.revision() <= conversation.revision, "user {} knows of changes of {id} that there are", tab.me);
    for cursor in conversation.read_cursors {
        let known = past.read_seq_of(cursor.user);
        assert_eq!(known, cursor.read_seq, "how far {} has read {id}, to user {}", cursor.user, tab.me);
    }
}
