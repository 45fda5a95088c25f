//! Partial dates: as given, valid, and ordered by what they can mean.

use backpack_record::{PartialDate, Precision, When};
use proptest::prelude::*;

fn read(text: &str) -> Option<(Precision, i64, i64, Option<i32>)> {
    let date = PartialDate::parse(text).ok()?;
    assert_eq!((date.as_str(), date.to_string().as_str()), (text, text));
    Some((date.precision(), date.earliest(), date.latest(), date.offset_minutes()))
}

#[test]
fn dates_mean_spans_of_time() {
    const DAY: i64 = 86_400_000;
    let cases = [
        ("1970", Some((Precision::Year, 0, 365 * DAY - 1, None))),
        ("1972-02", Some((Precision::Month, 761 * DAY, 790 * DAY - 1, None))),
        ("1600-02-29", Some((Precision::Day, -135_081 * DAY, -135_080 * DAY - 1, None))),
        ("2400-03-01", Some((Precision::Day, 157_114 * DAY, 157_115 * DAY - 1, None))),
        ("1969-12-31", Some((Precision::Day, -DAY, -1, None))),
        ("1970-01-01T00:01", Some((Precision::Time, 60_000, 119_999, None))),
        ("1970-01-01T02:00:00+02:00", Some((Precision::Time, 0, 999, Some(120)))),
        ("1970-01-01T00:00:00.25Z", Some((Precision::Time, 250, 259, Some(0)))),
        ("1969-12-31T19:00:00.1234567-05:00", Some((Precision::Time, 123, 123, Some(-300)))),
        ("1970-01-01T00:00:60Z", Some((Precision::Time, 60_000, 60_999, Some(0)))),
        ("0001-01-01", Some((Precision::Day, -62_135_596_800_000, -62_135_596_800_000 + DAY - 1, None))),
        ("9999-12-31T23:59:59Z", Some((Precision::Time, 253_402_300_799_000, 253_402_300_799_999, Some(0)))),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    let wrong = [
        "",
        "0000",
        "202",
        "20240",
        "2024-",
        "2024-00",
        "2024-13",
        "2024-1",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-01-01T",
        "2024-01-01T24:00:00Z",
        "2024-01-01T10",
        "2024-01-01T10:60Z",
        "2024-01-01T10:00:61Z",
        "2024-01-01T10:00:00.Z",
        "2024-01-01T10:00:00+15:00",
        "2024-01-01T10:00:00+0100",
        "2024-01-01 10:00:00Z",
        "2024-01-01T10:00:00Zx",
        " 2024",
        "2024T10:00",
        "٢٠٢٤",
        "+2024",
        "-2024",
    ];
    let read: Vec<_> = wrong.into_iter().filter(|text| PartialDate::parse(*text).is_ok()).collect();
    assert_eq!(read, Vec::<&str>::new());
}

#[test]
fn a_period_that_ends_before_it_starts_still_has_a_span() {
    let date = |text| PartialDate::parse(text).ok();
    let when = When::new("period", date("2024-05"), date("2020"));
    assert!(when.earliest() <= when.latest());
    let open = When::new("period", None, date("2020"));
    assert_eq!((open.earliest(), open.latest()), (1_577_836_800_000, 1_609_459_199_999));
}

proptest! {
    #[test]
    fn days_are_those_of_the_calendar(year in 1_i16..=9999, month in 0_i8..=13, day in 0_i8..=32) {
        let known = jiff::civil::Date::new(year, month, day).ok();
        let read = PartialDate::parse(format!("{year:04}-{month:02}-{day:02}")).ok();
        let noon = known.map(|date| date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_millisecond());
        prop_assert_eq!(read.map(|date| date.earliest()), noon);
    }

    #[test]
    fn times_are_those_of_the_calendar(millis in -62_000_000_000_000_i64..253_000_000_000_000) {
        let text = jiff::Timestamp::from_millisecond(millis).unwrap().to_string();
        let date = PartialDate::parse(text.as_str()).unwrap();
        prop_assert_eq!(date.earliest(), millis);
    }

    #[test]
    fn the_first_moment_is_never_after_the_last(text in "[0-9]{4}(-[01][0-9](-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-][01][0-9]:[0-5][0-9])?)?)?)?") {
        if let Ok(date) = PartialDate::parse(text.as_str()) {
            prop_assert_eq!(date.as_str(), text.as_str());
            prop_assert!(date.earliest() <= date.latest());
        }
    }
}
