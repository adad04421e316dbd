//! Computes the offsets of the time zone that a browser names.

use std::sync::LazyLock;

use app::zone::Zone;
use charla::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Longer names belong to no zone.
const NAME_BYTES: usize = 64;

const YEAR_SECONDS: i64 = 31_556_952;

/// A page shows exact hours for messages of this many years.
const YEARS_BEFORE: i64 = 12;

/// A page may stay open for this many years.
const YEARS_AFTER: i64 = 1;

/// Caches the zones that were used.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Returns the offsets of a zone around `now`; `None` for an unknown name, since it comes from a cookie.
pub fn zone(name: &str, now: Timestamp) -> Option<Zone> {
    if name.is_empty() || name.len() > NAME_BYTES {
        return None;
    }
    ZONES.get(name).ok().map(|zone| around(&zone, now))
}

fn around(zone: &TimeZone, now: Timestamp) -> Zone {
    let now = now.as_millis() / 1_000;
    let from = now - YEARS_BEFORE * YEAR_SECONDS;
    let to = now + YEARS_AFTER * YEAR_SECONDS;
    let Ok(first) = jiff::Timestamp::from_second(from) else { return Zone::default() };
    let minutes = |offset: jiff::tz::Offset| offset.seconds() / 60;
    let changes = zone.following(first).map(|change| (change.timestamp().as_second(), minutes(change.offset())));
    let mut all = vec![(from, minutes(zone.to_offset(first)))];
    for change in changes.take_while(|(at, _)| *at <= to) {
        // Some changes concern only the abbreviation of the zone, not the offset.
        if all.last().is_some_and(|(_, before)| *before != change.1) {
            all.push(change);
        }
    }
    if all.iter().all(|(_, minutes)| *minutes == 0) { Zone::default() } else { Zone::new(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn offset(name: &str, moment: &str) -> i32 {
        zone(name, at("2026-11-30T12:00:00Z")).expect("a zone").utc_offset(at(moment))
    }

    #[test]
    fn each_moment_has_the_offset_that_its_zone_had_then() {
        for (name, moment, minutes) in [
            ("Europe/Madrid", "2026-01-15T12:00:00Z", 60),
            ("Europe/Madrid", "2026-07-15T12:00:00Z", 120),
            ("Europe/Madrid", "2016-07-15T12:00:00Z", 120),
            ("America/Santiago", "2026-01-15T12:00:00Z", -180),
            ("America/Santiago", "2026-07-15T12:00:00Z", -240),
            ("Asia/Kathmandu", "2026-07-15T12:00:00Z", 345),
            ("America/Sao_Paulo", "2018-12-15T12:00:00Z", -120),
            ("America/Sao_Paulo", "2026-01-15T12:00:00Z", -180),
            ("Etc/GMT+5", "2026-01-15T12:00:00Z", -300),
            ("UTC", "2026-01-15T12:00:00Z", 0),
        ] {
            assert_eq!(offset(name, moment), minutes, "{name} at {moment}");
        }
    }

    #[test]
    fn an_unknown_zone_is_none() {
        let long = "Europe/Madrid".repeat(1_000);
        for name in ["", "Madrid", "../../etc/passwd", "/etc/localtime", "Europe/Madrid\0", "<script>", "é", &long] {
            assert_eq!(zone(name, at("2026-11-30T12:00:00Z")), None, "{name:?}");
        }
    }

    #[test]
    fn the_offsets_of_a_zone_are_short() {
        for name in ["Europe/Madrid", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"] {
            let sent = serde_json::to_string(&zone(name, at("2026-11-30T12:00:00Z"))).expect("JSON");
            assert!(sent.len() < 800, "{name}: {}", sent.len());
        }
    }
}
