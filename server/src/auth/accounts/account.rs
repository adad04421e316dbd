//! A user as axum-login sees one.

use axum_login::{AuthUser, AuthnBackend};
use charla::{ChatError, User, UserId};

use super::{Accounts, Credentials};
use crate::store::StoreError;

#[derive(Clone)]
pub struct Account {
    pub user: User,
    stamp: [u8; 8],
    /// Of the password that was typed just now.
    pub(super) hash: Option<String>,
}

impl Account {
    pub(super) fn of(user: User) -> Self {
        Self { stamp: user.id.0.to_be_bytes(), user, hash: None }
    }

    pub(super) fn by_password(user: User, hash: String) -> Self {
        Self { hash: Some(hash), ..Self::of(user) }
    }
}

impl AuthUser for Account {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.user.id
    }

    /// Changes never: a session is ended by deleting it.
    fn session_auth_hash(&self) -> &[u8] {
        &self.stamp
    }
}

impl AuthnBackend for Accounts {
    type User = Account;
    type Credentials = Credentials;
    type Error = Refused;

    async fn authenticate(&self, credentials: Credentials) -> Result<Option<Account>, Refused> {
        match self.sign_in(credentials).await {
            Ok(account) => Ok(Some(account)),
            Err(ChatError::InvalidCredentials) => Ok(None),
            Err(error) => Err(Refused(error)),
        }
    }

    async fn get_user(&self, id: &UserId) -> Result<Option<Account>, Refused> {
        let user = self.store.user(*id).await.map_err(|error: StoreError| Refused(error.into()))?;
        Ok(user.map(Account::of))
    }
}

/// A refusal as an error of axum-login.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Refused(#[from] pub ChatError);

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}
