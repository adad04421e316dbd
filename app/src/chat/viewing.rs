//! Whether the user looks at the chat, in this tab or another one of the browser.

use leptos::task::spawn_local;

use super::Chat;
use crate::browser;

impl Chat {
    /// Holds a shared lock while the user looks at this tab, so that other tabs can query it. The browser releases the
    /// lock whenever the tab ends.
    pub fn share_whether_page_is_viewed(self) {
        spawn_local(async move {
            loop {
                let is_viewed = browser::is_viewed();
                let viewing_lock = if is_viewed { browser::share(&self.viewing_lock()).await } else { None };
                while browser::is_viewed() == is_viewed {
                    browser::next_event(&["focus", "blur", "visibilitychange"]).await;
                }
                drop(viewing_lock);
            }
        });
    }

    pub(super) async fn is_viewed_in_any_tab(self) -> bool {
        browser::is_viewed() || browser::is_held(&self.viewing_lock()).await
    }

    fn viewing_lock(self) -> String {
        format!("looking/{}", self.me)
    }
}
