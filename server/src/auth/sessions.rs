//! Sessions in the store, and the sockets that end with them.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use charla::{ChatError, SessionId, UserId};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::{
    auth::{
        browser::{Browser, BrowserKey},
        signed_in::SignedIn,
        token::Token,
    },
    clock,
    config::Rate,
    limits::Buckets,
    live::fanout::Fanout,
    log::security::{self, Event},
    own_task::in_own_task,
    store::{Session, SessionKey, Store, StoreError},
};

/// A request waits this long until its session is prolonged. If other writes keep the database busy, a later request tries
/// again.
const PROLONG_TIMEOUT: Duration = Duration::from_millis(200);

/// Attempts to prolong one session, so that not each of its requests waits for a busy database.
const PROLONG_RATE: Rate = Rate { burst: 1, every: Duration::from_secs(60) };

/// A session that is deleted takes its sockets with it, whoever deletes it, and whether or not the client waits for the
/// answer.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<dyn Store>,
    fanout: Fanout,
    /// However much it is used, a session ends so long after the sign-in.
    lifetime: Duration,
    prolongations: Arc<Buckets<SessionKey>>,
    running: TaskTracker,
}

impl Sessions {
    /// `running` counts the tasks that the server awaits when it ends.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, fanout: Fanout, lifetime: Duration, running: TaskTracker) -> Self {
        Self { store, fanout, lifetime, prolongations: Arc::new(Buckets::new(PROLONG_RATE)), running }
    }

    /// Returns the session with this token and its user. Returns `None` if there is no such session, or it has ended.
    pub async fn find(&self, token: Token) -> Result<Option<SignedIn>, StoreError> {
        let key = token.session_key();
        let Some(session) = self.store.session(key, clock::now()).await? else { return Ok(None) };
        let user = self.store.user(session.user).await?;
        Ok(user.map(|user| SignedIn { user, session, key }))
    }

    /// Begins a session under a new token, whatever token the browser sent: a token that an attacker planted there is
    /// worth nothing. The session `before` ends in the same transaction. The browser is remembered: the user can sign in
    /// with it again while others guess the password. Returns `None`, and changes nothing, if the
    /// user's password was changed meanwhile.
    pub async fn begin(
        &self,
        user: UserId,
        password_hash: String,
        browser: &Browser,
        before: Option<SessionKey>,
    ) -> Result<Option<Token>, ChatError> {
        let token = Token::generate();
        let session = Session::begin(user, browser.name.0.clone(), clock::now(), self.lifetime);
        let (sessions, browser) = (self.clone(), browser.key());
        in_own_task(&self.running, async move {
            let created = sessions.store.create_session(token.session_key(), session, &password_hash, before).await?;
            let Some(ended) = created else { return Ok(None) };
            sessions.remember(user, browser).await;
            // Last: a page whose socket closes connects again at once, and needs the new cookie for that.
            for (key, user) in ended {
                sessions.ended(user, [key]);
            }
            Ok(Some(token))
        })
        .await
    }

    /// Stores that the session of `me` is used, once a day. Returns whether it lasts longer now. A session that was deleted
    /// meanwhile does not come back, and `true` is never returned for it: its browser may have the cookie of a new session.
    pub async fn prolong(&self, me: &SignedIn) -> Result<bool, StoreError> {
        let Some(session) = me.session.prolonged(clock::now(), self.lifetime) else { return Ok(false) };
        if self.prolongations.take(me.key, 1, Instant::now()).is_err() {
            return Ok(false);
        }
        // After the timeout the write is cancelled.
        let prolonged = timeout(PROLONG_TIMEOUT, self.store.prolong_session(me.key, session)).await;
        prolonged.unwrap_or_else(|_| {
            tracing::debug!("a session is not prolonged: the database is busy");
            Ok(false)
        })
    }

    /// Ends the session, and closes its sockets.
    pub async fn delete(&self, key: SessionKey) -> Result<(), ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let deleted = sessions.store.delete_session(key).await;
            sessions.fanout.close_sockets_of_session(key);
            Ok(deleted?)
        })
        .await
    }

    /// Ends a session of this user. Ids of other users' sessions have no effect.
    pub async fn end(&self, me: UserId, id: SessionId) -> Result<(), ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let ended = sessions.store.end_session_of(me, id).await?;
            sessions.ended(me, ended);
            Ok(())
        })
        .await
    }

    /// Ends all sessions of this user except `here`.
    pub async fn end_others(&self, me: UserId, here: SessionKey) -> Result<(), ChatError> {
        let sessions = self.clone();
        in_own_task(&self.running, async move {
            let ended = sessions.store.end_other_sessions(me, here.id()).await?;
            sessions.ended(me, ended);
            Ok(())
        })
        .await
    }

    /// Puts a new password in the place of the one with `old_hash`, and ends all sessions of this user. The session
    /// `here` goes on under the returned token. Returns `None`, and changes nothing, if `old_hash` is no longer stored.
    pub async fn change_password(
        &self,
        me: UserId,
        old_hash: String,
        new_hash: String,
        browser: &Browser,
        here: SessionKey,
    ) -> Result<Option<Token>, ChatError> {
        let token = Token::generate();
        let session = Session::begin(me, browser.name.0.clone(), clock::now(), self.lifetime);
        let (sessions, browser) = (self.clone(), browser.key());
        in_own_task(&self.running, async move {
            let key = token.session_key();
            let changed = sessions.store.change_password(&old_hash, &new_hash, key, session).await?;
            let Some(ended) = changed else { return Ok(None) };
            security::log(Event::PasswordChanged, me);
            sessions.ended(me, ended.into_iter().filter(|key| *key != here));
            sessions.remember(me, browser).await;
            // Last: as in `begin`.
            sessions.fanout.close_sockets_of_session(here);
            Ok(Some(token))
        })
        .await
    }

    /// Deletes at most a few hundred expired sessions. Returns false if there may be more.
    pub async fn end_expired(&self) -> Result<bool, StoreError> {
        let ended = self.store.delete_expired_sessions(clock::now()).await?;
        let were_all = ended.is_empty();
        for (key, user) in ended {
            self.ended(user, [key]);
        }
        Ok(were_all)
    }

    /// A failure is only logged: the user is signed in all the same.
    async fn remember(&self, user: UserId, browser: BrowserKey) {
        if let Err(error) = self.store.remember_browser(user, browser.as_bytes(), clock::now()).await {
            tracing::warn!(%error, "a browser is not remembered");
        }
    }

    /// Closes the sockets of sessions that were deleted, here and at other processes.
    fn ended(&self, user: UserId, keys: impl IntoIterator<Item = SessionKey>) {
        for key in keys {
            security::log(Event::SessionEnded, user);
            self.fanout.close_sockets_of_session(key);
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}
