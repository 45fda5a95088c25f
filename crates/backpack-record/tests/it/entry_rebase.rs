//! Two people edit one entry: nothing is lost without a word.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use backpack_record::Code;
use backpack_record::entry::{
    Allergy, Clash, Concept, Condition, Entry, Moment, NewEntry, OnClash, Reaction, Rebased, Severity,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::samples;

const PERSON: Option<&str> = Some("Patient/p1");

fn built(entry: impl Into<NewEntry>) -> Vec<u8> {
    entry.into().build("e1", PERSON).unwrap().body().to_vec()
}

fn asthma() -> Condition {
    Condition::new("Asthma").onset("1999").note("since school")
}

/// Does an edit to what another made of the same entry.
fn rebased(base: &Condition, mine: &Condition, theirs: &Condition, on_clash: OnClash) -> Rebased {
    let mine = NewEntry::from(mine.clone());
    mine.rebase(&built(base.clone()), &built(theirs.clone()), ("e1", PERSON), on_clash).unwrap()
}

fn elements(clashes: &[Clash]) -> Vec<&str> {
    clashes.iter().map(|clash| clash.element.as_str()).collect()
}

fn form(entry: Option<Entry>) -> Condition {
    Condition::read(entry.unwrap().body()).unwrap()
}

#[test]
fn what_each_changed_by_themselves_is_kept_and_told() {
    let mine = asthma().body_site(Concept::new("lungs"));
    let theirs = asthma().severity(Severity::Mild).note("since school, in spring");
    let both = rebased(&asthma(), &mine, &theirs, OnClash::Ask);
    assert_eq!((both.theirs, both.clashes), (vec!["severity".to_owned(), "note".into()], vec![]));
    let wanted =
        asthma().body_site(Concept::new("lungs")).severity(Severity::Mild).note("since school, in spring");
    assert_eq!(form(both.entry), wanted);
    // What both did alike is no matter.
    let alike = rebased(&asthma(), &theirs, &theirs, OnClash::Ask);
    assert_eq!((alike.theirs, alike.clashes, form(alike.entry)), (vec![], vec![], theirs));
}

#[test]
fn what_both_changed_is_asked_insisted_on_or_left() {
    let (mine, theirs) = (asthma().note("mine").severity(Severity::Mild), asthma().note("theirs"));
    let asked = rebased(&asthma(), &mine, &theirs, OnClash::Ask);
    assert_eq!(asked.entry, None);
    assert_eq!(elements(&asked.clashes), ["note[0]"]);
    let clash = &asked.clashes[0];
    let said = [&clash.before, &clash.mine, &clash.theirs].map(|text| text.clone().unwrap());
    assert_eq!(said, ["since school", "mine", "theirs"].map(|text| format!("{{\"text\":\"{text}\"}}")));
    assert_eq!(form(rebased(&asthma(), &mine, &theirs, OnClash::Mine).entry), mine);
    let left = rebased(&asthma(), &mine, &theirs, OnClash::Theirs);
    // What only the form changed is written all the same.
    assert_eq!(form(left.entry), theirs.clone().severity(Severity::Mild));
    // One emptied what the other rewrote.
    let emptied = rebased(&asthma(), &Condition::new("Asthma").onset("1999"), &theirs, OnClash::Ask);
    assert_eq!((elements(&emptied.clashes), &emptied.clashes[0].mine), (vec!["note"], &None));
}

#[test]
fn of_a_choice_of_types_one_is_there() {
    let mine = asthma().onset(Moment::Words("as a child".into()));
    let theirs = asthma().onset("2001-04");
    assert_eq!(elements(&rebased(&asthma(), &mine, &theirs, OnClash::Ask).clashes), ["onset"]);
    for (on_clash, wanted) in [(OnClash::Mine, &mine), (OnClash::Theirs, &theirs)] {
        assert_eq!(&form(rebased(&asthma(), &mine, &theirs, on_clash).entry), wanted);
    }
}

#[test]
fn nothing_is_put_together_that_neither_wrote() {
    // The words of one and the code of the other are no term.
    let coded = |words: &str, code: &'static str| {
        Condition::new(words).code(Code::new("http://snomed.info/sct", code))
    };
    let clashes = rebased(
        &coded("Asthma", "195967001"),
        &coded("Hay fever", "195967001"),
        &coded("Asthma", "21719001"),
        OnClash::Ask,
    );
    assert_eq!(elements(&clashes.clashes), ["code"]);
    // An end by one before a start by the other is refused.
    let end = NewEntry::from(asthma().end("2005"));
    let contradicting =
        end.rebase(&built(asthma()), &built(asthma().onset("2010")), ("e1", PERSON), OnClash::Mine);
    assert!(contradicting.is_err());
    // Items of a list that both changed at the same place.
    let reactions = |first: &str, second: &str| {
        let reaction = |words: &str| Reaction::new(words);
        Allergy::new("peanuts").reaction(reaction(first)).reaction(reaction(second))
    };
    let mine = NewEntry::from(reactions("hives", "fever"));
    let on = |theirs: Allergy| {
        mine.rebase(&built(reactions("rash", "fever")), &built(theirs), ("e1", PERSON), OnClash::Ask)
    };
    assert_eq!(elements(&on(reactions("itch", "fever")).unwrap().clashes), ["reaction"]);
    let apart = on(reactions("rash", "chills")).unwrap();
    assert_eq!(apart.theirs, ["reaction[1]"]);
    assert_eq!(Allergy::read(apart.entry.unwrap().body()).unwrap(), reactions("hives", "chills"));
}

#[test]
fn what_is_no_form_of_one_sort_is_one_whole() {
    let other = built(Allergy::new("peanuts"));
    let mine = NewEntry::from(asthma().note("mine"));
    let asked = mine.rebase(&built(asthma()), &other, ("e1", PERSON), OnClash::Ask).unwrap();
    assert_eq!((asked.entry, elements(&asked.clashes)), (None, vec!["Condition"]));
    let left = mine.rebase(&built(asthma()), &other, ("e1", PERSON), OnClash::Theirs).unwrap();
    assert_eq!(left.entry.unwrap().body(), other);
    let insisted = mine.rebase(&built(asthma()), &other, ("e1", PERSON), OnClash::Mine).unwrap();
    assert_eq!(insisted.entry.unwrap().body(), built(asthma().note("mine")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// For every kind: with nothing changed by the other, or nothing by the form, the one that changed stays.
    #[test]
    fn one_edit_alone_is_that_edit(which in any::<prop::sample::Index>()) {
        let (full, fewest) = (samples::full(), samples::fewest());
        let full = which.get(&full);
        let Some(few) = fewest.iter().find(|few| std::mem::discriminant(*few) == std::mem::discriminant(full)) else {
            return Ok(());
        };
        let (base, other) = (built(few.clone()), built(full.clone()));
        let value = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
        let mine = full.rebase(&base, &base, ("e1", PERSON), OnClash::Ask).unwrap();
        prop_assert_eq!(value(mine.entry.unwrap().body()), value(full.build_over(&base, "e1", PERSON).unwrap().body()));
        let theirs = few.rebase(&base, &other, ("e1", PERSON), OnClash::Ask).unwrap();
        prop_assert_eq!(theirs.clashes, vec![]);
        prop_assert_eq!(value(theirs.entry.unwrap().body()), value(&other));
    }
}
