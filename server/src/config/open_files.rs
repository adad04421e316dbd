//! How many files and connections the system lets this process have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The limit before and after [`raise`]. Both are the same if it was not raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raised {
    pub before: u64,
    pub now: u64,
}

/// Raises the soft limit to the hard limit: a common default is 1,024, which a few users with several tabs reach.
/// If the system does not allow that, logs a warning and leaves the limit as it is.
pub fn raise() -> Raised {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let before = current.unwrap_or(u64::MAX);
    if current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_err() {
        tracing::warn!(limit = before, "the limit of open files cannot be raised");
    }
    Raised { before, now: limit() }
}

/// Returns the current soft limit. `u64::MAX` means no limit.
pub fn limit() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}
