//! Estimates the server's time, because the client's own clock may be wrong by hours or days.

use crate::Timestamp;

/// The offset of the server's clock from the client's. It changes only when a sample contradicts it, so that slow
/// answers do not move a correct clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServerClock {
    ahead_micros: i64,
}

/// A sample of the server's clock: it showed a time from `server_time` to `server_time + resolution_millis` at some
/// moment between `sent_at` and `received_at` of the client's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSample {
    pub server_time: Timestamp,
    pub resolution_millis: i64,
    pub sent_at: Timestamp,
    pub received_at: Timestamp,
}

impl ServerClock {
    /// Returns a clock with offset zero, until the first sample.
    pub const fn new() -> Self {
        Self { ahead_micros: 0 }
    }

    /// Converts a time of the client's clock to the server's.
    pub const fn at(self, client: Timestamp) -> Timestamp {
        Timestamp::from_micros(client.as_micros().saturating_add(self.ahead_micros))
    }

    /// Takes a sample; returns whether the offset changed.
    pub const fn learn(&mut self, sample: ClockSample) -> bool {
        let least = sample.server_time.as_micros() - sample.received_at.as_micros();
        let most = sample.server_time.as_micros() + sample.resolution_millis * 1_000 - sample.sent_at.as_micros();
        // An impossible sample means that the client's clock was set during the call: it is ignored.
        if least > most || (least <= self.ahead_micros && self.ahead_micros <= most) {
            return false;
        }
        self.ahead_micros = i64::midpoint(least, most);
        true
    }

    /// Takes the creation time of a page, which may be old: the server's clock showed `server_time` at an unknown time
    /// before `received_at`. The offset can only grow.
    pub const fn ensure_not_before(&mut self, server_time: Timestamp, received_at: Timestamp) {
        let least = server_time.as_micros() - received_at.as_micros();
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

    /// A client's clock that is `ahead` of the server's; request and answer take `each_way` milliseconds each.
    fn sample(ahead: i64, server: i64, each_way: i64) -> ClockSample {
        let client = server + ahead;
        ClockSample {
            server_time: at(server),
            resolution_millis: 0,
            sent_at: at(client - each_way),
            received_at: at(client + each_way),
        }
    }

    #[test]
    fn one_sample_corrects_a_clock_that_is_hours_off() {
        for ahead in [3 * HOUR, -3 * HOUR, 24 * HOUR, -24 * HOUR] {
            let mut clock = ServerClock::default();
            assert!(clock.learn(sample(ahead, 100 * HOUR, 40)));
            assert_eq!(clock.at(at(101 * HOUR + ahead)), at(101 * HOUR));
        }
    }

    #[test]
    fn slow_answers_do_not_move_a_correct_clock() {
        let mut clock = ServerClock::default();
        for (server, each_way) in [(HOUR, 5), (2 * HOUR, 5_000), (3 * HOUR, 1)] {
            assert!(!clock.learn(sample(0, server, each_way)));
        }
        assert_eq!(clock, ServerClock::default());
    }

    #[test]
    fn a_change_of_the_clients_clock_is_detected() {
        let mut clock = ServerClock::default();
        clock.learn(sample(3 * HOUR, HOUR, 10));
        assert!(clock.learn(sample(0, 2 * HOUR, 10)));
        assert_eq!(clock.at(at(5 * HOUR)), at(5 * HOUR));
        let backwards = ClockSample {
            server_time: at(HOUR),
            resolution_millis: 0,
            sent_at: at(9 * HOUR),
            received_at: at(2 * HOUR),
        };
        assert!(!clock.learn(backwards));
    }

    #[test]
    fn the_time_is_never_before_the_creation_of_the_page() {
        let mut clock = ServerClock::default();
        clock.ensure_not_before(at(HOUR), at(9 * HOUR));
        assert_eq!(clock.at(at(9 * HOUR)), at(9 * HOUR), "a kept page may be old");
        clock.ensure_not_before(at(12 * HOUR), at(9 * HOUR));
        assert_eq!(clock.at(at(9 * HOUR)), at(12 * HOUR));
    }

    proptest! {
        #[test]
        fn the_error_is_at_most_the_duration_of_the_call(
            ahead in -1_000_000_000_i64..1_000_000_000, there in 0_i64..10_000, back in 0_i64..10_000, coarse in 0_i64..1_000,
        ) {
            let server = 1_700_000_000_000;
            let mut clock = ServerClock::default();
            let server_time = at(server - server % coarse.max(1));
            clock.learn(ClockSample {
                server_time,
                resolution_millis: coarse.max(1),
                sent_at: at(server + ahead - there),
                received_at: at(server + ahead + back),
            });
            let off = clock.at(at(server + ahead)).as_millis() - server;
            prop_assert!(off.abs() <= there + back + coarse + 1, "{off}");
        }
    }
}
