//! LAW-4: the table of rules, and what it leaves alone.

use backpack_core::RequestId;
use backpack_requests::{
    AmendmentGround, DenialGround, FeeItem, Jurisdiction, LegalBasis, Refusal, Request, Rules,
};

use crate::sample::{day, facts, received_on, to_amend};

const HERE: Jurisdiction = Jurisdiction::UnitedStates;

fn rows(rules: &Rules) -> Vec<(&'static str, u32, &'static str)> {
    rules.table().iter().map(|entry| (entry.name, entry.value, entry.source)).collect()
}

#[test]
fn every_number_has_a_source_and_versions_only_grow() {
    for basis in [LegalBasis::Access, LegalBasis::Amendment] {
        let all: Vec<&Rules> = Rules::all(HERE, basis).collect();
        for (number, rules) in (1..).zip(&all) {
            assert_eq!((rules.version, rules.basis), (number, basis));
            for entry in rules.table() {
                assert!(
                    !entry.source.is_empty() && !entry.name.is_empty() && !entry.unit.is_empty(),
                    "{entry:?}"
                );
            }
        }
        assert_eq!(*all.last().unwrap(), Rules::newest(HERE, basis));
    }
}

#[test]
fn version_1_of_the_amendment_stays_as_it_was_published() {
    let first = Rules::all(HERE, LegalBasis::Amendment).next().unwrap();
    let expected = [
        ("time to act", 60, "45 CFR 164.526(b)(2)(i)"),
        ("one extension", 30, "45 CFR 164.526(b)(2)(ii)"),
        ("post", 5, "a guess of this library; no law"),
        ("reminder ahead", 7, "a choice of this library; no law"),
        ("complaint", 180, "45 CFR 160.306(b)(3)"),
    ];
    assert_eq!(rows(first), expected);
}

#[test]
fn a_request_goes_by_the_rules_of_its_own_right() {
    let rules = Rules::newest(HERE, LegalBasis::Amendment);
    let refused = Request::draft_under(rules, RequestId::random(), facts(), day(2026, 1, 2));
    assert_eq!(refused, Err(Refusal::OtherRules));
    let mut request = received_on(day(2026, 1, 30));
    assert_eq!(request.edit(to_amend()), Err(Refusal::NotADraft));
    let mut draft = crate::sample::drafted();
    assert_eq!(draft.edit(to_amend()), Err(Refusal::OtherRules));
}

#[test]
fn an_amendment_is_denied_on_four_grounds_and_no_other() {
    let cites = AmendmentGround::ALL.map(AmendmentGround::cite);
    let expected = ["(i)", "(ii)", "(iii)", "(iv)"].map(|number| format!("45 CFR 164.526(a)(2){number}"));
    assert_eq!(cites.as_slice(), expected);
}

#[test]
fn version_1_stays_as_it_was_published() {
    let first = Rules::all(HERE, LegalBasis::Access).next().unwrap();
    let expected = [
        ("time to act", 30, "45 CFR 164.524(b)(2)(i)"),
        ("one extension", 30, "45 CFR 164.524(b)(2)(ii)"),
        ("post", 5, "a guess of this library; no law"),
        ("reminder ahead", 7, "a choice of this library; no law"),
        ("complaint", 180, "45 CFR 160.306(b)(3)"),
        ("flat fee", 650, "guidance of HHS on 45 CFR 164.524(c)(4); an option, no cap"),
    ];
    assert_eq!(rows(first), expected);
}

#[test]
fn a_later_table_alters_no_request_that_was_drafted_before() {
    let old = received_on(day(2026, 1, 30));
    let due = old.standing(day(2026, 2, 1)).due;
    let mut later = *Rules::newest(HERE, LegalBasis::Access);
    later.version += 1;
    later.numbers.response_days = 15;
    // A request under the later table has its numbers; the older one, written out and read again, has those it had.
    let new = Request::draft_under(&later, RequestId::random(), facts(), day(2026, 1, 2)).unwrap();
    assert_eq!((new.rule_version, new.numbers.response_days), (later.version, 15));
    let read: Request = serde_json::from_str(&serde_json::to_string(&old).unwrap()).unwrap();
    assert_eq!((read.rule_version, read.standing(day(2026, 2, 1)).due), (1, due));
}

#[test]
fn three_grounds_give_a_right_to_a_review_and_all_but_one_are_in_the_rule() {
    let reviewable: Vec<_> = DenialGround::ALL.iter().filter(|ground| ground.is_reviewable()).collect();
    let expected = [&DenialGround::Danger, &DenialGround::HarmToAnother, &DenialGround::HarmByRepresentative];
    assert_eq!(reviewable, expected);
    for ground in reviewable {
        assert!(ground.cite().starts_with("45 CFR 164.524(a)(3)("));
    }
    let uncited = DenialGround::ALL.iter().filter(|ground| ground.cite().is_empty()).count();
    assert_eq!(uncited, 1);
}

#[test]
fn searching_and_retrieving_may_not_be_charged() {
    let lawful =
        [FeeItem::CopyingLabour, FeeItem::Supplies, FeeItem::Postage, FeeItem::AgreedSummary, FeeItem::Flat];
    assert!(lawful.iter().all(FeeItem::may_be_charged));
    let unlawful = [FeeItem::SearchAndRetrieval, FeeItem::Access, FeeItem::Other("handling".into())];
    assert!(!unlawful.iter().any(FeeItem::may_be_charged));
}
