//! LAW-1 and LAW-6: dates.

use backpack_core::Timestamp;
use backpack_requests::{
    Basis, Date, Event, EventKind, Flaw, Proof, Refusal, ReminderKind, Shorter, State, Zone,
};

use crate::sample::{by_fax, by_post, day, drafted, extension, facts, received, received_on, sent};

#[test]
fn an_answer_is_due_thirty_calendar_days_after_receipt() {
    for (received, due) in [
        (day(2026, 1, 30), day(2026, 3, 1)),
        (day(2026, 1, 31), day(2026, 3, 2)),
        (day(2024, 1, 30), day(2024, 2, 29)),
        (day(2024, 1, 31), day(2024, 3, 1)),
        (day(2024, 2, 29), day(2024, 3, 30)),
        (day(2023, 2, 28), day(2023, 3, 30)),
        (day(2100, 1, 30), day(2100, 3, 1)),
        (day(2026, 12, 31), day(2027, 1, 30)),
        (day(2026, 3, 7), day(2026, 4, 6)),
        (day(2026, 10, 31), day(2026, 11, 30)),
    ] {
        let request = received_on(received);
        let standing = request.standing(due);
        let found = standing.due.unwrap();
        assert_eq!(
            (found.date, found.from, found.basis, found.is_extended),
            (due, received, Basis::Receipt, false)
        );
        assert!(!found.is_estimate());
        assert_eq!((standing.state, standing.overdue_days), (State::Received, 0), "{received}");
        let after = request.standing(due.tomorrow().unwrap());
        assert_eq!(
            (after.state, after.overdue_days, after.is_overdue),
            (State::Overdue, 1, true),
            "{received}"
        );
    }
}

#[test]
fn one_extension_of_thirty_days_counts_if_its_notice_is_whole_and_in_time() {
    let start = day(2026, 1, 30);
    let (last, new) = (day(2026, 3, 1), day(2026, 3, 31));
    type Case<'a> = (Date, bool, &'a str, Option<Date>, &'a [Flaw]);
    let cases: [Case<'_>; 8] = [
        (last, true, "off-site archive", Some(new), &[]),
        (start, true, "off-site archive", Some(day(2026, 3, 2)), &[]),
        (last.tomorrow().unwrap(), true, "off-site archive", Some(new), &[Flaw::Late]),
        (last, false, "off-site archive", Some(new), &[Flaw::NotWritten]),
        (last, true, "  ", Some(new), &[Flaw::NoReason]),
        (last, true, "off-site archive", None, &[Flaw::NoDate]),
        (last, true, "off-site archive", Some(last), &[Flaw::NoDate]),
        (last, false, "", None, &[Flaw::NotWritten, Flaw::NoReason, Flaw::NoDate]),
    ];
    for (notified, written, reason, new_date, flaws) in cases {
        let mut request = received_on(start);
        request.record(Event::new(notified, extension(written, reason, new_date))).unwrap();
        let standing = request.standing(notified);
        assert_eq!(standing.extensions[0].flaws, flaws);
        let due = standing.due.unwrap();
        let expected = if flaws.is_empty() { new_date.unwrap() } else { last };
        assert_eq!((due.date, due.is_extended), (expected, flaws.is_empty()));
        let state = request.state(expected);
        assert_eq!(state, if flaws.is_empty() { State::Extended } else { State::Received });
        assert_eq!(request.state(expected.tomorrow().unwrap()), State::Overdue);
    }
}

#[test]
fn a_second_extension_and_a_day_beyond_sixty_count_for_nothing() {
    let mut request = received_on(day(2026, 1, 1));
    request.record(Event::new(day(2026, 1, 10), extension(true, "r", Some(day(2026, 12, 1))))).unwrap();
    let due = request.standing(day(2026, 1, 10)).due.unwrap();
    assert_eq!(due.date, day(2026, 3, 2), "sixty days after receipt");
    request.record(Event::new(day(2026, 1, 20), extension(true, "r", Some(day(2026, 3, 1))))).unwrap();
    let standing = request.standing(day(2026, 1, 20));
    assert_eq!(standing.due.unwrap().date, day(2026, 3, 2));
    assert_eq!(standing.extensions[1].flaws, [Flaw::Second]);
}

#[test]
fn a_receipt_that_is_learned_later_undoes_an_extension_that_came_too_late() {
    let mut request = sent(by_post(None));
    request.record(Event::new(day(2026, 2, 8), extension(true, "r", Some(day(2026, 3, 1))))).unwrap();
    assert_eq!(request.state(day(2026, 2, 8)), State::Extended, "by the guess it came in time");
    request.record(Event::new(day(2026, 1, 7), received())).unwrap();
    let standing = request.standing(day(2026, 2, 8));
    assert_eq!((standing.state, standing.due.unwrap().date), (State::Overdue, day(2026, 2, 6)));
    assert_eq!(standing.extensions[0].flaws, [Flaw::Late]);
}

#[test]
fn without_a_known_receipt_the_clock_starts_at_the_best_guess_and_says_so() {
    let proof = || Proof::new("tracking");
    let portal = proof().taken_by_portal_on(day(2026, 1, 6));
    for (kind, from, basis) in [
        (
            by_post(Some(portal.clone().delivered_on(day(2026, 1, 8)))),
            day(2026, 1, 8),
            Basis::ProofOfDelivery,
        ),
        (by_post(Some(portal)), day(2026, 1, 6), Basis::PortalTime),
        (by_post(Some(proof())), day(2026, 1, 10), Basis::Sent { mail_days: 5 }),
        (by_fax(), day(2026, 1, 5), Basis::Sent { mail_days: 0 }),
    ] {
        let mut request = sent(kind);
        let due = request.standing(day(2026, 1, 10)).due.unwrap();
        assert_eq!((due.from, due.basis, due.is_estimate()), (from, basis, true));
        assert_eq!(due.date, from.checked_add(jiff::Span::new().days(30)).unwrap());
        assert_eq!(request.state(due.date), State::Sent);
        assert_eq!(request.state(due.date.tomorrow().unwrap()), State::Overdue);
        request.record(Event::new(day(2026, 1, 12), received())).unwrap();
        assert_eq!(request.standing(day(2026, 1, 12)).due.unwrap().basis, Basis::Receipt);
    }
    let mut facts = facts();
    facts.mail_days = Some(3);
    let mut request = drafted();
    request.edit(facts).unwrap();
    request.record(Event::new(day(2026, 1, 5), by_post(None))).unwrap();
    assert_eq!(request.standing(day(2026, 1, 5)).due.unwrap().from, day(2026, 1, 8));
}

#[test]
fn days_are_those_of_the_holder_whatever_the_person_s_zone_says() {
    let at = |text: &str| Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    for (zone, moment, expected) in [
        // Late in the evening of the person in London it is still the day before in Honolulu.
        ("Pacific/Honolulu", "2026-03-02T09:59:59Z", day(2026, 3, 1)),
        ("Pacific/Honolulu", "2026-03-02T10:00:00Z", day(2026, 3, 2)),
        ("Pacific/Guam", "2026-03-01T14:00:00Z", day(2026, 3, 2)),
        // The night in which summer time begins, and the one in which it ends.
        ("America/New_York", "2026-03-08T04:59:59Z", day(2026, 3, 7)),
        ("America/New_York", "2026-03-08T05:00:00Z", day(2026, 3, 8)),
        ("America/New_York", "2026-03-09T03:59:59Z", day(2026, 3, 8)),
        ("America/New_York", "2026-03-09T04:00:00Z", day(2026, 3, 9)),
        ("America/New_York", "2026-11-01T04:00:00Z", day(2026, 11, 1)),
        ("America/New_York", "2026-11-02T04:59:59Z", day(2026, 11, 1)),
        ("America/Phoenix", "2026-07-01T06:59:59Z", day(2026, 6, 30)),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01T22:00:00Z", day(2026, 7, 2)),
    ] {
        assert_eq!(Zone::new(zone).unwrap().day(at(moment)), expected, "{zone} {moment}");
    }
    for name in Zone::names() {
        assert_eq!(Zone::new(name).unwrap().name(), name);
    }
    assert!(Zone::new("Middle/Earth").is_err());
    assert!(Zone::new("").is_err());
}

#[test]
fn a_zone_by_its_minutes_ahead_of_utc_knows_the_day_and_the_time() {
    let at = |text: &str| Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    for (minutes, expected) in [
        (0, "2026-03-01T20:30:00"),
        (330, "2026-03-02T02:00:00"),
        (-570, "2026-03-01T11:00:00"),
        (-30, "2026-03-01T20:00:00"),
        (1_439, "2026-03-02T20:29:00"),
        (-1_439, "2026-02-28T20:31:00"),
    ] {
        let zone = Zone::at_offset(minutes).unwrap();
        assert_eq!(zone.clock(at("2026-03-01T20:30:00Z")).to_string(), expected, "{minutes}");
        assert_eq!(Zone::new(zone.name()), Ok(zone), "it is kept as its rule");
    }
    assert!(
        Zone::at_offset(1_440).is_err()
            && Zone::at_offset(-1_440).is_err()
            && Zone::at_offset(i16::MIN).is_err()
    );
    assert_eq!(Zone::utc().clock(at("2026-03-01T20:30:00Z")).to_string(), "2026-03-01T20:30:00");
}

#[test]
fn a_term_over_the_change_of_the_clocks_has_thirty_days_all_the_same() {
    let zone = Zone::default();
    // Received at noon of New York; thirty times 24 hours later it is one in the afternoon.
    let noon =
        Timestamp::from_millis("2026-03-01T17:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond());
    let request = received_on(zone.day(noon));
    assert_eq!(request.standing(day(2026, 3, 1)).due.unwrap().date, day(2026, 3, 31));
}

#[test]
fn a_shorter_rule_counts_and_a_longer_one_is_refused() {
    let mut request = drafted();
    request.edit(facts().with_shorter(Shorter::new(15, "Cal. Health & Safety Code 123110"))).unwrap();
    request.record(Event::new(day(2026, 1, 5), by_fax())).unwrap();
    request.record(Event::new(day(2026, 1, 6), received())).unwrap();
    request.record(Event::new(day(2026, 1, 10), extension(true, "r", Some(day(2026, 2, 20))))).unwrap();
    let standing = request.standing(day(2026, 1, 10));
    assert_eq!(standing.due.unwrap().date, day(2026, 1, 21));
    assert_eq!(standing.extensions[0].flaws, [Flaw::NoneAllowed]);
    let longer = drafted().edit(facts().with_shorter(Shorter::new(31, "x")));
    assert_eq!(longer, Err(Refusal::NotShorter));
}

#[test]
fn reminders_come_a_week_ahead_on_the_day_and_on_the_day_after() {
    let request = received_on(day(2026, 1, 30));
    let kind =
        |today: Date| request.standing(today).reminder(today).map(|reminder| (reminder.on, reminder.kind));
    assert_eq!(kind(day(2026, 2, 21)), None);
    assert_eq!(kind(day(2026, 2, 22)), Some((day(2026, 2, 22), ReminderKind::Soon)));
    assert_eq!(kind(day(2026, 2, 28)), Some((day(2026, 2, 22), ReminderKind::Soon)));
    assert_eq!(kind(day(2026, 3, 1)), Some((day(2026, 3, 1), ReminderKind::Today)));
    assert_eq!(kind(day(2026, 3, 2)), Some((day(2026, 3, 2), ReminderKind::Overdue)));
    assert_eq!(kind(day(2027, 3, 2)), Some((day(2026, 3, 2), ReminderKind::Overdue)));
    let mut answered = request.clone();
    answered.record(Event::new(day(2026, 2, 1), EventKind::Fulfilled { parts: vec![] })).unwrap();
    assert_eq!(answered.standing(day(2026, 3, 2)).reminders, []);
}

#[test]
fn a_clock_set_back_undoes_no_overdue_answer_that_was_noticed() {
    let mut request = received_on(day(2026, 1, 30));
    let early = Event::new(day(2026, 3, 1), EventKind::OverdueNoticed);
    assert_eq!(request.record(early), Err(Refusal::NotOverdue));
    assert_eq!(request.state(day(2026, 3, 2)), State::Overdue);
    assert_eq!(request.state(day(2026, 2, 1)), State::Received, "nobody took note of it yet");
    request.record(Event::new(day(2026, 3, 2), EventKind::OverdueNoticed)).unwrap();
    for today in [day(2026, 2, 1), day(1970, 1, 1), day(2026, 3, 3)] {
        let standing = request.standing(today);
        assert_eq!((standing.state, standing.is_overdue), (State::Overdue, true), "{today}");
    }
    // A receipt that is learned later does not either.
    let mut request = sent(by_fax());
    request.record(Event::new(day(2026, 2, 5), EventKind::OverdueNoticed)).unwrap();
    request.record(Event::new(day(2026, 1, 20), received())).unwrap();
    assert_eq!(request.state(day(2026, 2, 5)), State::Overdue);
}

#[test]
fn what_is_missing_of_an_answer_in_part_stays_due() {
    let mut request = received_on(day(2026, 1, 30));
    let partial = EventKind::PartiallyFulfilled { parts: vec!["labs".into()], missing: vec!["notes".into()] };
    request.record(Event::new(day(2026, 2, 10), partial)).unwrap();
    let standing = request.standing(day(2026, 3, 1));
    assert_eq!((standing.state, standing.is_overdue), (State::PartiallyFulfilled, false));
    let standing = request.standing(day(2026, 3, 5));
    assert_eq!(
        (standing.state, standing.is_overdue, standing.overdue_days),
        (State::PartiallyFulfilled, true, 4)
    );
    assert_eq!(standing.missing, ["notes"]);
}

#[test]
fn the_rest_of_an_answer_in_part_may_be_put_off_and_its_receipt_be_learned_later() {
    let mut request = sent(by_post(None));
    let partial = EventKind::PartiallyFulfilled { parts: vec!["labs".into()], missing: vec!["notes".into()] };
    request.record(Event::new(day(2026, 1, 20), partial)).unwrap();
    request.record(Event::new(day(2026, 1, 21), extension(true, "r", Some(day(2026, 2, 20))))).unwrap();
    request.record(Event::new(day(2026, 1, 7), received())).unwrap();
    let standing = request.standing(day(2026, 2, 20));
    let due = standing.due.unwrap();
    assert_eq!((due.date, due.basis, due.is_extended), (day(2026, 2, 20), Basis::Receipt, true));
    assert_eq!((standing.state, standing.is_overdue), (State::PartiallyFulfilled, false));
}

#[test]
fn nothing_is_delivered_before_it_was_sent() {
    let early = Proof::new("tracking").delivered_on(day(2026, 1, 4));
    let refused = drafted().record(Event::new(day(2026, 1, 5), by_post(Some(early))));
    assert_eq!(refused, Err(Refusal::TooEarly));
}

#[test]
fn a_complaint_is_possible_for_a_hundred_and_eighty_days_from_when_the_person_knew() {
    let request = received_on(day(2026, 1, 30));
    assert_eq!(request.standing(day(2026, 3, 1)).complaint_by, None);
    assert_eq!(request.standing(day(2026, 3, 2)).complaint_by, Some(day(2026, 8, 29)));
    assert_eq!(request.standing(day(2026, 7, 2)).complaint_by, Some(day(2026, 8, 29)));
    // Whoever takes note of it late should have known on the first day.
    let mut noted = request.clone();
    noted.record(Event::new(day(2026, 6, 1), EventKind::OverdueNoticed)).unwrap();
    assert_eq!(noted.standing(day(2026, 6, 1)).complaint_by, Some(day(2026, 8, 29)));
    // An answer that came too late came too late.
    let answered = |date: Date| {
        let mut request = request.clone();
        request.record(Event::new(date, EventKind::Fulfilled { parts: vec![] })).unwrap();
        request.standing(day(2026, 6, 1)).complaint_by
    };
    assert_eq!((answered(day(2026, 3, 1)), answered(day(2026, 3, 2))), (None, Some(day(2026, 8, 29))));
    let mut denied = request;
    let ground = backpack_requests::DenialGround::Danger;
    denied.record(Event::new(day(2026, 2, 1), EventKind::Denied { ground })).unwrap();
    assert_eq!(denied.standing(day(2026, 2, 1)).complaint_by, Some(day(2026, 7, 31)));
}
