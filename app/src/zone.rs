//! The UTC offsets of a time zone. The server computes them from the zone's rules and sends them with the page, so that
//! the browser hydrates with the same times, whatever rules it knows itself.

use charla::Timestamp;
use serde::{Deserialize, Serialize};

const SECOND: i64 = 1_000_000;

/// After four years, clocks change at about the same day again.
const FOUR_YEARS: i64 = 1_461 * 24 * 60 * 60;

/// Changes of the offset in order: seconds since 1970, and the offset from then on in minutes east of UTC. Empty for
/// UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Zone(Vec<(i64, i32)>);

impl Zone {
    /// `changes` must be in order and cover at least the last four years.
    pub const fn new(changes: Vec<(i64, i32)>) -> Self {
        Self(changes)
    }

    /// Returns the offset in minutes east of UTC. A time before all known changes gets the offset of the same day in
    /// the first known years.
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
    fn summer_and_winter_have_different_offsets() {
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
    fn a_time_long_ago_has_the_offset_of_its_season() {
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
    fn a_zone_without_changes_is_utc() {
        assert_eq!(Zone::default().utc_offset(at("2025-07-15T12:00:00Z")), 0);
    }
}
