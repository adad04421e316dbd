//! Passwords, as argon2id hashes.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use charla::ChatError;
use serde::Deserialize;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::fault;

/// Makes and checks hashes, so many at once. A cheap handle: clones share the turns.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// As it was typed: it is never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// Each takes 19 MiB and a processor for a while: so many at once, the others wait.
const AT_ONCE: usize = 4;

/// Those that may wait, before sign-in is refused for a moment.
const WAITING: usize = 64;

/// The hash of no password, for user names that nobody has: they take as long as the others.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("").ok());

impl Password {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// OWASP's parameters: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2().hash_password(password.as_bytes())?.to_string())
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(AT_ONCE, WAITING)
    }
}

impl Passwords {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once)), places: Arc::new(Semaphore::new(at_once + waiting)) }
    }

    /// The hash in PHC form.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, ChatError> {
        self.in_turn(move || hash_now(&password.0)).await?.map_err(fault::internal)
    }

    /// Whether this is the password of that hash. Without a hash it is not, and takes as long.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool, ChatError> {
        self.in_turn(move || {
            let somebody = hash.is_some();
            let hash = hash.as_ref().or(NOBODY.as_ref());
            let parsed = hash.and_then(|hash| PasswordHash::new(hash).ok());
            let matches = parsed.is_some_and(|parsed| argon2().verify_password(password.0.as_bytes(), &parsed).is_ok());
            somebody && matches
        })
        .await
    }

    /// The work goes on where nobody waits for it any more, so it keeps its turn itself.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ChatError> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return Err(ChatError::Overloaded { retry_after: 5 });
        };
        let turn = self.turns.clone().acquire_owned().await.map_err(fault::internal)?;
        spawn_blocking(move || {
            let _kept = (place, turn);
            work()
        })
        .await
        .map_err(fault::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_right() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Password("secreto123".into())).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        for (typed, hash, right) in
            [("secreto123", hash.clone(), true), ("secreto124", hash, false), ("secreto123", "no hash".into(), false)]
        {
            assert_eq!(passwords.verify(Password(typed.into()), Some(hash)).await, Ok(right), "{typed}");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password_not_even_the_empty_one() {
        assert_eq!(Passwords::default().verify(Password::default(), None).await, Ok(false));
    }

    #[tokio::test]
    async fn who_hangs_up_makes_room_only_when_the_work_is_done() {
        let passwords = Passwords::new(1, 0);
        let (begins, begun) = oneshot::channel();
        let (ends, ended) = mpsc::channel::<()>();
        let hangs_up = tokio::spawn({
            let passwords = passwords.clone();
            async move { passwords.in_turn(move || (begins.send(()), ended.recv())).await }
        });
        begun.await.expect("it has its turn");
        hangs_up.abort();
        assert!(hangs_up.await.is_err_and(|error| error.is_cancelled()));

        assert_eq!(passwords.in_turn(|| ()).await, Err(ChatError::Overloaded { retry_after: 5 }));
        ends.send(()).expect("it still works");
        let room = passwords.places.acquire().await;
        assert!(room.is_ok(), "and then there is room");
    }
}
