//! Durations as text.

use super::Locale;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

/// Formats a duration in one unit, rounded up so that waiting this long is enough.
pub(super) fn duration(locale: Locale, seconds: u32) -> String {
    let (one, more, unit) = match (locale, seconds) {
        (Locale::Es, ..=MINUTE) => ("segundo", "segundos", 1),
        (Locale::Es, ..=HOUR) => ("minuto", "minutos", MINUTE),
        (Locale::Es, ..=DAY) => ("hora", "horas", HOUR),
        (Locale::Es, _) => ("día", "días", DAY),
        (Locale::En, ..=MINUTE) => ("second", "seconds", 1),
        (Locale::En, ..=HOUR) => ("minute", "minutes", MINUTE),
        (Locale::En, ..=DAY) => ("hour", "hours", HOUR),
        (Locale::En, _) => ("day", "days", DAY),
    };
    let count = seconds.div_ceil(unit);
    format!("{count} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_one_unit_and_is_rounded_up() {
        let text = |seconds| duration(Locale::Es, seconds);
        assert_eq!(text(0), "0 segundos");
        assert_eq!(text(1), "1 segundo");
        assert_eq!(text(59), "59 segundos");
        assert_eq!(text(61), "2 minutos");
        assert_eq!(text(3_600), "60 minutos");
        assert_eq!(text(3_601), "2 horas");
        assert_eq!(text(u32::MAX), "49711 días");
        assert_eq!(duration(Locale::En, 90_000), "2 days");
    }
}
