//! Times in the formats of other systems. A format is accepted only if it can mean just one moment.

use charla::Timestamp;
use serde::{Deserializer, de};
use time::{Duration, OffsetDateTime, macros::datetime};

/// Earlier times come from a zero, or from seconds that were taken for milliseconds.
const EARLIEST: OffsetDateTime = datetime!(2000-01-01 0:00 UTC);

/// The largest number that is read as seconds since 1970 (the year 2100). Larger numbers are milliseconds: those of every
/// time since [`EARLIEST`] are larger than this.
const LATEST_SECOND: i64 = 4_102_444_800;

/// How far the clock of the other system may be ahead.
const AHEAD: Duration = Duration::days(1);

/// Returns the reason if a row cannot have this time.
pub(super) fn check(moment: Timestamp, now: Timestamp) -> Result<(), String> {
    let at = moment.to_utc();
    if at < EARLIEST {
        Err(format!("created_at is {moment}, before the year 2000"))
    } else if at > now.to_utc() + AHEAD {
        Err(format!("created_at is {moment}, which is still to come"))
    } else {
        Ok(())
    }
}

/// Parses RFC 3339, also with a space in place of the `T` and an offset without colon or minutes; and seconds or
/// milliseconds since 1970.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    struct Visitor;

    impl de::Visitor<'_> for Visitor {
        type Value = Timestamp;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a time with its offset, like 2025-01-31T08:00:00Z, or seconds since 1970")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            parse(text.trim()).map_err(E::custom)
        }

        fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
            Ok(if number <= LATEST_SECOND {
                Timestamp::from_millis(number.saturating_mul(1_000))
            } else {
                Timestamp::from_micros(number.saturating_mul(1_000))
            })
        }

        fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
            self.visit_i64(i64::try_from(number).map_err(E::custom)?)
        }

        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a microsecond does not count")]
        fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
            Ok(Timestamp::from_micros((seconds * 1e6).round() as i64))
        }
    }

    deserializer.deserialize_any(Visitor)
}

fn parse(text: &str) -> Result<Timestamp, String> {
    let mut full = text.to_owned();
    if full.as_bytes().get(10) == Some(&b' ') {
        full.replace_range(10..11, "T");
    }
    // Offsets without a colon or minutes: `+0000`, `+00`.
    let offset = full.get(11..).and_then(|time| time.rfind(['+', '-'])).map(|place| place + 11);
    match offset.map(|place| full.len() - place) {
        Some(5) => full.insert(full.len() - 2, ':'),
        Some(3) => full.push_str(":00"),
        Some(_) => {}
        None if !full.ends_with(['Z', 'z']) && format!("{full}Z").parse::<Timestamp>().is_ok() => {
            return Err(format!("created_at {text:?} has no offset, such as Z or +01:00: of which zone is it?"));
        }
        None => {}
    }
    full.parse().map_err(|_| format!("created_at {text:?} is no time like 2025-01-31T08:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<String, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        deserialize(&mut json).map(|moment| moment.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn unambiguous_times_are_accepted() {
        for json in [
            r#""2025-01-31T08:00:00Z""#,
            r#""2025-01-31T09:00:00+01:00""#,
            r#""2025-01-31T09:00:00+0100""#,
            r#""2025-01-31 08:00:00+00""#,
            r#""2025-01-31 03:00:00.000-05""#,
            "1738310400",
            "1738310400.0",
            "1738310400000",
        ] {
            assert_eq!(read(json).as_deref(), Ok("2025-01-31T08:00:00Z"), "{json}");
        }
    }

    #[test]
    fn ambiguous_times_are_refused_with_the_reason() {
        for json in [r#""2025-01-31T08:00:00""#, r#""2025-01-31 08:00:00.5""#] {
            assert!(read(json).is_err_and(|reason| reason.contains("no offset")), "{json}");
        }
        for json in [r#""31.1.2025""#, r#""""#, r#""yesterday""#, r#""2025-01-31""#, r#""2025-13-31T08:00:00Z""#] {
            assert!(read(json).is_err_and(|reason| reason.contains("is no time")), "{json}");
        }
        assert!(read("null").is_err_and(|reason| reason.contains("a time with its offset")));
    }

    #[test]
    fn times_before_2000_and_in_the_future_are_refused() {
        let now: Timestamp = "2026-03-01T10:00:00Z".parse().expect("a time");
        for (text, fits) in [
            ("1970-01-01T00:00:00Z", false),
            ("1999-12-31T23:59:59Z", false),
            ("2000-01-01T00:00:00Z", true),
            ("2026-03-02T10:00:00Z", true),
            ("2026-03-02T10:00:01Z", false),
            ("2099-01-01T00:00:00Z", false),
        ] {
            assert_eq!(check(text.parse().expect("a time"), now).is_ok(), fits, "{text}");
        }
    }
}
