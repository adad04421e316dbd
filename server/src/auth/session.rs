//! How long a session lasts.

use std::time::Duration;

use charla::{Timestamp, UserId};

use crate::store::Session;

/// A session that is unused for this long ends.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

impl Session {
    /// Returns the session of a user who signs in at `now`.
    #[must_use]
    pub fn begin(user: UserId, device: Option<String>, now: Timestamp, lifetime: Duration) -> Self {
        let expires_at = expiry(now, now, lifetime);
        Self { user, device, signed_in_at: Some(now), counted_from: None, seen_at: now, expires_at }
    }

    /// Returns the session after a use at `now`. None if a use of that day is stored already: one a day is enough.
    #[must_use]
    pub fn prolonged(&self, now: Timestamp, lifetime: Duration) -> Option<Self> {
        let day = |time: Timestamp| time.as_micros().div_euclid(DAY_MICROS);
        if day(self.seen_at) == day(now) {
            return None;
        }
        let counted_from = self.counted_from.or_else(|| self.signed_in_at.is_none().then_some(now));
        let since = self.signed_in_at.or(counted_from).unwrap_or(now);
        Some(Self { counted_from, seen_at: now, expires_at: expiry(since, now, lifetime), ..self.clone() })
    }
}

/// Returns when a session ends that is used at `now`. However much it is used, it ends `lifetime` after `since`.
fn expiry(since: Timestamp, now: Timestamp, lifetime: Duration) -> Timestamp {
    (since.to_utc() + lifetime).min(now.to_utc() + IDLE_TIMEOUT).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 20_000 * DAY_MICROS + DAY_MICROS / 2;
    const LIFETIME: Duration = Duration::from_secs(180 * 24 * 60 * 60);

    fn after(days: i64) -> Timestamp {
        Timestamp::from_micros(NOON + days * DAY_MICROS)
    }

    fn begun() -> Session {
        Session::begin(UserId(1), None, after(0), LIFETIME)
    }

    #[test]
    fn each_day_of_use_prolongs_a_session_until_its_lifetime_is_over() {
        let mut session = begun();
        assert_eq!(session.expires_at, after(30));
        for day in (20..180).step_by(20) {
            session = session.prolonged(after(day), LIFETIME).expect("another day");
            assert_eq!((session.seen_at, session.expires_at), (after(day), after((day + 30).min(180))));
        }
    }

    #[test]
    fn a_use_is_stored_once_a_day() {
        let session = begun();
        let later = |micros| session.prolonged(Timestamp::from_micros(NOON + micros), LIFETIME);
        assert_eq!(later(DAY_MICROS / 2 - 1), None, "the same day");
        assert!(later(DAY_MICROS / 2).is_some(), "the next one");
    }

    #[test]
    fn without_a_time_of_the_sign_in_the_first_use_counts() {
        let old = Session { signed_in_at: None, ..begun() };
        let used = old.prolonged(after(10), LIFETIME).expect("another day");
        assert_eq!((used.counted_from, used.signed_in_at), (Some(after(10)), None));
        let used = used.prolonged(after(185), LIFETIME).expect("another day");
        assert_eq!((used.counted_from, used.expires_at), (Some(after(10)), after(190)));
    }
}
