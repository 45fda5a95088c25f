//! What people write into a Backpack by hand, of every sort, with terms to choose from and words of their own.

use backpack::core::RecordId;
use backpack::keep::Source;
use backpack::record::Kind;
use backpack::record::entry::{
    Allergy, AllergyCategory, Answer, Condition, GeneticResult, Immunization, Injury, LabResult, Medication,
    NewEntry, Note, OnClash, Procedure, Symptom, Treatment,
};
use backpack::terms::{List, Row, Terms};
use backpack::{Backpack, ErrorKind, Filter, Person};
use backpack_testkit::run;

use crate::samples;
use crate::world::{Connected, Home, id_of};

async fn a_backpack(home: &Home) -> (backpack::Account, Backpack) {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    (account, backpack)
}

/// Adds an entry and checks that it is listed under its kind, by this title.
async fn listed(backpack: &Backpack, entry: impl Into<NewEntry> + Send, kind: Kind, title: &str) -> RecordId {
    let id = backpack.add(entry).await.unwrap();
    let found = backpack.find(&Filter::new().kind(kind)).records;
    let record =
        found.iter().find(|record| record.id == id).unwrap_or_else(|| panic!("no {title} as {kind}"));
    assert_eq!((record.title(), record.source), (title, Source::Entry));
    id
}

#[test]
fn conditions_current_and_past_are_entered() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let now = listed(&backpack, Condition::new("Asthma").onset("1999"), Kind::Condition, "Asthma").await;
        let past = Condition::new("Eczema").onset("2001-04").end("2011");
        let past = listed(&backpack, past, Kind::Condition, "Eczema").await;
        let status = |id| backpack.record(id).unwrap().header.status.unwrap().to_string();
        assert_eq!((status(now), status(past)), ("active".to_owned(), "resolved".to_owned()));
        let end = backpack.body(past).await.unwrap();
        assert!(String::from_utf8_lossy(&end).contains(r#""abatementDateTime":"2011""#));
    });
}

#[test]
fn symptoms_injuries_medications_procedures_treatments_and_vaccinations_are_entered() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        listed(&backpack, Symptom::new("Dizziness").onset("2026-01"), Kind::Symptom, "Dizziness").await;
        listed(&backpack, Injury::new("Sprain").cause("a fall"), Kind::Injury, "Sprain").await;
        let medication = Medication::new("Metformin").dose("500 mg").frequency("twice a day");
        listed(&backpack, medication, Kind::Medication, "Metformin").await;
        listed(&backpack, Procedure::new("Cast").date("2018-04"), Kind::Procedure, "Cast").await;
        let treatment = Treatment::new("Physiotherapy").date("2025-11");
        let treatment = listed(&backpack, treatment, Kind::Procedure, "Physiotherapy").await;
        assert!(matches!(backpack.entry(treatment).await.unwrap(), NewEntry::Treatment(_)));
        let vaccine = Immunization::new("Tetanus").date("2019").lot("A1B2").dose_number("2");
        listed(&backpack, vaccine, Kind::Immunization, "Tetanus").await;
    });
}

#[test]
fn medication_allergies_and_food_allergies_are_entered_and_told_apart() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        for (substance, category) in
            [("Peanut", AllergyCategory::Food), ("Penicillin", AllergyCategory::Medication)]
        {
            let allergy = Allergy::new(substance).category(category).reaction("Hives");
            let id = listed(&backpack, allergy, Kind::Allergy, substance).await;
            let NewEntry::Allergy(form) = backpack.entry(id).await.unwrap() else { panic!("no allergy") };
            assert_eq!(form.category, Some(category));
        }
    });
}

#[test]
fn labs_and_genetic_tests_are_entered() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let lab = LabResult::new("Ferritin").value("41.0", "ug/L").range_low("30", "ug/L").date("2025-12-01");
        let lab = listed(&backpack, lab, Kind::LabResult, "Ferritin").await;
        let value = backpack.record(lab).unwrap().header.value.unwrap().to_string();
        assert_eq!(value, "41.0 ug/L");
        let test = GeneticResult::new("BRCA1").gene("BRCA1").variant("NM_007294.4:c.68_69del");
        let test = listed(&backpack, test, Kind::GeneticResult, "BRCA1").await;
        let NewEntry::GeneticResult(form) = backpack.entry(test).await.unwrap() else {
            panic!("no genetic test")
        };
        assert_eq!(form.variant.as_deref(), Some("NM_007294.4:c.68_69del"));
    });
}

#[test]
fn a_controlled_list_of_terms_is_offered_and_free_text_is_always_taken() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let hit = backpack.suggest(Kind::Condition, "high bl", "en", 5).remove(0);
        assert_eq!((hit.display(), hit.code()), ("High blood pressure", Some("I10")));
        let chosen = listed(&backpack, Condition::new(hit), Kind::Condition, "High blood pressure").await;
        assert_eq!(backpack.record(chosen).unwrap().header.codes[0].code.as_deref(), Some("I10"));
        listed(&backpack, Condition::new("my odd knee"), Kind::Condition, "my odd knee").await;
        // What the person once wrote is offered again, before the lists.
        assert_eq!(backpack.suggest(Kind::Condition, "odd kn", "en", 5)[0].display(), "my odd knee");
        for list in List::ALL {
            assert!(!Terms::of([*list]).is_empty(), "{list:?}");
        }
        let own = Terms::from_rows([Row::new("https://clinic.example", "7", "Knee school")]);
        assert_eq!(
            own.and(backpack.terms(Kind::Procedure)).search("knee", "en", 1)[0].display(),
            "Knee school"
        );
    });
}

#[test]
fn terms_are_shown_in_the_persons_language() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let hit = backpack.suggest(Kind::Allergy, "erdn", "de", 5).remove(0);
        assert_eq!(hit.display(), "Erdnuss");
        let id = backpack.add(Allergy::new(hit)).await.unwrap();
        let record = backpack.record(id).unwrap();
        assert_eq!(record.title(), "Erdnuss", "the entry stays in the words that were chosen");
        let shown = ["en", "es", "de", "fr", "pt-BR", "it"].map(|language| record.title_in(language));
        assert_eq!(shown, ["Peanut", "Cacahuete", "Erdnuss", "Arachide", "Amendoim", "Arachide"]);
        let free = backpack.add(Allergy::new("Tante Ernas Kuchen")).await.unwrap();
        assert_eq!(backpack.record(free).unwrap().title_in("fr"), "Tante Ernas Kuchen");
    });
}

#[test]
fn notes_and_files_attach_to_any_of_them() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let file = backpack.add_file("letter.pdf", None, b"%PDF-1.4 a letter".to_vec()).await.unwrap();
        for entry in samples::fewest() {
            let id = backpack.add(entry).await.unwrap();
            backpack.note(id, "as my mother told it").await.unwrap();
            backpack.attach(id, file.id).await.unwrap();
            let overlay = backpack.record(id).unwrap().overlay;
            assert_eq!((overlay.notes.len(), overlay.files.len()), (1, 1));
        }
    });
}

#[test]
fn an_entry_of_every_kind_is_read_back_edited_deleted_brought_back_and_undone() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        for (full, fewest) in samples::full().into_iter().zip(samples::fewest()) {
            let kind = full.kind().unwrap();
            let id = backpack.add(fewest.clone()).await.unwrap();
            let first = backpack.body(id).await.unwrap();
            let form = backpack.entry(id).await.unwrap();
            backpack.edit(id, form).await.unwrap();
            assert_eq!(
                backpack.record(id).unwrap().versions,
                1,
                "{kind}: a form that nobody touched was an edit"
            );
            backpack.edit(id, full).await.unwrap();
            assert_eq!(
                (backpack.record(id).unwrap().kind(), backpack.record(id).unwrap().versions),
                (kind, 2)
            );
            let edited = backpack.body(id).await.unwrap();
            assert_ne!(edited, first);
            let seen =
                || backpack.find(&Filter::new().kind(kind)).records.iter().any(|record| record.id == id);
            backpack.delete(id).await.unwrap();
            assert!(!seen(), "{kind} is still listed");
            backpack.restore(id).await.unwrap();
            assert!(seen(), "{kind} did not come back");
            backpack.undo(id).await.unwrap();
            assert!(!seen(), "{kind}: bringing it back was not undone");
            backpack.restore(id).await.unwrap();
            assert_eq!(backpack.body(id).await.unwrap(), edited);
        }
    });
}

#[test]
fn two_who_edit_one_entry_are_told_of_each_other() {
    run(async {
        let home = Home::new();
        let (_account, backpack) = a_backpack(&home).await;
        let id = backpack.add(Condition::new("Asthma").note("since school")).await.unwrap();
        let mut forms = Vec::new();
        for note in ["in spring", "in autumn"] {
            let mut opened = backpack.open_entry(id).await.unwrap();
            let NewEntry::Condition(form) = &mut opened.form else { panic!("it is a condition") };
            form.note = Some(note.into());
            forms.push(opened);
        }
        assert!(backpack.save_entry(&forms[0], OnClash::Ask).await.unwrap().is_written);
        let asked = backpack.save_entry(&forms[1], OnClash::Ask).await.unwrap();
        assert_eq!((asked.is_written, asked.clashes.len(), asked.since), (false, 1, vec![1]));
        let says = async || String::from_utf8(backpack.body(id).await.unwrap().to_vec()).unwrap();
        assert!(says().await.contains("in spring"));
        backpack.save_entry(&forms[1], OnClash::Mine).await.unwrap();
        assert!(says().await.contains("in autumn"));
        assert_eq!(backpack.versions(id).unwrap().len(), 3);
    });
}

#[test]
fn imported_and_manual_records_have_the_same_abilities_but_no_hand_changes_what_a_portal_sent() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let imported = backpack.find(&Filter::new().kind(Kind::LabResult)).records.remove(0);
        let entry = backpack.add(LabResult::new("CRP").answer(Answer::Text("normal".into()))).await.unwrap();
        for id in [imported.id, entry] {
            backpack.note(id, "ask about it").await.unwrap();
            backpack.flag(id, "not mine").await.unwrap();
            backpack.hide(id).await.unwrap();
            backpack.show(id).await.unwrap();
            let overlay = backpack.record(id).unwrap().overlay;
            assert_eq!((overlay.notes.len(), overlay.flagged.is_some(), overlay.hidden), (1, true, false));
        }
        let before = backpack.body(imported.id).await.unwrap();
        let refusals = [
            backpack.edit(imported.id, Note::new("mine now")).await.unwrap_err(),
            backpack.delete(imported.id).await.unwrap_err(),
            backpack.restore(imported.id).await.unwrap_err(),
            backpack.entry(imported.id).await.unwrap_err(),
        ];
        assert!(refusals.iter().all(|refusal| refusal.kind() == &ErrorKind::NotAnEntry));
        assert_eq!(backpack.body(imported.id).await.unwrap(), before);
        assert_eq!(id_of(backpack, &crate::world::name_of(&imported)), imported.id);
    });
}
