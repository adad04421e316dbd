//! What SQLite cannot do now, and perhaps in a moment: that is no fault, who asks may come again.

use charla::ChatError;
use sqlx::error::DatabaseError;

use crate::store::StoreError;

/// SQLite's primary codes for busy, locked and full; extended ones have more in the upper bits.
const PASSING: [i32; 3] = [5, 6, 13];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // It waited for its turn in vain.
            sqlx::Error::PoolTimedOut => Self::Refused(ChatError::Overloaded { retry_after: 1 }),
            sqlx::Error::Database(error) if passes(&*error) => {
                tracing::error!(%error, "the database cannot take this now");
                Self::Refused(ChatError::Overloaded { retry_after: 2 })
            }
            error => Self::Database(error),
        }
    }
}

fn passes(error: &dyn DatabaseError) -> bool {
    let code = error.code().and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| PASSING.contains(&(code & 0xff)))
}
