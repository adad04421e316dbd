//! The session has ended while the page is open: one signs in again, and loses nothing.

use super::Chat;
use crate::browser;

impl Chat {
    /// Leads to sign in, and back here. What was not sent is in the outbox, and goes out by itself
    /// once the same person is back; what is being written is the draft of its conversation.
    pub(super) fn sign_in_again(self) {
        browser::go_to_sign_in();
    }
}
