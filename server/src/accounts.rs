//! Who signs in, and with what.

use std::{net::IpAddr, sync::Arc, time::Instant};

use axum_login::{AuthUser, AuthnBackend};
use charla::{
    ChatError, FieldErrors, FullName, NewPassword, Registration, SessionId, User, UserId, error::FieldProblem,
};

use crate::{
    client_address::network,
    config::Rates,
    limiter::Limiter,
    password::{Password, Passwords},
    store::{NewUser, Store, StoreError},
};

/// Of imported users; those who register have shorter ones.
const LONGEST_USERNAME: usize = 150;

/// Attempts are limited by where they come from, and there by user name: who guesses elsewhere does
/// not lock somebody out.
#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn Store>,
    passwords: Passwords,
    by_username: Arc<Limiter<(String, IpAddr)>>,
    by_address: Arc<Limiter<IpAddr>>,
    renames: Arc<Limiter<UserId>>,
}

#[derive(Debug, Clone)]
pub struct Credentials {
    pub username: String,
    pub password: Password,
    pub from: IpAddr,
}

/// A [`User`] as axum-login sees it.
#[derive(Clone)]
pub struct Account {
    pub user: User,
    stamp: [u8; 8],
    /// Of the password that was typed just now.
    hash: Option<String>,
}

impl Accounts {
    #[must_use]
    pub fn new(store: Arc<dyn Store>, rates: &Rates) -> Self {
        Self {
            store,
            passwords: Passwords::default(),
            by_username: Arc::new(Limiter::new(rates.sign_in_by_username)),
            by_address: Arc::new(Limiter::new(rates.sign_in_by_address)),
            renames: Arc::new(Limiter::new(rates.renames_by_user)),
        }
    }

    /// What somebody who is not signed in may ask for as often as to sign in.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`]
    pub fn admit(&self, from: IpAddr) -> Result<(), ChatError> {
        self.by_address.take(network(from), Instant::now())
    }

    /// # Errors
    /// [`ChatError::InvalidFields`] where the user name is taken.
    pub async fn register(&self, registration: Registration) -> Result<Account, ChatError> {
        let Registration { username, name: FullName { first_name, last_name }, password, role } = registration;
        let password_hash = self.passwords.hash(password.into_text().into()).await?;
        let new = NewUser { username, first_name, last_name, password_hash, role };
        Ok(Account::of(self.store.register(new).await?))
    }

    /// # Errors
    /// [`ChatError::InvalidCredentials`], the same for a wrong password and an unknown user name.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<Account, ChatError> {
        let username = credentials.username.trim().to_lowercase();
        if username.is_empty() || credentials.password.is_empty() {
            return Err(ChatError::CredentialsRequired);
        }
        let (id, hash) = self.verify(&username, credentials.password, credentials.from).await?;
        let user = self.store.user(id).await?.ok_or(ChatError::InvalidCredentials)?;
        Ok(Account { hash: Some(hash), ..Account::of(user) })
    }

    /// # Errors
    /// [`ChatError::TooManyRequests`]
    pub async fn rename(&self, me: UserId, name: FullName) -> Result<(), ChatError> {
        self.renames.take(me, Instant::now())?;
        Ok(self.store.rename(me, name).await?)
    }

    /// The sessions of `me` but `here` end with it: their hashes. Guessing the old password is as hard as at
    /// sign-in.
    ///
    /// # Errors
    /// [`ChatError::InvalidFields`] where `old` is not the password.
    pub async fn change_password(
        &self,
        me: &User,
        old: Password,
        new: NewPassword,
        here: SessionId,
        from: IpAddr,
    ) -> Result<Vec<Vec<u8>>, ChatError> {
        let wrong = || {
            let errors = FieldErrors::of("current_password", FieldProblem::WrongPassword);
            ChatError::InvalidFields { errors }
        };
        let username = me.username.trim().to_lowercase();
        let (_, old_hash) = self.verify(&username, old, from).await.map_err(|error| match error {
            ChatError::InvalidCredentials => wrong(),
            error => error,
        })?;
        let new_hash = self.passwords.hash(new.into_text().into()).await?;
        // Somebody else may have been quicker; then the old password is no longer that.
        self.store.change_password(me.id, &old_hash, &new_hash, here).await?.ok_or_else(wrong)
    }

    /// Whose password this is, and its hash.
    async fn verify(&self, username: &str, password: Password, from: IpAddr) -> Result<(UserId, String), ChatError> {
        let now = Instant::now();
        let from = network(from);
        self.by_address.take(from, now)?;
        // Bounded, as what is remembered must be; no user name is longer.
        let attempt = (username.chars().take(LONGEST_USERNAME).collect(), from);
        self.by_username.take(attempt.clone(), now)?;
        let known = self.store.credentials(username).await?;
        let hash = known.as_ref().map(|(_, hash)| hash.clone());
        let is_right = self.passwords.verify(password, hash).await?;
        let known = known.filter(|_| is_right).ok_or(ChatError::InvalidCredentials)?;
        self.by_username.forgive(&attempt);
        Ok(known)
    }

    /// Whether the password with which somebody signed in is another by now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_outdated(&self, account: &Account) -> Result<bool, ChatError> {
        let Some(hash) = &account.hash else { return Ok(false) };
        let known = self.store.credentials(&account.user.username).await?;
        Ok(known.is_none_or(|(_, current)| current != *hash))
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

impl Account {
    fn of(user: User) -> Self {
        Self { stamp: user.id.0.to_be_bytes(), user, hash: None }
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

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("user", &self.user).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}
