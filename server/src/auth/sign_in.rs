//! The beginning and the end of a session, the same for the API and for the forms.

use charla::{ChatError, User};

use crate::{
    auth::{
        accounts::{Account, Credentials},
        browser::Browser,
        session,
        visitor::Auth,
    },
    clock,
    log::security::{self, Event},
};

/// # Errors
/// What [`crate::auth::accounts::Accounts::sign_in`] refuses.
pub async fn sign_in(auth: &mut Auth, credentials: Credentials, browser: &Browser) -> Result<User, ChatError> {
    let account = auth.backend.sign_in(credentials).await?;
    let user = begin(auth, account.clone(), browser).await?;
    // Who changes the password ends the sessions that are stored by then: one that was under way with the
    // old password is not among them.
    auth.session.save().await.map_err(|error| session::refusal(&error))?;
    if auth.backend.is_outdated(&account).await? {
        sign_out(auth).await?;
        return Err(ChatError::InvalidCredentials);
    }
    security::log(Event::SignedIn, user.id);
    Ok(user)
}

/// A session under a new id, whatever id the browser came with: an id that somebody else planted
/// is worth nothing. The browser is known from now on.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be stored.
pub async fn begin(auth: &mut Auth, account: Account, browser: &Browser) -> Result<User, ChatError> {
    auth.session.cycle_id().await.map_err(|error| session::refusal(&error))?;
    auth.login(&account).await.map_err(|error| session::refusal(&error))?;
    let now = clock::now().as_micros();
    auth.session.insert(session::DEVICE, browser.name.0.clone()).await.map_err(|error| session::refusal(&error))?;
    auth.session.insert(session::SIGNED_IN_AT, now).await.map_err(|error| session::refusal(&error))?;
    prolong(auth).await;
    if let Err(error) = auth.backend.remember(account.user.id, browser.key()).await {
        tracing::warn!(%error, "a browser is not remembered");
    }
    Ok(account.user)
}

/// Its sockets are closed as well.
///
/// # Errors
/// [`ChatError::Overloaded`] or [`ChatError::Internal`] where the session cannot be deleted.
pub async fn sign_out(auth: &mut Auth) -> Result<(), ChatError> {
    let account = auth.logout().await.map_err(|error| session::refusal(&error))?;
    if let Some(account) = account {
        security::log(Event::SignedOut, account.user.id);
    }
    Ok(())
}

/// A session that is used lives on until it is too old; to note it once a day is enough.
pub async fn prolong(auth: &Auth) {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    let now = clock::now().as_micros();
    let noted = async {
        auth.session.insert("used_on_day", now / DAY_MICROS).await?;
        let is_aged = auth.session.get_value(session::SIGNED_IN_AT).await?.is_some()
            || auth.session.get_value(session::COUNTED_FROM).await?.is_some();
        if is_aged { Ok(()) } else { auth.session.insert(session::COUNTED_FROM, now).await }
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "a session could not be prolonged");
    }
}
