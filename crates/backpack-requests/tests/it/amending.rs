//! Amendment: its dates, and the letter that asks for it.

use backpack_requests::{
    Amendment, AmendmentGround, Basis, Event, EventKind, Finding, Flaw, LetterKind, Missing, Refusal,
    ReminderKind, Request, Requester, Shorter, State, Wanted,
};

use crate::letters::{golden, has};
use crate::sample::{amended, amending, by_fax, day, drafted, extension, received, represented, to_amend};

#[test]
fn the_holder_has_sixty_days_and_one_extension_of_thirty() {
    // Received on 6 January: the last day is 7 March, and day 61 is overdue.
    let request = amended([]);
    let due = request.standing(day(2026, 3, 7)).due.unwrap();
    assert_eq!((due.date, due.basis, due.is_extended), (day(2026, 3, 7), Basis::Receipt, false));
    assert_eq!(request.state(day(2026, 3, 7)), State::Received);
    assert_eq!(request.state(day(2026, 3, 8)), State::Overdue);
    for (notified, written, reason, new_date, flaws, last) in [
        (day(2026, 3, 7), true, "the author is away", day(2026, 4, 6), &[] as &[Flaw], day(2026, 4, 6)),
        // A day beyond the ninetieth is cut to it.
        (day(2026, 2, 1), true, "the author is away", day(2026, 5, 1), &[], day(2026, 4, 6)),
        (day(2026, 3, 8), true, "the author is away", day(2026, 4, 6), &[Flaw::Late], day(2026, 3, 7)),
        (day(2026, 3, 1), false, "", day(2026, 4, 6), &[Flaw::NotWritten, Flaw::NoReason], day(2026, 3, 7)),
        (day(2026, 3, 1), true, "the author is away", day(2026, 3, 7), &[Flaw::NoDate], day(2026, 3, 7)),
    ] {
        let request = amended([(notified, extension(written, reason, Some(new_date)))]);
        let standing = request.standing(last);
        assert_eq!((standing.extensions[0].flaws.as_slice(), standing.due.unwrap().date), (flaws, last));
        let expected = if flaws.is_empty() { State::Extended } else { State::Received };
        assert_eq!(request.state(last), expected);
        assert_eq!(request.state(last.tomorrow().unwrap()), State::Overdue);
    }
    let twice = [
        (day(2026, 2, 1), extension(true, "away", Some(day(2026, 3, 20)))),
        (day(2026, 2, 2), extension(true, "away", Some(day(2026, 4, 6)))),
    ];
    let standing = amended(twice).standing(day(2026, 3, 20));
    assert_eq!(
        (&standing.extensions[1].flaws, standing.due.unwrap().date),
        (&vec![Flaw::Second], day(2026, 3, 20))
    );
}

#[test]
fn reminders_complaints_and_shorter_rules_go_as_with_a_request_for_a_copy() {
    let request = amended([]);
    let kind = |date| request.standing(date).reminder(date).map(|reminder| reminder.kind);
    assert_eq!(kind(day(2026, 2, 27)), None);
    assert_eq!(kind(day(2026, 2, 28)), Some(ReminderKind::Soon));
    assert_eq!(kind(day(2026, 3, 7)), Some(ReminderKind::Today));
    assert_eq!(kind(day(2026, 3, 8)), Some(ReminderKind::Overdue));
    assert_eq!(request.standing(day(2026, 3, 8)).complaint_by, Some(day(2026, 9, 4)));
    let denied = EventKind::AmendmentDenied { ground: Some(AmendmentGround::AccurateAndComplete) };
    let denied = amended([(day(2026, 2, 1), denied)]);
    assert_eq!(denied.standing(day(2026, 3, 8)).complaint_by, Some(day(2026, 7, 31)));
    let mut shorter = amending();
    shorter.edit(to_amend().with_shorter(Shorter::new(60, "x"))).unwrap();
    assert_eq!(shorter.edit(to_amend().with_shorter(Shorter::new(61, "x"))), Err(Refusal::NotShorter));
    assert_eq!(drafted().edit(drafted().facts.with_shorter(Shorter::new(31, "x"))), Err(Refusal::NotShorter));
}

#[test]
fn the_request_has_every_item_that_it_must_have() {
    let text = amending().letter(LetterKind::Request, day(2026, 1, 2)).unwrap().to_text();
    has(
        &text,
        &[
            "Zoë Nguyễn",
            "Date of birth: May 17, 1980",
            "Dr. Łucja Nowak, Privacy Officer",
            // The record, its date, its author.
            "1. Glucose",
            "Date of the record: March 7, 2025",
            "Author: Dr. Łucja Nowak",
            "In your system: Observation/42",
            // The exact text, why it is wrong, what it should say.
            "Element: valueQuantity.value\nIt says: 6.10\nIt should say: 110",
            "Why it is wrong: the sheet of the laboratory says 110.",
            "2. Visit of “knee pain”\n\nWhat I ask for: Please remove it",
            // What shows it, and what is enclosed.
            "- laboratory sheet of March 7, 2025\n- my own diary",
            "Enclosed: laboratory sheet of March 7, 2025",
            // Whom to tell.
            "I agree that you share the amendment",
            "- Dr. Chen, 5 Hill Road, Peoria, IL 61602",
            // By which law, until when, and how a denial must look.
            "under 45 CFR 164.526",
            "60 calendar days",
            "(45 CFR 164.526(b)(2))",
            "the last day is March 3, 2026",
            "statement of disagreement",
            "Secretary of Health and Human Services",
            "Signature: ",
            "Date: ",
        ],
    );
    assert!(!text.contains("164.524") && !text.contains("Fees") && !text.contains("Enclosed: my own diary"));
    golden("amendment", &text);
}

#[test]
fn texts_stand_as_they_are_and_what_is_absent_is_called_nothing() {
    let letter = |finding: Finding| {
        let facts = to_amend().for_amendment(Amendment::of([finding.because("so")]));
        let request = Request::draft(amending().id, facts, day(2026, 1, 2)).unwrap();
        request.letter(LetterKind::Request, day(2026, 1, 2)).unwrap().to_text()
    };
    let finding = || Finding::new(backpack_core::RecordId::from_bytes([1; 16]), 0, "Note");
    let text = letter(
        finding().at("note[0].text", Some(r#""said \"no\" pain""#.into())).should_say(Wanted::Nothing),
    );
    has(&text, &["It says: “said \"no\" pain”\nIt should say: nothing: please remove it"]);
    let text = letter(finding().at("status", None).should_say(Wanted::Value(r#""final""#.into())));
    has(&text, &["It says: nothing\nIt should say: “final”", "the record named below, which is wrong"]);
    // A sign that could not be seen stays escaped, and so does what is no text.
    let text =
        letter(finding().at("a", Some(r#""x\u0007y""#.into())).should_say(Wanted::Value("[1]".into())));
    has(&text, &[r#"It says: "x\u0007y""#, "It should say: [1]"]);
}

#[test]
fn a_representative_and_an_originator_who_is_gone_are_said() {
    let mut facts = to_amend().by(represented().requester);
    assert!(matches!(facts.requester, Requester::Representative { .. }));
    let amendment = facts.amendment.take().unwrap().because_originator_is_gone("the practice closed in 2019");
    let request = Request::draft(amending().id, facts.for_amendment(amendment), day(2026, 1, 2)).unwrap();
    let text = request.letter(LetterKind::Request, day(2026, 1, 2)).unwrap().to_text();
    has(
        &text,
        &[
            "personal representative of the patient named above (mother), and ask you to amend",
            "164.526 and 164.502(g)",
            "Enclosed: copy of the birth certificate",
            "for this reason: the practice closed in 2019. That you did not create it is then no ground",
            "(45 CFR 164.526(a)(2)(i))",
        ],
    );
}

#[test]
fn what_lacks_a_finding_a_reason_or_a_wish_is_not_sent() {
    let bare = |amendment: Amendment| to_amend().for_amendment(amendment).missing();
    assert_eq!(bare(Amendment::default()), [Missing::Finding]);
    let finding = || Finding::new(backpack_core::RecordId::from_bytes([1; 16]), 0, "Glucose");
    assert_eq!(bare(Amendment::of([finding().because(" ")])), [Missing::Reason, Missing::Wanted]);
    let empty = finding().because("so").should_say(Wanted::Words(" ".into()));
    assert_eq!(bare(Amendment::of([empty])), [Missing::Wanted]);
    assert_eq!(to_amend().missing(), []);
    // What a request for a copy must have counts for nothing here.
    let mut without = to_amend();
    without.forms.clear();
    assert_eq!(without.missing(), []);
    let mut request =
        Request::draft(amending().id, to_amend().for_amendment(Amendment::default()), day(2026, 1, 2));
    let refused = request.as_mut().unwrap().record(Event::new(day(2026, 1, 5), by_fax()));
    assert_eq!(refused, Err(Refusal::Incomplete(vec![Missing::Finding])));
}

#[test]
fn an_overdue_answer_and_an_extension_are_written_about() {
    let late = amended([(day(2026, 3, 1), extension(false, "", None))]);
    let text = late.letter(LetterKind::OverdueNotice, day(2026, 3, 9)).unwrap().to_text();
    has(
        &text,
        &[
            "Overdue: request for amendment of health records under 45 CFR 164.526",
            "You have not acted on my request for amendment of January 5, 2026, which you received on January 6, 2026",
            "You had 60 calendar days (45 CFR 164.526(b)(2))",
            "ended on March 7, 2026; it is now 2 days overdue",
            "Your notice of March 1, 2026 does not extend the time: it was not in writing",
            "(45 CFR 164.526(b)(2)(i))",
        ],
    );
    assert!(!text.contains("164.524") && !text.contains("form and format"));
    golden("amendment-overdue", &text);
    let good = amended([(day(2026, 3, 1), extension(true, "the author is away.", Some(day(2026, 4, 1))))]);
    let text = good.letter(LetterKind::ExtensionReply, day(2026, 3, 2)).unwrap().to_text();
    has(&text, &["45 CFR 164.526(b)(2)(ii)", "I take note that you will act by April 1, 2026."]);
    assert!(!text.contains("164.524"));
    let letter = late.letter(LetterKind::ExtensionReply, day(2026, 3, 2)).unwrap();
    assert_eq!(letter.title, "Extension of a request for amendment of health records");
}

#[test]
fn events_of_the_other_right_are_refused() {
    let mut request = amended([]);
    let copy = EventKind::Fulfilled { parts: vec![] };
    let refused = request.record(Event::new(day(2026, 2, 1), copy));
    assert_eq!(refused, Err(Refusal::OtherRight("fulfilled")));
    let mut copy = drafted();
    for kind in [by_fax(), received()] {
        copy.record(Event::new(day(2026, 1, 6), kind)).unwrap();
    }
    assert_eq!(
        copy.record(Event::new(day(2026, 2, 1), EventKind::Accepted)),
        Err(Refusal::OtherRight("accepted"))
    );
}
