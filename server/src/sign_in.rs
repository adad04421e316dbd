//! The beginning and the end of a session, the same for the API and for the forms.

use charla::{ChatError, User};

use crate::{
    accounts::{Account, Credentials},
    fault,
    visitor::Auth,
};

/// # Errors
/// What [`crate::accounts::Accounts::sign_in`] refuses.
pub async fn sign_in(auth: &mut Auth, credentials: Credentials) -> Result<User, ChatError> {
    let account = auth.backend.sign_in(credentials).await?;
    begin(auth, account).await
}

/// A session under a new id, whatever id the browser came with: an id that somebody else planted
/// is worth nothing.
///
/// # Errors
/// [`ChatError::Internal`] where the session cannot be stored.
pub async fn begin(auth: &mut Auth, account: Account) -> Result<User, ChatError> {
    auth.session.cycle_id().await.map_err(fault::internal)?;
    auth.login(&account).await.map_err(fault::internal)?;
    Ok(account.user)
}

/// Its sockets are closed as well.
///
/// # Errors
/// [`ChatError::Internal`] where the session cannot be deleted.
pub async fn sign_out(auth: &mut Auth) -> Result<(), ChatError> {
    auth.logout().await.map_err(fault::internal)?;
    Ok(())
}
