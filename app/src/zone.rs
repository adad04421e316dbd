//! The offsets from UTC of a time zone. The server makes them from the zone's rules and sends them with the page, so that
//! the browser takes the page over with the very same days and hours, whatever rules it knows itself.

use charla::Timestamp;
use serde::{Deserialize, Serialize};

const SECOND: i64 = 1_000_000;

/// Clocks change on about the same day again after four years.
const FOUR_YEARS: i64 = 1_461 * 24 * 60 * 60;

/// Seconds since 1970, and the minutes east of UTC from then on; in order. Empty for UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Zone(Vec<(i64, i32)>);

impl Zone {
    /// `changes` are in order, and cover at least the four years before now.
    #[must_use]
    pub const fn new(changes: Vec<(i64, i32)>) -> Self {
        Self(changes)
    }

    /// Minutes east of UTC. What is before all known changes has the offset of the same day in the first years that are
    /// known.
    #[must_use]
    pub fn utc_offset(&self, moment: Timestamp) -> i32 {
        let Some((first, _)) = self.0.first() else { return 0 };
        let seconds = moment.as_micros().div_euclid(SECOND);
        let missing = (first - seconds).max(0);
        let seconds = seconds + (missing + FOUR_YEARS - 1) / FOUR_YEARS * FOUR_YEARS;
        let changes = self.0.partition_point(|(from, _)| *from <= seconds);
        self.0[..changes].last().map_or(0, |(_, minutes)| *minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn seconds(text: &str) -> i64 {
        at(text).as_micros() / SECOND
    }

    /// Madrid from 2020 to 2025.
    fn madrid() -> Zone {
        let mut changes = vec![(seconds("2020-01-01T00:00:00Z"), 60)];
        for (spring, autumn) in [
            ("2020-03-29", "2020-10-25"),
            ("2021-03-28", "2021-10-31"),
            ("2022-03-27", "2022-10-30"),
            ("2023-03-26", "2023-10-29"),
            ("2024-03-31", "2024-10-27"),
            ("2025-03-30", "2025-10-26"),
        ] {
            changes.push((seconds(&format!("{spring}T01:00:00Z")), 120));
            changes.push((seconds(&format!("{autumn}T01:00:00Z")), 60));
        }
        Zone::new(changes)
    }

    #[test]
    fn summer_and_winter_have_offsets_of_their_own() {
        let zone = madrid();
        for (moment, minutes) in [
            ("2025-01-15T12:00:00Z", 60),
            ("2025-03-30T00:59:59Z", 60),
            ("2025-03-30T01:00:00Z", 120),
            ("2025-07-15T12:00:00Z", 120),
            ("2026-01-15T12:00:00Z", 60),
        ] {
            assert_eq!(zone.utc_offset(at(moment)), minutes, "{moment}");
        }
    }

    #[test]
    fn what_is_long_ago_has_the_offset_of_its_season() {
        let zone = madrid();
        for (moment, minutes) in [
            ("2019-12-31T23:59:59Z", 60),
            ("2016-01-01T00:00:00Z", 60),
            ("2015-07-15T12:00:00Z", 120),
            ("1970-12-15T12:00:00Z", 60),
        ] {
            assert_eq!(zone.utc_offset(at(moment)), minutes, "{moment}");
        }
    }

    #[test]
    fn without_changes_it_is_utc() {
        assert_eq!(Zone::default().utc_offset(at("2025-07-15T12:00:00Z")), 0);
    }
}
