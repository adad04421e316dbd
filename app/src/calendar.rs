//! Formats times for people: the time of day, and the day relative to today.

use charla::Timestamp;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::i18n::Texts;

/// Returns the time at an offset of `utc_offset` minutes east of UTC.
pub fn local(moment: Timestamp, utc_offset: i32) -> OffsetDateTime {
    let offset = UtcOffset::from_whole_seconds(utc_offset * 60).unwrap_or(UtcOffset::UTC);
    moment.to_utc().to_offset(offset)
}

/// Formats as `09:05`.
pub fn time_of_day(moment: OffsetDateTime) -> String {
    format!("{:02}:{:02}", moment.hour(), moment.minute())
}

/// Formats as `03/03/2025, 09:05`, which does not depend on the day on which it is read.
pub fn date_and_time(moment: OffsetDateTime) -> String {
    let date = moment.date();
    format!("{:02}/{:02}/{}, {}", date.day(), u8::from(date.month()), date.year(), time_of_day(moment))
}

/// Formats the heading of a day: "Today", "Yesterday", a weekday within the last week, or the date, with the year if it
/// is another one.
pub fn day(date: Date, today: Date, texts: &Texts) -> String {
    match days_ago(date, today) {
        0 => texts.today.to_owned(),
        1 => texts.yesterday.to_owned(),
        2..7 => weekday(date, texts).to_owned(),
        _ => full_date(date, today, texts),
    }
}

/// Like [`day`], for the middle of a sentence.
pub fn day_in_sentence(date: Date, today: Date, texts: &Texts) -> String {
    let day = day(date, today, texts);
    if (0..2).contains(&days_ago(date, today)) { day.to_lowercase() } else { day }
}

/// Formats for a narrow column: the time of day for today, otherwise the day in its shortest form.
pub fn short(moment: OffsetDateTime, today: Date, texts: &Texts) -> String {
    let date = moment.date();
    match days_ago(date, today) {
        0 => time_of_day(moment),
        1 => texts.yesterday.to_lowercase(),
        2..7 => weekday(date, texts).to_owned(),
        _ => format!("{:02}/{:02}/{:02}", date.day(), u8::from(date.month()), date.year().rem_euclid(100)),
    }
}

fn days_ago(date: Date, today: Date) -> i32 {
    today.to_julian_day() - date.to_julian_day()
}

fn weekday(date: Date, texts: &Texts) -> &'static str {
    texts.weekdays[usize::from(date.weekday().number_days_from_monday())]
}

/// Formats as `3 March`, with the year if it is another one.
pub fn full_date(date: Date, today: Date, texts: &Texts) -> String {
    let month = texts.months[usize::from(u8::from(date.month())) - 1];
    let year = (date.year() != today.year()).then_some(date.year());
    (texts.date)(date.day(), month, year)
}

/// Formats as `Monday, 3 March 2025`, which does not depend on the day on which it is read.
pub fn whole_date(date: Date, texts: &Texts) -> String {
    let month = texts.months[usize::from(u8::from(date.month())) - 1];
    format!("{}, {}", weekday(date, texts), (texts.date)(date.day(), month, Some(date.year())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    fn at(text: &str, utc_offset: i32) -> OffsetDateTime {
        local(text.parse().expect("a moment"), utc_offset)
    }

    #[test]
    fn the_day_depends_on_the_readers_time_zone() {
        let late = "2025-03-03T23:30:00Z";
        assert_eq!(time_of_day(at(late, 0)), "23:30");
        assert_eq!(time_of_day(at(late, 60)), "00:30");
        assert_eq!(at(late, 60).date().day(), 4);
        assert_eq!(date_and_time(at(late, 60)), "04/03/2025, 00:30");
    }

    #[test]
    fn days_are_named_relative_to_today() {
        let today = at("2025-03-10T12:00:00Z", 0).date();
        let named = |text| day(at(text, 0).date(), today, Locale::Es.texts());
        assert_eq!(named("2025-03-10T01:00:00Z"), "Hoy");
        assert_eq!(named("2025-03-09T01:00:00Z"), "Ayer");
        let in_sentence = |text| day_in_sentence(at(text, 0).date(), today, Locale::En.texts());
        assert_eq!(in_sentence("2025-03-09T01:00:00Z"), "yesterday");
        assert_eq!(in_sentence("2025-03-04T01:00:00Z"), "Tuesday");
        assert_eq!(in_sentence("2025-03-11T01:00:00Z"), "11 March", "where a clock is ahead");
        assert_eq!(named("2025-03-04T01:00:00Z"), "martes");
        assert_eq!(named("2025-03-03T01:00:00Z"), "3 de marzo");
        assert_eq!(named("2024-12-31T01:00:00Z"), "31 de diciembre de 2024");
        assert_eq!(whole_date(today, Locale::Es.texts()), "lunes, 10 de marzo de 2025");
    }
}
