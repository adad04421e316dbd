//! Passwords, as argon2id hashes.
//!
//! | module | what is there |
//! |---|---|
//! | `turns`, `fair_queue` | whose hash is made next |
//! | `strength`, `common_passwords.txt` | which passwords are too easily guessed |

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

/// Makes and checks hashes. A cheap handle: clones share the turns.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Turns,
}

/// As it was typed: it is never printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// By a hash that is not as hashes are made now: one of today's to put in its place.
    Outdated(String),
    /// The hash costs more than a sign-in may: it was not tried, and took as long as one that is wrong.
    TooExpensive,
}

/// Hashes that may wait, of all clients. Together they take about as long as a client waits.
const MAX_WAITING: usize = 512;

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

    fn composed(&self) -> String {
        self.0.nfc().collect()
    }

    /// Keyboards differ in how they compose a letter. First as it is hashed now; then as it may have been hashed
    /// before that was so, or elsewhere.
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

/// How hashes begin that are made now.
const CURRENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(argon2().hash_password(password.as_bytes())?.to_string())
}

fn verify_now(password: &Password, hash: &str) -> Result<Verdict, argon2::password_hash::Error> {
    let forms = password.forms();
    let Some(place) = forms.iter().position(|form| password_hash::verify(form, hash)) else {
        return Ok(Verdict::Wrong);
    };
    if place == 0 && hash.starts_with(CURRENT) {
        Ok(Verdict::Right)
    } else {
        hash_now(&forms[0]).map(Verdict::Outdated)
    }
}

fn verify_nobody(password: &Password) {
    let _ = NOBODY.as_ref().map(|nobody| verify_now(password, nobody));
}

impl Default for Passwords {
    /// Each hash takes 19 MiB and a processor for a while. One processor is left for everything else.
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self::new(processors.saturating_sub(1).clamp(1, 4), MAX_WAITING)
    }
}

impl Passwords {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { turns: Turns::new(at_once, waiting) }
    }

    /// The hash in PHC form, for the operator's own commands.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, ChatError> {
        self.hash_for(Claimant::operator(), password).await
    }

    /// The hash in PHC form.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait.
    pub async fn hash_for(&self, claimant: ClaimantPath, password: Password) -> Result<String, ChatError> {
        self.in_turn(claimant, move || hash_now(&password.composed())).await?.map_err(fault::internal)
    }

    /// Whether this is the password of that hash. Without a hash it is not, and takes as long.
    ///
    /// # Errors
    /// [`ChatError::Overloaded`] where too many wait; nothing was checked then.
    pub async fn verify(
        &self,
        claimant: ClaimantPath,
        password: Password,
        hash: Option<String>,
    ) -> Result<Verdict, ChatError> {
        self.in_turn(claimant, move || match hash {
            Some(hash) if password_hash::check(&hash) == Err(HashProblem::TooExpensive) => {
                verify_nobody(&password);
                Ok(Verdict::TooExpensive)
            }
            Some(hash) => verify_now(&password, &hash),
            None => {
                verify_nobody(&password);
                Ok(Verdict::Wrong)
            }
        })
        .await?
        .map_err(fault::internal)
    }

    /// The work goes on where nobody waits for it any more, so it keeps its turn itself.
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
