//! The change that a response makes to the session of its browser.

use charla::UserId;

use crate::auth::token::Token;

/// Handlers return it as a part of the response. The session layer sets the cookies accordingly.
#[derive(Debug, Clone, Copy)]
pub enum SessionChange {
    /// `user` is signed in under the token `session`; `browser` is the token by which the browser is known again.
    Began {
        user: UserId,
        session: Token,
        browser: Token,
    },
    /// The session lasts longer.
    Prolonged,
    Ended,
}

impl SessionChange {
    /// Returns who is signed in after a response with this change, if `before` was until then.
    #[must_use]
    pub fn user_after(change: Option<&Self>, before: Option<UserId>) -> Option<UserId> {
        match change {
            Some(Self::Began { user, .. }) => Some(*user),
            Some(Self::Ended) => None,
            Some(Self::Prolonged) | None => before,
        }
    }
}
