//! LAW-3: every letter has what it must have, word by word and item by item.

use backpack_core::RequestId;
use backpack_requests::{
    Category, Delivery, DenialGround, Event, EventKind, Fee, FeeItem, LetterKind, Refusal, Request, Scope,
    Shorter, ThirdParty,
};

use crate::sample::{by_fax, day, drafted, extension, facts, received, represented};

/// Compares with a file that was looked at by a person; where it differs, it prints what it is now.
pub(crate) fn golden(name: &str, text: &str) {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.txt"));
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} is not as it was:\n{text}");
}

pub(crate) fn has(text: &str, items: &[&str]) {
    // A line may end anywhere.
    for item in items {
        assert!(text.contains(item), "{item:?} is missing in:\n{text}");
    }
}

fn drafted_for(facts: backpack_requests::Facts) -> Request {
    Request::draft(RequestId::from_bytes([7; 16]), facts, day(2026, 1, 2)).unwrap()
}

/// A request that went wrong in every way.
fn troubled() -> Request {
    let mut request = drafted_for(represented());
    for (date, kind) in [
        (day(2026, 1, 5), by_fax()),
        (day(2026, 1, 6), received()),
        (
            day(2026, 1, 9),
            EventKind::FeeQuoted(Fee::new(7_500, [FeeItem::SearchAndRetrieval, FeeItem::Postage])),
        ),
        (day(2026, 2, 4), extension(false, "", None)),
    ] {
        request.record(Event::new(date, kind)).unwrap();
    }
    request
}

#[test]
fn the_request_has_every_item_that_it_must_have() {
    let letter = drafted().letter(LetterKind::Request, day(2026, 1, 2)).unwrap();
    let text = letter.to_text();
    has(
        &text,
        &[
            // Who, and how the holder finds the records.
            "Zoë Nguyễn",
            "Date of birth: May 17, 1980",
            "Medical record number: MRN-0042",
            // To whom.
            "Riverside Family Clinic",
            "Dr. Łucja Nowak, Privacy Officer",
            "400 River Road",
            "By fax: +1 555 0100",
            // What, and of when.
            "designated record set (45 CFR 164.501), from January 1, 2019 to the present",
            // In which form, and where to.
            "as FHIR R4 resources as JSON; if you cannot, as PDF files",
            "by e-mail to zoe@example.com",
            "unencrypted e-mail can be read by others",
            // By which law, and until when.
            "45 CFR 164.524",
            "30 calendar days",
            "the last day is February 1, 2026",
            // What it may cost, and how a denial must look.
            "please send me an estimate first",
            "(45 CFR 164.524(c)(4))",
            "written denial in plain language",
            "Secretary of Health and Human Services",
            // How to reach the person, and the signature.
            "by telephone at +1 555 0142 or by e-mail at zoe@example.com",
            "Signature: ",
            "Date: ",
        ],
    );
    assert!(!text.contains("legal advice"), "what is said of the library stays out of the letter");
    golden("request", &text);
}

#[test]
fn a_representative_says_so_and_proves_it() {
    let letter = drafted_for(represented()).letter(LetterKind::Request, day(2026, 1, 2)).unwrap();
    let text = letter.to_text();
    has(
        &text,
        &[
            "I am the personal representative of the patient named above (mother)",
            "164.502(g)",
            "Enclosed: copy of the birth certificate",
            "Mai Nguyễn\nPersonal representative of Zoë Nguyễn (mother)",
        ],
    );
    assert_eq!(letter.author, "Mai Nguyễn");
}

#[test]
fn sorts_of_records_and_a_third_party_are_named() {
    let third = ThirdParty::new("Dr. Chen", ["5 Hill Road", "Peoria, IL 61602"]).signed_on(day(2026, 1, 2));
    let scope = Scope::of([Category::LabResults, Category::Other("letters to my school".into())])
        .between(Some(day(2020, 1, 1)), Some(day(2021, 12, 31)));
    let facts = facts().delivered(Delivery::ThirdParty(third)).for_scope(scope);
    let text = drafted_for(facts).letter(LetterKind::Request, day(2026, 1, 2)).unwrap().to_text();
    has(
        &text,
        &[
            "from January 1, 2020 through December 31, 2021",
            "- laboratory and pathology results\n- letters to my school",
            "164.524(c)(3)(ii): Dr. Chen, 5 Hill Road, Peoria, IL 61602. I signed this direction on January 2, 2026.",
        ],
    );
}

#[test]
fn the_overdue_notice_counts_the_days_and_names_what_is_missing() {
    let mut request = troubled();
    let early = request.letter(LetterKind::OverdueNotice, day(2026, 2, 5));
    assert_eq!(early, Err(Refusal::NoOccasion), "day 30 is still in time");
    let partial =
        EventKind::PartiallyFulfilled { parts: vec!["labs".into()], missing: vec!["visit notes".into()] };
    request.record(Event::new(day(2026, 2, 6), partial)).unwrap();
    let text = request.letter(LetterKind::OverdueNotice, day(2026, 2, 6)).unwrap().to_text();
    has(
        &text,
        &[
            "my request for access of January 5, 2026, which you received on January 6, 2026",
            "ended on February 5, 2026; it is now 1 day overdue",
            "- visit notes",
            "Your notice of February 4, 2026 does not extend the time: it was not in writing",
            "Office for Civil Rights",
        ],
    );
    golden("overdue", &text);
}

#[test]
fn an_extension_is_taken_note_of_or_objected_to() {
    let text = troubled().letter(LetterKind::ExtensionReply, day(2026, 2, 5)).unwrap().to_text();
    has(&text, &["does not extend the time", "- it gave no reason", "The last day remains February 5, 2026"]);
    golden("extension-objection", &text);
    let mut request = drafted();
    request.record(Event::new(day(2026, 1, 5), by_fax())).unwrap();
    let notice = extension(true, "the archive is off-site.", Some(day(2026, 2, 20)));
    request.record(Event::new(day(2026, 1, 20), notice)).unwrap();
    let text = request.letter(LetterKind::ExtensionReply, day(2026, 1, 21)).unwrap().to_text();
    has(
        &text,
        &["because: the archive is off-site.", "you will act by February 20, 2026", "No further extension"],
    );
}

#[test]
fn a_fee_is_objected_to_part_by_part() {
    let text = troubled().letter(LetterKind::FeeChallenge, day(2026, 1, 10)).unwrap().to_text();
    has(
        &text,
        &["You ask for $75.00", "- search, retrieval or preparation", "at most $6.50", "164.524(c)(4)"],
    );
    assert!(!text.contains("- postage"));
    golden("fee", &text);
}

#[test]
fn a_flat_fee_over_the_option_of_the_rule_is_objected_to() {
    let flat = |cents| {
        let mut request = drafted();
        request.record(Event::new(day(2026, 1, 5), by_fax())).unwrap();
        let fee = EventKind::FeeQuoted(Fee::new(cents, [FeeItem::Flat]));
        request.record(Event::new(day(2026, 1, 9), fee)).unwrap();
        request.letter(LetterKind::FeeChallenge, day(2026, 1, 10)).unwrap().to_text()
    };
    let words = "The flat fee that may take the place of counting is at most $6.50";
    assert!(flat(651).contains(words) && !flat(650).contains(words));
}

#[test]
fn a_rule_that_knows_no_extension_offers_none() {
    let shorter = facts().with_shorter(Shorter::new(15, "Cal. Health & Safety Code 123110"));
    let mut request = drafted_for(shorter);
    let text = request.letter(LetterKind::Request, day(2026, 1, 2)).unwrap().to_text();
    assert!(text.contains("You have 15 calendar days") && !text.contains("extension"), "{text}");
    request.record(Event::new(day(2026, 1, 5), by_fax())).unwrap();
    request.record(Event::new(day(2026, 1, 9), extension(true, "r", Some(day(2026, 2, 1))))).unwrap();
    let text = request.letter(LetterKind::ExtensionReply, day(2026, 1, 10)).unwrap().to_text();
    has(&text, &["- the rule that applies knows no extension\n\nThe last day remains January 20, 2026."]);
}

#[test]
fn a_complaint_about_an_answer_that_came_too_late_says_by_how_much() {
    let mut request = drafted();
    request.record(Event::new(day(2026, 1, 5), by_fax())).unwrap();
    request.record(Event::new(day(2026, 1, 6), received())).unwrap();
    request.record(Event::new(day(2026, 2, 15), EventKind::Fulfilled { parts: vec![] })).unwrap();
    let text = request.letter(LetterKind::Complaint, day(2026, 2, 20)).unwrap().to_text();
    has(
        &text,
        &[
            "The time for an answer ended on February 5, 2026; it came 10 days later.",
            "known of this since February 6, 2026",
        ],
    );
}

#[test]
fn a_review_and_a_complaint_say_what_was_denied_and_what_happened() {
    let mut request = troubled();
    let denied = EventKind::Denied { ground: DenialGround::HarmToAnother };
    request.record(Event::new(day(2026, 2, 9), denied)).unwrap();
    request.record(Event::new(day(2026, 2, 9), EventKind::Noted { text: "I am furious".into() })).unwrap();
    let text = request.letter(LetterKind::ReviewRequest, day(2026, 2, 10)).unwrap().to_text();
    has(
        &text,
        &[
            "On February 9, 2026 you denied me access",
            "harm to another person whom the records mention (45 CFR 164.524(a)(3)(ii))",
            "licensed health care professional",
            "164.524(a)(4)",
        ],
    );
    golden("review", &text);
    let text = request.letter(LetterKind::Complaint, day(2026, 2, 10)).unwrap().to_text();
    has(
        &text,
        &[
            "Office for Civil Rights",
            "Name: Mai Nguyễn",
            "Name: Riverside Family Clinic",
            "- January 6, 2026: request received by the holder: fax report",
            "- February 9, 2026: access denied",
            "known of this since February 9, 2026. The 180 days",
            "end on August 8, 2026",
        ],
    );
    assert!(!text.contains("furious"), "notes are the person's own");
    golden("complaint", &text);
}

#[test]
fn letters_without_an_occasion_are_not_written() {
    let request = drafted();
    for kind in LetterKind::ALL.iter().filter(|kind| **kind != LetterKind::Request) {
        assert_eq!(request.letter(*kind, day(2026, 1, 2)), Err(Refusal::NoOccasion), "{kind:?}");
    }
    let mut withdrawn = drafted();
    withdrawn.record(Event::new(day(2026, 1, 3), EventKind::Withdrawn)).unwrap();
    assert_eq!(withdrawn.letter(LetterKind::Request, day(2026, 1, 3)), Err(Refusal::NoOccasion));
    assert_eq!(withdrawn.standing(day(2026, 1, 3)).letters, []);
}
