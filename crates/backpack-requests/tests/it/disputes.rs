//! Amendment: what follows the holder's decision.

use backpack_requests::{AmendmentGround, Event, EventKind, LetterKind, Refusal, Request, State};

use crate::letters::{golden, has};
use crate::sample::{amended, day};

fn denied() -> Request {
    let ground = Some(AmendmentGround::AccurateAndComplete);
    amended([(day(2026, 2, 20), EventKind::AmendmentDenied { ground })])
}

fn in_part() -> Request {
    let ground = Some(AmendmentGround::NotCreatedHere);
    amended([(day(2026, 2, 20), EventKind::AcceptedInPart { findings: vec![0], ground })])
}

fn tell(request: &mut Request, kind: EventKind) {
    request.record(Event::new(day(2026, 3, 1), kind)).unwrap();
}

#[test]
fn a_decision_names_what_was_accepted_and_what_was_denied() {
    let decision = in_part().standing(day(2026, 3, 1)).decision.unwrap();
    assert_eq!((decision.accepted, decision.denied), (vec![0], vec![1]));
    assert_eq!((decision.date, decision.ground), (day(2026, 2, 20), Some(AmendmentGround::NotCreatedHere)));
    let decision = denied().standing(day(2026, 3, 1)).decision.unwrap();
    assert_eq!((decision.accepted, decision.denied), (vec![], vec![0, 1]));
    for findings in [vec![], vec![0, 1], vec![2], vec![0, 0, 1]] {
        let mut request = amended([]);
        let part = EventKind::AcceptedInPart { findings, ground: None };
        assert_eq!(request.record(Event::new(day(2026, 2, 1), part)), Err(Refusal::NotInPart));
    }
    // Who thinks better of it accepts all of it.
    let mut request = denied();
    tell(&mut request, EventKind::Accepted);
    let standing = request.standing(day(2026, 3, 1));
    assert_eq!((standing.state, standing.decision.unwrap().accepted), (State::Accepted, vec![0, 1]));
}

#[test]
fn who_was_named_is_told_of_what_was_accepted() {
    let request = amended([]);
    assert_eq!(request.standing(day(2026, 2, 1)).untold, [] as [String; 0], "nothing is accepted yet");
    let mut request = in_part();
    let standing = request.standing(day(2026, 3, 1));
    assert_eq!(standing.untold, ["Dr. Chen"]);
    assert!(standing.letters.contains(&LetterKind::NotifyRequest));
    let text = request.letter(LetterKind::NotifyRequest, day(2026, 3, 1)).unwrap().to_text();
    has(
        &text,
        &[
            "45 CFR 164.526(c)(3)",
            "On February 20, 2026 you accepted a part of the amendment that I asked for in my request of January 5, 2026:",
            "- Glucose of March 7, 2025, valueQuantity.value: 110\n\nI have not heard",
            "- Dr. Chen, 5 Hill Road, Peoria, IL 61602",
            "business associates",
        ],
    );
    golden("amendment-notify", &text);
    tell(
        &mut request,
        EventKind::OthersTold { names: vec!["the state registry".into(), "DR. CHEN ".into()] },
    );
    let standing = request.standing(day(2026, 3, 1));
    assert_eq!((standing.untold.len(), standing.told.len(), standing.state), (0, 2, State::AcceptedInPart));
    assert_eq!(request.letter(LetterKind::NotifyRequest, day(2026, 3, 1)), Err(Refusal::NoOccasion));
}

#[test]
fn a_statement_of_disagreement_is_about_what_was_denied_and_is_appended() {
    let mut request = in_part();
    tell(&mut request, EventKind::StatementWorded { text: "first try".into() });
    tell(&mut request, EventKind::StatementWorded { text: "The visit was my brother's.".into() });
    assert_eq!(request.state(day(2026, 3, 1)), State::AcceptedInPart);
    let text = request.letter(LetterKind::DisagreementStatement, day(2026, 3, 1)).unwrap().to_text();
    has(
        &text,
        &[
            "Statement of disagreement, 45 CFR 164.526(d)(2)",
            "you denied a part of the amendment that I asked for in my request of January 5, 2026, on this ground: the \
             record was not created by the holder (45 CFR 164.526(a)(2)(i))",
            "2. Visit of “knee pain”",
            "The visit was my brother's.",
            "(45 CFR 164.526(d)(4))",
            "(45 CFR 164.526(d)(5)(i))",
            "(45 CFR 164.526(d)(3))",
        ],
    );
    assert!(!text.contains("Glucose") && !text.contains("first try"));
    golden("amendment-disagreement", &text);
    for (kind, state) in [
        (EventKind::StatementSent, State::Disagreed),
        (EventKind::Rebutted, State::Rebutted),
        (EventKind::Appended, State::Appended),
        (EventKind::Closed, State::Closed),
    ] {
        tell(&mut request, kind);
        assert_eq!(request.state(day(2026, 3, 1)), state);
    }
    assert_eq!(request.letter(LetterKind::DisagreementStatement, day(2026, 3, 1)), Err(Refusal::NoOccasion));
}

#[test]
fn request_and_denial_go_with_later_disclosures_if_the_person_asks() {
    let mut request = denied();
    let text = request.letter(LetterKind::InclusionRequest, day(2026, 3, 1)).unwrap().to_text();
    has(
        &text,
        &[
            "45 CFR 164.526(d)(5)(ii)",
            "you denied the amendment that I asked for",
            "the record is accurate and complete (45 CFR 164.526(a)(2)(iv))",
            "with every future disclosure of the records",
        ],
    );
    golden("amendment-inclusion", &text);
    tell(&mut request, EventKind::InclusionAsked);
    assert_eq!(request.state(day(2026, 3, 1)), State::InclusionAsked);
    // A statement may still follow; a second asking may not.
    assert!(request.record(Event::new(day(2026, 3, 1), EventKind::InclusionAsked)).is_err());
    tell(&mut request, EventKind::StatementSent);
}

#[test]
fn a_complaint_tells_the_course_and_ends_no_right() {
    let mut request = amended([(day(2026, 2, 20), EventKind::AmendmentDenied { ground: None })]);
    tell(&mut request, EventKind::StatementWorded { text: "my own business".into() });
    let text = request.letter(LetterKind::Complaint, day(2026, 3, 1)).unwrap().to_text();
    has(
        &text,
        &[
            "I asked for amendment of health records under 45 CFR 164.526. Amendment was denied without a ground that \
             the rule knows.",
            "- February 20, 2026: amendment denied",
            "known of this since February 20, 2026",
            "end on August 19, 2026",
        ],
    );
    assert!(!text.contains("my own business"), "what was never sent is the person's own");
    golden("amendment-complaint", &text);
    tell(&mut request, EventKind::ComplaintFiled { office: "OCR".into() });
    assert_eq!(request.state(day(2026, 3, 1)), State::ComplaintFiled);
    let letters = request.standing(day(2026, 3, 1)).letters;
    assert!(letters.contains(&LetterKind::DisagreementStatement), "{letters:?}");
    tell(&mut request, EventKind::StatementSent);
    assert_eq!(request.state(day(2026, 3, 1)), State::Disagreed);
}
