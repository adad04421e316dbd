//! User accounts: registering, verifying and changing passwords.
//!
//! | module | what is there |
//! |---|---|
//! | `attempts` | limits on password attempts |
//! | `account_limiter` | limits on attempts at one account, from all networks |

mod account_limiter;
mod attempts;

use std::{net::IpAddr, sync::Arc, time::Instant};

use charla::{ChatError, FieldErrors, FullName, NewPassword, Registration, User, UserId, error::FieldProblem};

use self::attempts::{Attempt, Attempts};
use crate::{
    auth::{
        browser::{Browser, BrowserKey},
        password::{Claimant, Password, Passwords, Verdict, strength},
        session_change::SessionChange,
        sessions::Sessions,
    },
    config::{Rates, ReservedNames},
    limits::{Limit, Limiter, NetworkLimiter},
    log::security::{self, Event},
    store::{NewUser, SessionKey, Store, names::username_key},
};

#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn Store>,
    pub(super) sessions: Sessions,
    passwords: Passwords,
    attempts: Arc<Attempts>,
    registrations: Arc<NetworkLimiter>,
    renames: Arc<Limiter<UserId>>,
    reserved: Arc<ReservedNames>,
}

#[derive(Debug, Clone)]
pub struct Credentials {
    pub username: String,
    pub password: Password,
    pub from: IpAddr,
    pub browser: BrowserKey,
}

/// A user who typed the right password, or has registered with it.
#[derive(Clone)]
pub struct Verified {
    pub user: User,
    /// The stored hash of that password.
    pub hash: String,
}

/// The session, address and browser in which a user changes the password.
#[derive(Debug)]
pub struct PasswordChangeContext {
    /// The session that goes on, under a new token.
    pub session: SessionKey,
    pub from: IpAddr,
    pub browser: Browser,
}

impl Accounts {
    #[must_use]
    pub fn new(store: Arc<dyn Store>, sessions: Sessions, rates: &Rates, reserved: ReservedNames) -> Self {
        Self {
            store,
            sessions,
            passwords: Passwords::default(),
            attempts: Arc::new(Attempts::new(rates)),
            registrations: Arc::new(NetworkLimiter::new(Limit::Registrations, rates.registrations_by_network)),
            renames: Arc::new(Limiter::new(Limit::Renames, rates.renames_by_user)),
            reserved: Arc::new(reserved),
        }
    }

    /// Counts a request of a client that is not signed in, as one attempt to sign in.
    ///
    /// # Errors
    /// [`ChatError::TooManyRequests`]
    pub fn admit(&self, from: IpAddr) -> Result<(), ChatError> {
        self.attempts.admit(from)
    }

    /// Creates an account. The number of new accounts is limited by network; a refused form does not count.
    ///
    /// # Errors
    /// [`ChatError::InvalidFields`] where the user name is taken or reserved, or the password easily guessed.
    pub async fn register(&self, registration: Registration, from: IpAddr) -> Result<Verified, ChatError> {
        let Registration { username, name: FullName { first_name, last_name }, password, role } = registration;
        let mut errors = FieldErrors::default();
        if self.reserved.contains(&username) {
            errors.add("username", FieldProblem::Reserved);
        }
        if let Err(problem) = strength::check(&password, &[&username, &first_name, &last_name]) {
            errors.add("password", problem);
        }
        if !errors.is_empty() {
            return Err(ChatError::InvalidFields { errors });
        }
        self.registrations.take(&(), from, Instant::now())?;
        let registered: Result<Verified, ChatError> = async {
            let hash = self.passwords.hash_for(Claimant::from_network(from), password.into_text().into()).await?;
            let new = NewUser { username, first_name, last_name, password_hash: hash.clone(), role };
            Ok(Verified { user: self.store.register(new).await?, hash })
        }
        .await;
        let verified = registered.inspect_err(|_| self.registrations.give_back(&(), from))?;
        security::log(Event::Registered, verified.user.id);
        Ok(verified)
    }

    /// # Errors
    /// [`ChatError::InvalidCredentials`], the same for a wrong password and an unknown user name.
    pub async fn verify_credentials(&self, credentials: Credentials) -> Result<Verified, ChatError> {
        let Credentials { username, password, from, browser } = credentials;
        let username = username_key(&username);
        if username.is_empty() || password.is_empty() {
            return Err(ChatError::CredentialsRequired);
        }
        let (id, hash) = self.verify(&username, password, from, browser).await?;
        let user = self.store.user(id).await?.ok_or(ChatError::InvalidCredentials)?;
        Ok(Verified { user, hash })
    }

    /// # Errors
    /// [`ChatError::TooManyRequests`]
    pub async fn rename(&self, me: UserId, name: FullName) -> Result<(), ChatError> {
        self.renames.take(me, Instant::now())?;
        Ok(self.store.rename(me, name).await?)
    }

    /// Changes the password. All other sessions of the user end. Guessing the old password is as hard as at sign-in.
    ///
    /// # Errors
    /// [`ChatError::InvalidFields`] where `old` is not the password, or `new` is easily guessed.
    pub async fn change_password(
        &self,
        me: &User,
        old: Password,
        new: NewPassword,
        context: PasswordChangeContext,
    ) -> Result<SessionChange, ChatError> {
        is_strong(me, &new)?;
        let wrong = || invalid("current_password", FieldProblem::WrongPassword);
        let username = username_key(&me.username);
        let verified = self.verify(&username, old, context.from, context.browser.key()).await;
        let (_, old_hash) = verified.map_err(|error| match error {
            ChatError::InvalidCredentials => wrong(),
            error => error,
        })?;
        // If another change was quicker, the old password is no longer valid.
        self.put_password(me.id, old_hash, new, context).await?.ok_or_else(wrong)
    }

    /// Replaces an initial password that other users have, too. The user has just signed in with it, so that it is not
    /// asked for again.
    ///
    /// # Errors
    /// [`ChatError::InvalidFields`] where `new` is the old one or is easily guessed, or there is no need for another.
    pub async fn replace_shared_password(
        &self,
        me: &User,
        new: NewPassword,
        context: PasswordChangeContext,
    ) -> Result<SessionChange, ChatError> {
        is_strong(me, &new)?;
        let username = username_key(&me.username);
        let attempt = self.begin_attempt(&username, context.from, context.browser.key()).await?;
        let shared = self.store.credentials(&username).await?.filter(|_| me.must_change_password);
        let Some((_, old_hash)) = shared else { return Err(invalid("password", FieldProblem::WrongPassword)) };
        let typed = Password::from(new.as_str().to_owned());
        match self.passwords.verify(attempt.claimant(), typed, Some(old_hash.clone())).await {
            Ok(Verdict::Wrong | Verdict::TooExpensive) => attempt.succeeded(),
            Ok(_) => return Err(invalid("password", FieldProblem::SamePassword)),
            Err(error) => {
                attempt.was_none();
                return Err(error);
            }
        }
        let put = self.put_password(me.id, old_hash, new, context).await?;
        put.ok_or_else(|| invalid("password", FieldProblem::WrongPassword))
    }

    /// Returns `None` if the password was changed meanwhile.
    async fn put_password(
        &self,
        me: UserId,
        old_hash: String,
        new: NewPassword,
        context: PasswordChangeContext,
    ) -> Result<Option<SessionChange>, ChatError> {
        let PasswordChangeContext { session, from, browser } = context;
        let new_hash = self.passwords.hash_for(Claimant::from_network(from), new.into_text().into()).await?;
        let token = self.sessions.change_password(me, old_hash, new_hash, &browser, session).await?;
        Ok(token.map(|session| SessionChange::Began { user: me, session, browser: browser.token }))
    }

    /// Begins an attempt. A browser is known only if this user has signed in with it: a cookie alone proves nothing.
    async fn begin_attempt(&self, username: &str, from: IpAddr, browser: BrowserKey) -> Result<Attempt<'_>, ChatError> {
        let known = self.store.knows_browser(username, browser.as_bytes()).await?;
        self.attempts.begin(username, from, known.then_some(browser))
    }

    /// Returns the user with this name and password, and the stored hash.
    async fn verify(
        &self,
        username: &str,
        password: Password,
        from: IpAddr,
        browser: BrowserKey,
    ) -> Result<(UserId, String), ChatError> {
        let attempt = self.begin_attempt(username, from, browser).await?;
        match self.verify_once(username, &password, &attempt).await {
            Ok(Some(found)) => {
                attempt.succeeded();
                Ok(found)
            }
            Ok(None) => Err(ChatError::InvalidCredentials),
            Err(error) => {
                attempt.was_none();
                Err(error)
            }
        }
    }

    /// Returns `None` if the password is wrong. A hash with outdated parameters is replaced.
    async fn verify_once(
        &self,
        username: &str,
        password: &Password,
        attempt: &Attempt<'_>,
    ) -> Result<Option<(UserId, String)>, ChatError> {
        loop {
            let known = self.store.credentials(username).await?;
            let hash = known.as_ref().map(|(_, hash)| hash.clone());
            let verdict = self.passwords.verify(attempt.claimant(), password.clone(), hash).await?;
            match (known, verdict) {
                (Some(found), Verdict::Right) => return Ok(Some(found)),
                (Some((id, old)), Verdict::Outdated(new)) => {
                    if self.store.replace_hash(id, &old, &new).await? {
                        return Ok(Some((id, new)));
                    }
                    // Another sign-in was quicker, or the password was changed meanwhile.
                }
                (known, verdict) => {
                    let id = known.map(|(id, _)| id);
                    if verdict == Verdict::TooExpensive {
                        security::log(Event::HashRefused, id);
                    }
                    security::log(Event::SignInFailed, id);
                    return Ok(None);
                }
            }
        }
    }
}

fn is_strong(me: &User, new: &NewPassword) -> Result<(), ChatError> {
    let names = [&*me.username, &*me.first_name, &*me.last_name];
    strength::check(new, &names).map_err(|problem| invalid("password", problem))
}

fn invalid(field: &str, problem: FieldProblem) -> ChatError {
    ChatError::InvalidFields { errors: FieldErrors::of(field, problem) }
}

/// Leaves out the hash.
impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("user", &self.user).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}
