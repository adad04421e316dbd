//! Whether this person looks at the chat, in this tab or another one of this browser.

use leptos::task::spawn_local;

use super::Chat;
use crate::browser;

impl Chat {
    /// The other tabs are told, by a lock that those hold which are looked at: it goes with the tab, whatever ends it.
    pub fn share_whether_page_is_viewed(self) {
        spawn_local(async move {
            loop {
                let is_viewed = browser::is_viewed();
                let looking = if is_viewed { browser::share(&self.looking()).await } else { None };
                while browser::is_viewed() == is_viewed {
                    browser::next_event(&["focus", "blur", "visibilitychange"]).await;
                }
                drop(looking);
            }
        });
    }

    pub(super) async fn is_viewed_in_any_tab(self) -> bool {
        browser::is_viewed() || browser::is_held(&self.looking()).await
    }

    fn looking(self) -> String {
        format!("looking/{}", self.me)
    }
}
