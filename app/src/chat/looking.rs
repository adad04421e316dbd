//! Whether this person looks at the chat, in this tab or another one of this browser.

use leptos::task::spawn_local;

use super::Chat;
use crate::browser;

impl Chat {
    /// The other tabs are told, by a lock that those hold which are looked at: it goes with the tab, whatever ends it.
    pub fn tell_whether_one_looks(self) {
        spawn_local(async move {
            loop {
                let is_looked_at = browser::is_looked_at();
                let looking = if is_looked_at { browser::share(&self.looking()).await } else { None };
                while browser::is_looked_at() == is_looked_at {
                    browser::happens(&["focus", "blur", "visibilitychange"]).await;
                }
                drop(looking);
            }
        });
    }

    pub(super) async fn is_looked_at_anywhere(self) -> bool {
        browser::is_looked_at() || browser::is_held(&self.looking()).await
    }

    fn looking(self) -> String {
        format!("looking/{}", self.me)
    }
}
