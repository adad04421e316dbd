//! Recovery: what the socket did not bring is fetched. The database is the truth; live events are
//! only a hint.

use charla::{
    ActivityCursor, ChatError, Conversation, ConversationId, Filter, ListRequest, PageRequest, Seq, ServerEvent,
    Timeline, inbox::Folded, limits,
};
use leptos::{prelude::*, task::spawn_local};

use super::{Chat, Connection, Opened};
use crate::{
    browser,
    failure::Failure,
    functions::{self, ChatPage},
};

/// Between two tries; the wait doubles up to the second.
const FIRST_WAIT_MILLIS: u32 = 500;
const LONGEST_WAIT_MILLIS: u32 = 30_000;

/// Of the recovery that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recovery {
    Idle,
    UnderWay,
    /// It was asked for again meanwhile.
    OnceMore,
}

impl Chat {
    /// Fetches the inbox, and what is missing in each timeline. Asked for again while it runs, it
    /// runs once more. While the socket lives it is tried until it succeeds; without one, each
    /// attempt to connect tries it.
    pub fn recover(self) {
        if self.recovery.get_value() != Recovery::Idle {
            self.recovery.set_value(Recovery::OnceMore);
            return;
        }
        self.recovery.set_value(Recovery::UnderWay);
        spawn_local(async move {
            let mut wait = FIRST_WAIT_MILLIS;
            loop {
                self.recovery.set_value(Recovery::UnderWay);
                match self.recover_once().await {
                    Ok(Folded::Done) if self.recovery.get_value() != Recovery::OnceMore => break,
                    Ok(Folded::Done) => continue,
                    Ok(Folded::Stale) => {}
                    Err(failure @ Failure::Refused(ChatError::NotSignedIn | ChatError::AnotherReader)) => {
                        self.refused(&failure);
                        break;
                    }
                    Err(_) if self.connection.get_untracked() != Connection::Live => break,
                    Err(Failure::Refused(error)) => wait = wait.max(asked_wait_millis(&error)),
                    Err(Failure::Unreachable | Failure::TimedOut) => {}
                }
                browser::pause(wait).await;
                wait = LONGEST_WAIT_MILLIS.min(wait * 2);
            }
            self.recovery.set_value(Recovery::Idle);
        });
    }

    /// All timelines are tried; the first failure is told.
    async fn recover_once(self) -> Result<Folded, Failure> {
        let folded = self.fill_inbox(functions::inbox(ListRequest::first()).await?);
        self.take_back_read();
        let mut failed = None;
        for opened in self.all_opened() {
            let id = opened.conversation.id;
            let known = untrack(|| self.with_inbox(|inbox| inbox.find(id).cloned())).flatten();
            if let Err(failure) = complete(id, &opened, known.as_ref()).await {
                failed.get_or_insert(failure);
            }
        }
        failed.map_or(Ok(folded), Err)
    }

    /// The next page of a list. After which it goes on; `None` at its end.
    pub async fn fetch_more_conversations(
        self,
        cursor: ActivityCursor,
        filter: Filter,
    ) -> Result<Option<ActivityCursor>, Failure> {
        if matches!(filter, Filter::Unread | Filter::Archived) {
            let page = functions::inbox(ListRequest::after(cursor).of(filter)).await?;
            self.add_conversations(page.conversations);
            return Ok(page.next);
        }
        let page = functions::inbox(ListRequest::after(cursor)).await?;
        self.learn(&page.conversations);
        let mut folded = Folded::Done;
        self.inbox.update(|inbox| {
            if let Some(inbox) = inbox {
                folded = inbox.extend(page.conversations);
            }
        });
        if folded == Folded::Stale {
            self.recover();
        }
        Ok(None)
    }
}

/// Brings a conversation up to what is `known` of it. Where too much is missing to be added, or what is held is
/// doubtful, it begins anew with the newest page.
async fn complete(id: ConversationId, opened: &Opened, known: Option<&Conversation>) -> Result<(), Failure> {
    let timeline = &opened.timeline;
    let last_seq = known.map_or(Seq::START, Conversation::last_seq);
    let is_behind = |timeline: &Timeline| timeline.has_gap() || last_seq > timeline.newest();
    let newest = last_seq.max(timeline.with_untracked(Timeline::newest));
    let missing = newest.0 - timeline.with_untracked(Timeline::cursor).0;
    if timeline.with_untracked(Timeline::is_doubtful) || missing > i64::from(limits::RESUME_MAX) {
        restart(id, opened).await?;
    }
    while timeline.with_untracked(is_behind) {
        let cursor = timeline.with_untracked(Timeline::cursor);
        let page = functions::messages(id, PageRequest::after(cursor)).await?;
        if page.results.is_empty() {
            break;
        }
        timeline.update(|timeline| timeline.add_page(page));
    }
    let mut after = timeline.with_untracked(Timeline::revision);
    let mut count = 0;
    // In parts, where they are long.
    while known.is_some_and(|known| known.revision > after) {
        let changed = functions::changes(id, after).await?;
        count += changed.len();
        if count > limits::RESUME_MAX as usize {
            return restart(id, opened).await;
        }
        if changed.is_empty() {
            break;
        }
        for message in changed {
            let revision = message.revision;
            opened.apply(&ServerEvent::Changed { message, after });
            after = revision;
        }
    }
    for cursor in known.map_or(&[][..], |conversation| &conversation.read_cursors) {
        timeline.update(|timeline| timeline.read(cursor.user, cursor.read_seq));
    }
    Ok(())
}

/// How long the server asks to wait.
fn asked_wait_millis(error: &ChatError) -> u32 {
    error.retry_after().unwrap_or(0).saturating_mul(1_000).min(LONGEST_WAIT_MILLIS)
}

async fn restart(id: ConversationId, opened: &Opened) -> Result<(), Failure> {
    let ChatPage { conversation, messages } = functions::chat(id, PageRequest::newest()).await?;
    opened.past.set(None);
    opened.timeline.update(|timeline| timeline.restart(&conversation, messages));
    Ok(())
}
