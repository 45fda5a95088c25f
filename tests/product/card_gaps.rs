//! Share cards: a gap never reads as "none".

use std::sync::Arc;

use backpack::cards::{
    Card, CardContents, CardItem, CardSection, EMERGENCY, HEALTH_HISTORY, PageOptions, ProfileFact,
};
use backpack::connect::{Item, Outcome, Query};
use backpack::core::{CardId, Clock as _, ConnectionId};
use backpack::record::Kind;
use backpack::record::entry::{Allergy, AllergyCategory, AllergyVerification, Condition};
use backpack::views::{Standing, Why};
use backpack::{Backpack, Filter, Person, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::Home;

pub(super) const NOT_SAID: &str = "This card does not say whether there are any.";
pub(super) const NONE_AT_PORTALS: &str = "None at the portals that were asked.";

pub(super) async fn add_person(home: &Home) -> Backpack {
    home.create().await.add_backpack(Person::new("Ana Ruiz")).await.unwrap()
}

fn portal(outcome: Outcome) -> ScriptedConnector {
    ScriptedConnector::new().with_outcome(Query::new("AllergyIntolerance", "allergies"), outcome)
}

pub(super) async fn connect(backpack: &Backpack, portal: &ScriptedConnector) -> ConnectionId {
    let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await.unwrap() else {
        panic!("this portal asks nobody to sign in")
    };
    connections[0]
}

pub(super) fn allergy(id: &str, title: &str, category: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"{id}","patient":{{"reference":"Patient/pat-1"}},
        "category":["{category}"],"code":{{"text":"{title}"}}}}"#
    ))
}

pub(super) async fn contents(backpack: &Backpack, card: CardId) -> CardContents {
    backpack.card_contents(card).await.unwrap()
}

async fn allergies(backpack: &Backpack, card: CardId) -> CardSection {
    let mut sections = contents(backpack, card).await.sections.into_iter();
    sections.find(|section| section.kind == Kind::Allergy).unwrap()
}

pub(super) async fn text(backpack: &Backpack, card: CardId, language: &str) -> String {
    backpack.card_page(&contents(backpack, card).await, language).await.unwrap().to_text()
}

/// What the lines of the part with this heading say.
pub(super) fn part(text: &str, heading: &str) -> String {
    let (_, part) =
        text.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("{heading} in {text}"));
    part.split("\n\n").next().unwrap().trim_end().to_owned()
}

#[test]
fn a_card_without_an_allergy_says_what_was_asked_and_never_reads_as_none() {
    run(async {
        let outcomes = [
            (Outcome::Refused("no".to_owned()), Why::Refused, "The scripted portal: did not give it."),
            (Outcome::NotGranted, Why::NotGranted, "The scripted portal: the sign-in does not cover it."),
            (Outcome::NotSupported, Why::NotSupported, "The scripted portal: does not offer it."),
            (Outcome::Partial("cut".to_owned()), Why::Partial, "The scripted portal: gave a part of it."),
        ];
        for (outcome, why, said) in outcomes {
            let home = Home::new();
            let backpack = add_person(&home).await;
            assert_eq!(
                part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication"),
                format!("- {NOT_SAID}")
            );
            let connection = connect(&backpack, &portal(outcome)).await;
            let before = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
            assert_eq!(before, "- There may be some. The scripted portal: has not answered yet.");
            backpack.sync(connection).await.unwrap();
            let section = allergies(&backpack, EMERGENCY).await;
            assert_eq!((section.standing, section.gaps[0].why), (Standing::Gap, why));
            let after = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
            assert_eq!(after, format!("- There may be some. {said}"));
            // What is there does not say that there is no more.
            backpack.add(Allergy::new("penicillin").category(AllergyCategory::Medication)).await.unwrap();
            let beside = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
            assert!(beside.ends_with(&format!("- There may be more. {said}")), "{beside}");
        }
    });
}

#[test]
fn none_is_said_where_every_portal_was_asked_or_somebody_says_so() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let asked = connect(&backpack, &portal(Outcome::Empty)).await;
        backpack.sync(asked).await.unwrap();
        // Of food there is something, of medication not.
        backpack.add(Allergy::new("peanuts").category(AllergyCategory::Food)).await.unwrap();
        let food = backpack.add_card(Card::food_allergies()).await.unwrap();
        let english = text(&backpack, EMERGENCY, "en").await;
        assert_eq!(part(&english, "Allergies to medication"), format!("- {NONE_AT_PORTALS}"));
        assert_eq!(part(&text(&backpack, food, "en").await, "Food allergies"), "- peanuts, active");
        for (language, heading, said) in [
            ("es", "Alergias a medicamentos", "Nada en los portales consultados."),
            ("de", "Allergien gegen Medikamente", "Nichts bei den gefragten Portalen."),
            ("fr", "Allergies aux médicaments", "Rien auprès des portails interrogés."),
            ("pt", "Alergias a medicamentos", "Nada nos portais consultados."),
            ("it", "Allergie ai farmaci", "Niente nei portali interrogati."),
        ] {
            assert_eq!(part(&text(&backpack, EMERGENCY, language).await, heading), format!("- {said}"));
        }
        // Somebody says that there is none: of medication, and of nothing else.
        let said = backpack.add(Allergy::new("No known drug allergies")).await.unwrap();
        let section = allergies(&backpack, EMERGENCY).await;
        assert_eq!((section.standing, section.records[0].id), (Standing::SaidNone, said));
        let told = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
        assert_eq!(told, "- No known drug allergies, active\n- None known, as a record says.");
        assert_eq!(part(&text(&backpack, food, "en").await, "Food allergies"), "- peanuts, active");
        // Beside an allergy it says nothing.
        backpack.add(Allergy::new("latex")).await.unwrap();
        let told = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
        assert_eq!(told, "- latex, active");
        // One that was ruled out is none.
        let home = Home::new();
        let backpack = add_person(&home).await;
        backpack.add(Allergy::new("penicillin").verification(AllergyVerification::Refuted)).await.unwrap();
        assert_eq!(allergies(&backpack, EMERGENCY).await.records, []);
        assert_eq!(allergies(&backpack, HEALTH_HISTORY).await.records, []);
    });
}

#[test]
fn a_portal_that_does_not_know_does_not_say_none() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let unasked = r#"{"resourceType":"AllergyIntolerance","id":"a-1","patient":{"reference":"Patient/pat-1"},
            "code":{"coding":[{"system":"http://snomed.info/sct","code":"1631000175102"}],"text":"Not on File"}}"#;
        let portal = ScriptedConnector::new()
            .with_query(Query::new("AllergyIntolerance", "allergies"), [Item::json(unasked)]);
        let connection = connect(&backpack, &portal).await;
        backpack.sync(connection).await.unwrap();
        assert_eq!(allergies(&backpack, EMERGENCY).await.standing, Standing::Unclear);
        let said = part(&text(&backpack, EMERGENCY, "en").await, "Allergies to medication");
        assert!(said.contains("Not known: nobody can say for certain."), "{said}");
        assert!(!said.contains("None"), "{said}");
    });
}

#[test]
fn the_health_history_says_of_each_kind_how_it_stands() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        backpack.add(Condition::new("asthma")).await.unwrap();
        let shown = contents(&backpack, HEALTH_HISTORY).await;
        let kinds: Vec<Kind> = shown.sections.iter().map(|section| section.kind).collect();
        let expected: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Other).collect();
        assert_eq!(kinds, expected);
        let standings = shown.sections.iter().filter(|section| section.kind != Kind::Condition);
        assert!(standings.into_iter().all(|section| section.standing == Standing::NotAsked));
        let text = text(&backpack, HEALTH_HISTORY, "en").await;
        assert_eq!(part(&text, "Conditions"), "- asthma, active");
        for heading in ["Allergies", "Medications"] {
            assert_eq!(part(&text, heading), format!("- {NOT_SAID}"));
        }
        let together = part(&text, "Nothing is shown of these");
        assert!(together.starts_with("- Symptoms, Injuries, Immunizations, Lab results"), "{together}");
        assert!(together.ends_with(NOT_SAID), "{together}");
        // A card for which nothing is asked says nothing of what it does not show.
        let card = backpack.add_card(Card::custom("school")).await.unwrap();
        assert_eq!(contents(&backpack, card).await.sections, []);
    });
}

#[test]
fn what_could_not_be_read_may_be_an_allergy() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let portal = ScriptedConnector::new().with_query(
            Query::new("AllergyIntolerance", "allergies"),
            [Item::json("{\"resourceType\": \"Allerg")],
        );
        let connection = connect(&backpack, &portal).await;
        assert_eq!(backpack.sync(connection).await.unwrap().quarantined, 1);
        let section = allergies(&backpack, EMERGENCY).await;
        assert_eq!((section.standing, section.gaps[0].why), (Standing::Gap, Why::Partial));
        let now = backpack.snapshot(home.clock.now()).await.unwrap();
        assert_eq!(now.allergies.standing, Standing::Gap);
    });
}

#[test]
fn what_the_person_corrected_decides_on_which_card_an_allergy_stands() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let portal = ScriptedConnector::new()
            .with_query(Query::new("AllergyIntolerance", "allergies"), [allergy("p", "Penicillin", "food")]);
        let connection = connect(&backpack, &portal).await;
        backpack.sync(connection).await.unwrap();
        assert_eq!(allergies(&backpack, EMERGENCY).await.records, []);
        let id = backpack.find(&Filter::new().kind(Kind::Allergy)).records[0].id;
        backpack.correct(id, "category[0]", "medication", None).await.unwrap();
        assert_eq!(allergies(&backpack, EMERGENCY).await.records[0].title, "Penicillin");
    });
}

#[test]
fn an_allergy_of_which_nobody_says_what_it_is_to_is_on_the_food_card_too() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        backpack.add(Allergy::new("sesame")).await.unwrap();
        backpack.add(Allergy::new("penicillin").category(AllergyCategory::Medication)).await.unwrap();
        let food = backpack.add_card(Card::food_allergies()).await.unwrap();
        let titles: Vec<_> =
            allergies(&backpack, food).await.records.into_iter().map(|record| record.title).collect();
        assert_eq!(titles, ["sesame"]);
    });
}

#[test]
fn what_nobody_said_of_the_person_is_not_known_on_the_emergency_card() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let english = text(&backpack, EMERGENCY, "en").await;
        for said in ["Name: Ana Ruiz", "Birth date: not known", "Gender: not known", "Blood type: not known"]
        {
            assert!(english.contains(said), "{said} in {english}");
        }
        assert!(text(&backpack, EMERGENCY, "de").await.contains("Blutgruppe: nicht bekannt"));
        // What was taken off is not said at all, and other cards leave out what nobody said.
        backpack.take_off_card(EMERGENCY, CardItem::Fact(ProfileFact::BloodType)).await.unwrap();
        assert!(!text(&backpack, EMERGENCY, "en").await.contains("Blood type"));
        assert!(!text(&backpack, HEALTH_HISTORY, "en").await.contains("Blood type"));
    });
}

#[test]
fn a_gap_is_told_on_the_live_view_and_in_the_pdf() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let connection = connect(&backpack, &portal(Outcome::NotSupported)).await;
        backpack.sync(connection).await.unwrap();
        let link =
            backpack.switch_on_link(EMERGENCY, &backpack::cards::LinkOptions::default()).await.unwrap();
        let seen = backpack.view_card(link.token.expose(), link.code.expose(), "ER").await.unwrap();
        let page = backpack.card_page(&seen, PageOptions::in_language("fr")).await.unwrap();
        let said = "Il peut y en avoir. The scripted portal : ne le propose pas.";
        assert!(page.to_text().contains(said), "{}", page.to_text());
        let pdf = page.to_pdf().unwrap();
        let read = super::cards::words_of(&backpack, pdf.bytes).await;
        assert!(read.contains(said) && read.contains("Page 1 sur 1"), "{read}");
        assert!(read.contains("Groupe sanguin: non connu"), "{read}");
    });
}
