//! Recovery: what the socket did not bring is fetched. The database is the truth; live events are
//! only a hint.

use charla::{ChatError, Conversation, ConversationId, ListRequest, PageRequest, Timeline};
use leptos::{prelude::*, task::spawn_local};

use super::Chat;
use crate::{browser, failure::Failure, functions};

impl Chat {
    /// Fetches the inbox, and what is missing in each timeline. Asked for again while it runs, it
    /// runs once more.
    pub fn recover(self) {
        let is_under_way = self.recovering.with_value(Option::is_some);
        self.recovering.set_value(Some(is_under_way));
        if is_under_way {
            return;
        }
        spawn_local(async move {
            loop {
                self.recovering.set_value(Some(false));
                let recovered = self.recover_once().await;
                if let Err(Failure::Refused(ChatError::NotSignedIn)) = recovered {
                    browser::go_to_sign_in();
                }
                if recovered.is_err() || self.recovering.get_value() != Some(true) {
                    break;
                }
            }
            self.recovering.set_value(None);
        });
    }

    async fn recover_once(self) -> Result<(), Failure> {
        self.fill_inbox(functions::inbox(ListRequest::first()).await?);
        for (id, timeline) in self.timelines() {
            let has_more = |timeline: &Timeline| {
                let known = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(Conversation::last_seq))).flatten();
                timeline.has_gap() || known.is_some_and(|last_seq| last_seq > timeline.newest())
            };
            while timeline.with_untracked(has_more) {
                let cursor = timeline.with_untracked(Timeline::cursor);
                let page = functions::messages(id, PageRequest::after(cursor)).await?;
                if page.results.is_empty() {
                    break;
                }
                timeline.update(|timeline| timeline.add_page(page));
            }
            let cursors = untrack(|| self.with_inbox(|inbox| inbox.find(id).map(|held| held.read_cursors.clone())));
            for cursor in cursors.flatten().unwrap_or_default() {
                timeline.update(|timeline| timeline.read(cursor.user, cursor.read_seq));
            }
        }
        Ok(())
    }

    /// The page before the oldest message held. `false` where there is none.
    pub async fn fetch_older(self, id: ConversationId) -> Result<bool, Failure> {
        let Some(timeline) = self.timeline(id).filter(|timeline| timeline.with_untracked(Timeline::has_older)) else {
            return Ok(false);
        };
        let oldest = timeline.with_untracked(Timeline::oldest);
        let page = functions::messages(id, PageRequest::before(oldest)).await?;
        timeline.update(|timeline| timeline.add_page(page));
        Ok(true)
    }

    /// The next page of the inbox.
    pub async fn fetch_more_conversations(self) -> Result<(), Failure> {
        if let Some(cursor) = untrack(|| self.inbox_cursor()) {
            self.fill_inbox(functions::inbox(ListRequest::after(cursor)).await?);
        }
        Ok(())
    }
}
