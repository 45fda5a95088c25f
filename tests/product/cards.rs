//! Share cards: rules and exceptions, snapshots, live links.

use std::time::Duration;

use backpack::cards::{Card, CardItem, CardLinkState, EMERGENCY, HEALTH_HISTORY, LinkOptions, ProfileFact};
use backpack::contacts::{Contact, ContactPoint, PersonalRole, PointSort};
use backpack::core::CardId;
use backpack::keep::Sex;
use backpack::record::entry::{Allergy, AllergyCategory, Condition};
use backpack::record::profile::{Abo, BloodType, Profile, Rh};
use backpack::{Backpack, ErrorKind, Person};
use backpack_testkit::run;

use crate::world::{Connected, Home};

async fn filled(home: &Home) -> Backpack {
    let account = home.create().await;
    let blood = BloodType::new(Abo::O, Rh::Negative);
    let profile = Profile::default().with_blood_type(blood);
    let person = Person::new("Ana Ruiz").born("1980-04-02").with_sex(Sex::Female).with_profile(profile);
    let backpack = account.add_backpack(person).await.unwrap();
    backpack.add(Allergy::new("penicillin").category(AllergyCategory::Medication)).await.unwrap();
    backpack.add(Allergy::new("latex")).await.unwrap();
    backpack.add(Allergy::new("peanuts").category(AllergyCategory::Food)).await.unwrap();
    backpack.add(Allergy::new("birch pollen").category(AllergyCategory::Environment)).await.unwrap();
    backpack.add(Condition::new("asthma")).await.unwrap();
    backpack
}

/// Returns what a PDF says to whoever reads its text, as an independent reader of PDFs has it.
pub(super) async fn words_of(backpack: &Backpack, pdf: Vec<u8>) -> String {
    let file = backpack.add_file("printed.pdf", Some("application/pdf"), pdf).await.unwrap();
    backpack.file_text(file.id).await.unwrap().unwrap().join("\n")
}

async fn titles(backpack: &Backpack, card: CardId) -> Vec<String> {
    let contents = backpack.card_contents(card).await.unwrap();
    let records = contents.sections.into_iter().flat_map(|section| section.records);
    let mut titles: Vec<_> = records.map(|record| record.title).collect();
    titles.sort();
    titles
}

fn find(backpack: &Backpack, title: &str) -> CardItem {
    let found = backpack.find(&backpack::Filter::new().text(title)).records;
    CardItem::Record(found[0].id)
}

#[test]
fn an_emergency_card_and_one_of_the_health_history_always_exist() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let ids: Vec<_> = backpack.cards().await.unwrap().into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [EMERGENCY, HEALTH_HISTORY]);
        backpack.take_off_card(EMERGENCY, CardItem::Fact(ProfileFact::Name)).await.unwrap();
        backpack.remove_card(EMERGENCY).await.unwrap();
        let (_account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.card(EMERGENCY).await.unwrap(), Card::emergency());
        assert_eq!(backpack.cards().await.unwrap().len(), 2);
    });
}

#[test]
fn the_emergency_card_shows_key_facts_and_medication_allergies_and_anything_can_be_taken_off_or_added() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        // What nobody said to be an allergy to anything in particular may be one to medication.
        assert_eq!(titles(&backpack, EMERGENCY).await, ["latex", "penicillin"]);
        let facts = backpack.card_contents(EMERGENCY).await.unwrap().facts;
        let facts: Vec<_> = facts.iter().map(|fact| (fact.fact, fact.value.as_deref().unwrap())).collect();
        assert_eq!(
            facts,
            [
                (ProfileFact::Name, "Ana Ruiz"),
                (ProfileFact::BirthDate, "1980-04-02"),
                (ProfileFact::Gender, "female"),
                (ProfileFact::BloodType, "O-"),
            ]
        );
        backpack.take_off_card(EMERGENCY, find(&backpack, "latex")).await.unwrap();
        backpack.put_on_card(EMERGENCY, find(&backpack, "asthma")).await.unwrap();
        backpack.take_off_card(EMERGENCY, CardItem::Fact(ProfileFact::BirthDate)).await.unwrap();
        assert_eq!(titles(&backpack, EMERGENCY).await, ["asthma", "penicillin"]);
        assert_eq!(backpack.card_contents(EMERGENCY).await.unwrap().facts.len(), 3);
        backpack.put_on_card(EMERGENCY, find(&backpack, "latex")).await.unwrap();
        assert_eq!(titles(&backpack, EMERGENCY).await, ["asthma", "latex", "penicillin"]);
    });
}

#[test]
fn the_health_history_shows_everything_but_what_was_taken_off_and_new_records_by_themselves() {
    run(async {
        let connected = Connected::new().await;
        let backpack = &connected.backpack;
        let own = backpack.add(Allergy::new("peanuts")).await.unwrap();
        backpack.take_off_card(HEALTH_HISTORY, CardItem::Record(own)).await.unwrap();
        assert!(titles(backpack, HEALTH_HISTORY).await.is_empty());
        let report = connected.sync().await;
        let shown = backpack.card_contents(HEALTH_HISTORY).await.unwrap();
        let taken_back = backpack.find(&backpack::Filter::new()).records;
        let taken_back = taken_back.iter().filter(|record| record.retracted).count();
        assert_eq!(shown.records() + taken_back, usize::try_from(report.new).unwrap());
        assert!(shown.sections.iter().filter(|section| !section.records.is_empty()).count() > 10);
        assert!(shown.files.is_empty(), "files are put on one by one");
        // What is hidden is on no card.
        let hidden = shown.sections.iter().find_map(|section| section.records.first()).unwrap().id;
        backpack.hide(hidden).await.unwrap();
        assert_eq!(backpack.card_contents(HEALTH_HISTORY).await.unwrap().records(), shown.records() - 1);
    });
}

#[test]
fn a_food_allergy_card_and_any_number_of_custom_cards_item_by_item() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let food = backpack.add_card(Card::food_allergies()).await.unwrap();
        assert_eq!(titles(&backpack, food).await, ["latex", "peanuts"]);
        for who in ["school", "trainer", "babysitter", "specialist"] {
            let card = backpack.add_card(Card::custom(who)).await.unwrap();
            assert!(titles(&backpack, card).await.is_empty());
            backpack.put_on_card(card, find(&backpack, "asthma")).await.unwrap();
            assert_eq!(titles(&backpack, card).await, ["asthma"]);
        }
        assert_eq!(backpack.cards().await.unwrap().len(), 7);
        let nameless = backpack.add_card(Card::custom("  ")).await.unwrap_err();
        assert!(matches!(nameless.kind(), ErrorKind::Invalid(_)), "{nameless}");
        backpack.remove_card(food).await.unwrap();
        assert_eq!(backpack.card(food).await.unwrap_err().kind(), &ErrorKind::NotFound("card"));
    });
}

#[test]
fn a_card_is_live_under_an_address_and_an_access_code_that_must_be_switched_on() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let nothing = backpack.view_card("", "", "nobody").await.unwrap_err();
        assert_eq!(nothing.kind(), &ErrorKind::NotFound("card"));
        let link = backpack.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
        let (token, code) = (link.token.expose(), link.code.expose());
        assert_eq!((token.len(), code.len()), (43, 8));
        let wrong = backpack.view_card(token, "00000000", "a guess").await.unwrap_err();
        assert_eq!(wrong.kind(), &ErrorKind::NotPermitted("see this card"));
        let typed = format!("{} {}", &code[..4].to_lowercase(), &code[4..]);
        let seen = backpack.view_card(token, &typed, "Dr. Lee").await.unwrap();
        assert_eq!(seen.records(), 2);
        // It shows what is there now.
        backpack.add(Allergy::new("ibuprofen").category(AllergyCategory::Medication)).await.unwrap();
        assert_eq!(backpack.view_card(token, code, "Dr. Lee").await.unwrap().records(), 3);
        let listed = backpack.card_links().await.unwrap();
        assert_eq!((listed[0].views, listed[0].state), (2, CardLinkState::On));
        backpack.switch_off_link(&link.token).await.unwrap();
        let off = backpack.view_card(token, code, "Dr. Lee").await.unwrap_err();
        assert_eq!(off.kind(), &ErrorKind::NotFound("card"));
    });
}

#[test]
fn a_live_card_ends_for_good_and_every_view_is_in_the_journal() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let lasting = LinkOptions::lasting(Duration::from_secs(3_600));
        let link = backpack.switch_on_link(HEALTH_HISTORY, &lasting).await.unwrap();
        let (token, code) = (link.token.expose(), link.code.expose());
        backpack.view_card(token, code, "the school").await.unwrap();
        home.clock.advance(Duration::from_secs(3_600));
        assert!(backpack.view_card(token, code, "the school").await.is_err());
        assert_eq!(backpack.card_links().await.unwrap()[0].state, CardLinkState::Off);
        let page = backpack.activity(&backpack::keep::ActivityFilter::new()).await.unwrap();
        let views = page.acts.iter().filter(|told| told.act.name() == "shared").count();
        assert_eq!(views, 1);
    });
}

#[test]
fn guesses_at_an_access_code_are_counted_however_many_come_at_once() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let link = backpack.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
        let mut guesses = Vec::new();
        for number in 0..40 {
            let (backpack, token) = (backpack.clone(), link.token.expose().to_owned());
            guesses.push(tokio::spawn(async move {
                backpack.view_card(&token, &format!("WRONG{number:03}"), "a guess").await.unwrap_err()
            }));
        }
        let mut evaluated = 0;
        for guess in guesses {
            let kind = guess.await.unwrap().kind().clone();
            evaluated += usize::from(kind == ErrorKind::NotPermitted("see this card"));
        }
        assert_eq!(evaluated, 5);
        let (token, code) = (link.token.expose(), link.code.expose());
        assert!(backpack.view_card(token, code, "too late").await.is_err());
        assert_eq!(backpack.card_links().await.unwrap()[0].state, CardLinkState::Locked);
        let code = backpack.renew_code(&link.token, 5).await.unwrap();
        assert_eq!(backpack.view_card(token, code.expose(), "Dr. Lee").await.unwrap().records(), 2);
    });
}

#[test]
fn a_card_is_shared_as_a_pdf_which_is_a_snapshot() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        let page = backpack.card_page(&contents, "en").await.unwrap();
        let pdf = page.to_pdf().unwrap();
        assert!(pdf.bytes.starts_with(b"%PDF-1.7") && pdf.missing.is_empty());
        // What comes later is on the next one.
        backpack.add(Allergy::new("ibuprofen").category(AllergyCategory::Medication)).await.unwrap();
        let again = backpack.card_page(&contents, "en").await.unwrap();
        assert_eq!((again.to_pdf().unwrap(), again.to_text()), (pdf, page.to_text()));
        let text = page.to_text();
        for told in ["Emergency card", "Ana Ruiz", "April 2, 1980", "O-", "penicillin", "latex"] {
            assert!(text.contains(told), "{told} is missing from {text}");
        }
        for untold in ["peanuts", "asthma", "ibuprofen", "birch"] {
            assert!(!text.contains(untold), "{untold} is on {text}");
        }
    });
}

#[test]
fn the_live_view_is_shown_in_other_languages() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let link = backpack.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
        let seen = backpack.view_card(link.token.expose(), link.code.expose(), "ER").await.unwrap();
        for (language, title, blood, kind) in [
            ("en", "Emergency card", "Blood type", "Allergies"),
            ("es", "Tarjeta de emergencia", "Grupo sanguíneo", "Alergias"),
            ("de", "Notfallkarte", "Blutgruppe", "Allergien"),
            ("fr", "Carte d’urgence", "Groupe sanguin", "Allergies"),
            ("pt-BR", "Cartão de emergência", "Grupo sanguíneo", "Alergias"),
            ("it", "Scheda di emergenza", "Gruppo sanguigno", "Allergie"),
        ] {
            let text = backpack.card_page(&seen, language).await.unwrap().to_text();
            for told in [title, blood, kind, "penicillin"] {
                assert!(text.contains(told), "{told} is missing from {text}");
            }
        }
    });
}

#[test]
fn contacts_and_files_are_on_a_card_if_they_are_put_on() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let aunt = Contact::personal("Rosa Ruiz")
            .there_as(PersonalRole::EmergencyContact)
            .with_point(ContactPoint::new(PointSort::Phone, "+1 555 0100"));
        let aunt = backpack.add_contact(aunt).await.unwrap();
        let file = backpack.add_file("plan.txt", None, "call first").await.unwrap();
        let before = backpack.card_contents(EMERGENCY).await.unwrap();
        assert!(before.contacts.is_empty() && before.files.is_empty());
        backpack.put_on_card(EMERGENCY, CardItem::Contact(aunt)).await.unwrap();
        backpack.put_on_card(EMERGENCY, CardItem::File(file.id)).await.unwrap();
        let contents = backpack.card_contents(EMERGENCY).await.unwrap();
        assert_eq!((contents.contacts[0].id, contents.files[0].id), (aunt, file.id));
        let text = backpack.card_page(&contents, "en").await.unwrap().to_text();
        assert!(text.contains("Rosa Ruiz, +1 555 0100") && text.contains("plan.txt"), "{text}");
        // What was removed is on no card, and on the snapshot as it was.
        backpack.remove_contact(aunt).await.unwrap();
        backpack.remove_file(file.id).await.unwrap();
        assert_eq!(backpack.card_page(&contents, "en").await.unwrap().to_text(), text);
        let after = backpack.card_contents(EMERGENCY).await.unwrap();
        assert!(after.contacts.is_empty() && after.files.is_empty());
    });
}
