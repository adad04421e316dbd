//! The server's time as a client can know it: the client's own clock may be wrong by hours or days.

use crate::Timestamp;

/// How far the server's clock is ahead of the client's. It stays as it is until an answer contradicts it, so that a client
/// whose clock is right is not moved by the time that answers take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServerClock {
    ahead_micros: i64,
}

/// The server's clock showed `said`, or up to `coarse_millis` more, at some time from `asked` to `heard` of the client's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSample {
    pub said: Timestamp,
    pub coarse_millis: i64,
    pub asked: Timestamp,
    pub heard: Timestamp,
}

impl ServerClock {
    /// The client's, until something is learned.
    #[must_use]
    pub const fn new() -> Self {
        Self { ahead_micros: 0 }
    }

    /// `client` is a moment of the client's clock.
    #[must_use]
    pub const fn at(self, client: Timestamp) -> Timestamp {
        Timestamp::from_micros(client.as_micros().saturating_add(self.ahead_micros))
    }

    /// `false` where the sample is nothing new.
    pub const fn learn(&mut self, sample: ClockSample) -> bool {
        let least = sample.said.as_micros() - sample.heard.as_micros();
        let most = sample.said.as_micros() + sample.coarse_millis * 1_000 - sample.asked.as_micros();
        // The client's clock was set while the answer was on its way: the next sample tells.
        if least > most || (least <= self.ahead_micros && self.ahead_micros <= most) {
            return false;
        }
        self.ahead_micros = i64::midpoint(least, most);
        true
    }

    /// The server's clock showed `said` at some time before `heard`: of a page, nobody knows how long before.
    pub const fn is_past(&mut self, said: Timestamp, heard: Timestamp) {
        let least = said.as_micros() - heard.as_micros();
        if self.ahead_micros < least {
            self.ahead_micros = least;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// The client's clock is `ahead` of the server's; the answer takes as long each way.
    fn sample(ahead: i64, server: i64, each_way: i64) -> ClockSample {
        let client = server + ahead;
        ClockSample { said: at(server), coarse_millis: 0, asked: at(client - each_way), heard: at(client + each_way) }
    }

    #[test]
    fn a_clock_that_is_hours_off_is_set_right_by_one_answer() {
        for ahead in [3 * HOUR, -3 * HOUR, 24 * HOUR, -24 * HOUR] {
            let mut clock = ServerClock::default();
            assert!(clock.learn(sample(ahead, 100 * HOUR, 40)));
            assert_eq!(clock.at(at(101 * HOUR + ahead)), at(101 * HOUR));
        }
    }

    #[test]
    fn a_clock_that_is_right_is_not_moved_by_slow_answers() {
        let mut clock = ServerClock::default();
        for (server, each_way) in [(HOUR, 5), (2 * HOUR, 5_000), (3 * HOUR, 1)] {
            assert!(!clock.learn(sample(0, server, each_way)));
        }
        assert_eq!(clock, ServerClock::default());
    }

    #[test]
    fn a_clock_that_is_set_meanwhile_is_noticed() {
        let mut clock = ServerClock::default();
        clock.learn(sample(3 * HOUR, HOUR, 10));
        assert!(clock.learn(sample(0, 2 * HOUR, 10)));
        assert_eq!(clock.at(at(5 * HOUR)), at(5 * HOUR));
        let backwards = ClockSample { said: at(HOUR), coarse_millis: 0, asked: at(9 * HOUR), heard: at(2 * HOUR) };
        assert!(!clock.learn(backwards));
    }

    #[test]
    fn a_page_says_that_it_is_not_earlier_than_when_it_was_made() {
        let mut clock = ServerClock::default();
        clock.is_past(at(HOUR), at(9 * HOUR));
        assert_eq!(clock.at(at(9 * HOUR)), at(9 * HOUR), "a kept page may be old");
        clock.is_past(at(12 * HOUR), at(9 * HOUR));
        assert_eq!(clock.at(at(9 * HOUR)), at(12 * HOUR));
    }

    proptest! {
        #[test]
        fn after_an_answer_it_is_off_by_no_more_than_the_answer_took(
            ahead in -1_000_000_000_i64..1_000_000_000, there in 0_i64..10_000, back in 0_i64..10_000, coarse in 0_i64..1_000,
        ) {
            let server = 1_700_000_000_000;
            let mut clock = ServerClock::default();
            let said = at(server - server % coarse.max(1));
            clock.learn(ClockSample {
                said, coarse_millis: coarse.max(1), asked: at(server + ahead - there), heard: at(server + ahead + back),
            });
            let off = clock.at(at(server + ahead)).as_millis() - server;
            prop_assert!(off.abs() <= there + back + coarse + 1, "{off}");
        }
    }
}
