//! The beginning and the end of a session, the same for the API and for the forms.

use charla::{ChatError, User};

use crate::{
    accounts::{Account, Credentials},
    clock,
    device_name::DeviceName,
    session,
    visitor::Auth,
};

/// # Errors
/// What [`crate::accounts::Accounts::sign_in`] refuses.
pub async fn sign_in(auth: &mut Auth, credentials: Credentials, device: DeviceName) -> Result<User, ChatError> {
    let account = auth.backend.sign_in(credentials).await?;
    let user = begin(auth, account.clone(), device).await?;
    // Who changes the password ends the sessions that are stored by then: one that was under way with the
    // old password is not among them.
    auth.session.save().await.map_err(|error| session::refusal(&error))?;
    if auth.backend.is_outdated(&account).await? {
        sign_out(auth).await?;
        return Err(ChatError::InvalidCredentials);
    }
    Ok(user)
}

/// A session under a new id, whatever id the browser came with: an id that somebody else planted
/// is worth nothing.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be stored.
pub async fn begin(auth: &mut Auth, account: Account, device: DeviceName) -> Result<User, ChatError> {
    auth.session.cycle_id().await.map_err(|error| session::refusal(&error))?;
    auth.login(&account).await.map_err(|error| session::refusal(&error))?;
    let now = clock::now().as_micros();
    auth.session.insert(session::DEVICE, device.0).await.map_err(|error| session::refusal(&error))?;
    auth.session.insert(session::SIGNED_IN_AT, now).await.map_err(|error| session::refusal(&error))?;
    prolong(auth).await;
    Ok(account.user)
}

/// Its sockets are closed as well.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be deleted.
pub async fn sign_out(auth: &mut Auth) -> Result<(), ChatError> {
    auth.logout().await.map_err(|error| session::refusal(&error))?;
    Ok(())
}

/// A session that is used lives on; to note it once a day is enough.
pub async fn prolong(auth: &Auth) {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    let day = clock::now().as_micros() / DAY_MICROS;
    if let Err(error) = auth.session.insert("used_on_day", day).await {
        tracing::warn!(%error, "a session could not be prolonged");
    }
}
