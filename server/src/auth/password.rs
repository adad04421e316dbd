//! Passwords, as argon2id hashes.
//!
//! | module | what is there |
//! |---|---|
//! | `turns`, `fair_queue` | whose hash is computed next |
//! | `strength`, `common_passwords.txt` | which passwords are too easy to guess |

mod fair_queue;
pub mod strength;
mod turns;

use std::{fmt, sync::LazyLock, thread::available_parallelism};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use charla::ChatError;
use serde::Deserialize;
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization;

use self::turns::{Turn, Turns};
use crate::{
    dataset::password_hash::{self, HashProblem},
    error::fault,
};

pub use self::turns::{Claimant, ClaimantPath};

/// Computes and verifies hashes. A cheap handle: clones share the turns.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Turns,
}

/// A password as it was typed. It is never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but the hash has older parameters or is of another program. Contains the hash that replaces it.
    Outdated(String),
    /// The stored hash is too expensive to compute, so the password was not checked. This takes as long as a wrong
    /// password.
    TooExpensive,
}

/// Hashes of all clients that may wait. Computing them takes about as long as a client waits.
const MAX_WAITING: usize = 512;

/// Verified for user names that do not exist, so that the time of the answer does not tell whether a name exists.
static DUMMY_HASH: LazyLock<Option<String>> = LazyLock::new(|| hash_now("").ok());

impl Password {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// NFC: keyboards differ in how they compose a letter. All new hashes are of this form.
    fn composed(&self) -> String {
        self.0.nfc().collect()
    }

    /// Returns the forms that a stored hash may be of, without duplicates: NFC first, then the forms that older versions
    /// and other programs hashed.
    fn forms(&self) -> Vec<String> {
        let mut forms = vec![self.composed()];
        for other in [self.0.clone(), self.0.nfd().collect()] {
            if !forms.contains(&other) {
                forms.push(other);
            }
        }
        forms
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

/// The prefix of hashes with the current parameters.
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2().hash_password(password.as_bytes())?.to_string())
}

fn verify_now(password: &Password, hash: &str) -> Result<Verdict, argon2::password_hash::Error> {
    let forms = password.forms();
    let Some(index) = forms.iter().position(|form| password_hash::verify(form, hash)) else {
        return Ok(Verdict::Wrong);
    };
    if index == 0 && hash.starts_with(CURRENT) {
        Ok(Verdict::Right)
    } else {
        hash_now(&forms[0]).map(Verdict::Outdated)
    }
}

fn verify_dummy(password: &Password) {
    let _ = DUMMY_HASH.as_ref().map(|hash| verify_now(password, hash));
}

impl Default for Passwords {
    /// One processor is left for everything else. At most four hashes at once, since each takes 19 MiB.
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self::new(processors.saturating_sub(1).clamp(1, 4), MAX_WAITING)
    }
}

impl Passwords {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { turns: Turns::new(at_once, waiting) }
    }

    /// Returns the hash in PHC format, for commands of the operator.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if too many hashes wait.
    pub async fn hash(&self, password: Password) -> Result<String, ChatError> {
        self.hash_for(Claimant::operator(), password).await
    }

    /// Returns the hash in PHC format.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if too many hashes wait.
    pub async fn hash_for(&self, claimant: ClaimantPath, password: Password) -> Result<String, ChatError> {
        self.in_turn(claimant, move || hash_now(&password.composed())).await?.map_err(fault::internal)
    }

    /// Checks a password against a hash. Without a hash the password is wrong, which takes as long as with one.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] if too many hashes wait; then the password was not checked.
    pub async fn verify(
        &self,
        claimant: ClaimantPath,
        password: Password,
        hash: Option<String>,
    ) -> Result<Verdict, ChatError> {
        self.in_turn(claimant, move || match hash {
            Some(hash) if password_hash::check(&hash) == Err(HashProblem::TooExpensive) => {
                verify_dummy(&password);
                Ok(Verdict::TooExpensive)
            }
            Some(hash) => verify_now(&password, &hash),
            None => {
                verify_dummy(&password);
                Ok(Verdict::Wrong)
            }
        })
        .await?
        .map_err(fault::internal)
    }

    /// Runs `work` when it is the claimant's turn. If the client disconnects, the work continues; so the turn lasts as long
    /// as the work, not as long as this future.
    async fn in_turn<T: Send + 'static>(
        &self,
        claimant: ClaimantPath,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ChatError> {
        let turn: Turn = self.turns.turn(claimant).await?;
        spawn_blocking(move || {
            let _kept = turn;
            work()
        })
        .await
        .map_err(fault::internal)
    }
}

#[cfg(test)]
mod tests;
