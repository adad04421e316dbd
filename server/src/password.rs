//! Passwords, as argon2id hashes.

use std::{fmt, sync::LazyLock};

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use charla::ChatError;
use serde::Deserialize;
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::fault;

/// As it was typed: it is never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// Each takes 19 MiB and a processor for a while: so many at once, the others wait.
const AT_ONCE: usize = 4;

/// Those that may wait, before sign-in is refused for a moment.
const WAITING: usize = 64;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE + WAITING);

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

/// The hash in PHC form.
///
/// # Errors
/// [`ChatError::Overloaded`] where too many wait.
pub async fn hash(password: Password) -> Result<String, ChatError> {
    in_turn(move || hash_now(&password.0)).await?.map_err(fault::internal)
}

/// Whether this is the password of that hash. Without a hash it is not, and takes as long.
///
/// # Errors
/// [`ChatError::Overloaded`] where too many wait.
pub async fn verify(password: Password, hash: Option<String>) -> Result<bool, ChatError> {
    in_turn(move || {
        let somebody = hash.is_some();
        let hash = hash.as_ref().or(NOBODY.as_ref());
        let parsed = hash.and_then(|hash| PasswordHash::new(hash).ok());
        let matches = parsed.is_some_and(|parsed| argon2().verify_password(password.0.as_bytes(), &parsed).is_ok());
        somebody && matches
    })
    .await
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ChatError> {
    let Ok(_place) = PLACES.try_acquire() else {
        return Err(ChatError::Overloaded { retry_after: 5 });
    };
    let _turn = TURNS.acquire().await.map_err(fault::internal)?;
    spawn_blocking(work).await.map_err(fault::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_right() {
        let hash = hash(Password("secreto123".into())).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(verify(Password("secreto123".into()), Some(hash.clone())).await, Ok(true));
        assert_eq!(verify(Password("secreto124".into()), Some(hash)).await, Ok(false));
        assert_eq!(verify(Password("secreto123".into()), Some("no hash".into())).await, Ok(false));
    }

    #[tokio::test]
    async fn nobody_has_no_password_not_even_the_empty_one() {
        assert_eq!(verify(Password::default(), None).await, Ok(false));
    }
}
