//! Signing in and out, the same for the API and for the forms.

use charla::{ChatError, User};

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
    let verified = accounts.verify_credentials(credentials).await?;
    let began = begin(accounts, &verified, browser, before).await?;
    security::log(Event::SignedIn, verified.user.id);
    Ok((verified.user, began))
}

/// Begins a session in the place of `before`, for a user who has registered or has proved who they are.
///
/// # Errors
/// [`ChatError::InvalidCredentials`] where the password was changed meanwhile; [`ChatError::Overloaded`] or
/// [`ChatError::Internal`] where the session cannot be stored.
pub async fn begin(
    accounts: &Accounts,
    verified: &Verified,
    browser: &Browser,
    before: Option<SignedIn>,
) -> Result<SessionChange, ChatError> {
    let user = verified.user.id;
    let (hash, before) = (verified.hash.clone(), before.map(|before| before.key));
    let Some(session) = accounts.sessions.begin(user, hash, browser, before).await? else {
        security::log(Event::SignInFailed, user);
        return Err(ChatError::InvalidCredentials);
    };
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
