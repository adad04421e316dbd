//! Signing in and out, the same for the API and for the forms.

use charla::{ChatError, User, UserId};

use crate::{
    auth::{
        accounts::{Accounts, Credentials, Verified},
        browser::Browser,
        session_change::SessionChange,
        sessions::Sessions,
        signed_in::SignedIn,
    },
    log::security::{self, Event},
};

/// Begins a session, and ends the session `before`, if there is one.
///
/// # Errors
/// What [`Accounts::verify_credentials`] refuses; those of [`begin`].
pub async fn sign_in(
    accounts: &Accounts,
    credentials: Credentials,
    browser: &Browser,
    before: Option<SignedIn>,
) -> Result<(User, SessionChange), ChatError> {
    let Verified { user, hash } = accounts.verify_credentials(credentials).await?;
    let session = accounts.sessions.begin(user.id, browser, before.map(|before| before.key)).await?;
    // A change of the password ends the sessions that are stored by then. This one may have been stored later, although
    // the user typed the old password.
    if accounts.is_outdated(&user, &hash).await? {
        accounts.sessions.delete(session.session_key()).await?;
        return Err(ChatError::InvalidCredentials);
    }
    security::log(Event::SignedIn, user.id);
    let began = SessionChange::Began { user: user.id, session, browser: browser.token };
    Ok((user, began))
}

/// Begins a session in the place of `before`, for a user who has registered or has proved who they are.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be stored.
pub async fn begin(
    accounts: &Accounts,
    user: UserId,
    browser: &Browser,
    before: Option<SignedIn>,
) -> Result<SessionChange, ChatError> {
    let session = accounts.sessions.begin(user, browser, before.map(|before| before.key)).await?;
    Ok(SessionChange::Began { user, session, browser: browser.token })
}

/// Ends the session, and closes its sockets.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be deleted.
pub async fn sign_out(sessions: &Sessions, me: &SignedIn) -> Result<SessionChange, ChatError> {
    sessions.delete(me.key).await?;
    security::log(Event::SignedOut, me.id());
    Ok(SessionChange::Ended)
}
