//! Contacts: providers and people close to the person, tied to records, offered from them, and copied.

use backpack::contacts::{Address, Contact, PersonalRole, PointSort};
use backpack::record::entry::Visit;
use backpack::{ErrorKind, Filter, Person};
use backpack_testkit::run;

use crate::world::{Connected, Home};

#[test]
fn providers_have_a_specialty_and_are_current_or_past() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana")).await.unwrap();
        let ek = Contact::provider("Dr. Ann Ek")
            .with_specialty("Cardiology")
            .with_organisation("City Hospital")
            .with_role("Attending physician")
            .with_npi("1234567893")
            .with_phone("555-0100")
            .with_fax("555-0101")
            .with_email("ek@city.example")
            .with_web("https://city.example")
            .with_portal("https://my.city.example")
            .with_address(Address::new("1 Main St").with_city("Springfield").with_state("IL"))
            .with_note("parking behind the house");
        let id = backpack.add_contact(ek.clone()).await.unwrap();
        let seen = backpack.contact(id).await.unwrap();
        assert_eq!(seen.contact, ek);
        backpack.edit_contact(&seen, ek.past()).await.unwrap();
        account.close().await.unwrap();
        let backpack = home.open().await.backpack(backpack.id()).await.unwrap();
        let kept = backpack.contacts().await.unwrap();
        assert_eq!(kept.len(), 1);
        let care = kept[0].contact.care().unwrap();
        assert_eq!((care.specialty.as_deref(), care.is_past), (Some("Cardiology"), true));
        let wrong =
            backpack.add_contact(Contact::provider("Dr. X").with_npi("1234567890")).await.unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Invalid(_)), "{wrong}");
    });
}

#[test]
fn personal_contacts_have_representative_roles() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana")).await.unwrap();
        let mai = Contact::personal("Mai 山田 🌸")
            .with_relation("mother")
            .there_as(PersonalRole::EmergencyContact)
            .there_as(PersonalRole::HealthCareProxy)
            .with_phone("+81 3-0000-0000");
        let id = backpack.add_contact(mai.clone()).await.unwrap();
        assert_eq!(backpack.contact(id).await.unwrap().contact, mai);
        let shapes = mai.resources("mai", "Patient/ana");
        assert_eq!(shapes.iter().map(|one| one.resource_type).collect::<Vec<_>>(), ["RelatedPerson"]);
        backpack.remove_contact(id).await.unwrap();
        assert!(backpack.contacts().await.unwrap().is_empty());
    });
}

#[test]
fn contacts_can_be_tied_to_health_information() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana")).await.unwrap();
        let ek = backpack.add_contact(Contact::provider("Ann Ek, MD")).await.unwrap();
        let visit = backpack.add(Visit::new("Check-up").provider("Dr. Ann Ek")).await.unwrap();
        backpack.add(Visit::new("Another").provider("Dr. Bo Öst")).await.unwrap();
        let of_visit = backpack.contacts_of_record(visit).await.unwrap();
        assert_eq!(of_visit.iter().map(|kept| kept.id).collect::<Vec<_>>(), [ek]);
        assert_eq!(backpack.records_of_contact(ek).await.unwrap(), [visit]);
    });
}

#[test]
fn whom_imported_records_name_is_offered_accepted_or_dismissed() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let Connected { home, account, backpack, .. } = connected;
        let offered = backpack.suggested_contacts().await.unwrap();
        assert!(offered.len() > 1, "the portal names several");
        assert!(offered.is_sorted_by(|a, b| a.mentions >= b.mentions));
        let person = backpack.person().await.unwrap().name;
        assert!(offered.iter().all(|one| one.contact.name != person), "not the person");
        let described = offered.iter().find(|one| !one.described_by.is_empty()).unwrap().clone();
        let other = offered.iter().find(|one| one.contact.name != described.contact.name).unwrap().clone();
        let id = backpack.accept_contact(&described).await.unwrap();
        backpack.dismiss_contact(&other).await.unwrap();
        let kept = backpack.contact(id).await.unwrap();
        assert!(!kept.ties.is_empty() && !kept.is_changed_at_source);
        assert!(!backpack.records_of_contact(id).await.unwrap().is_empty());
        let (_, backpack) = home.reopened(&account).await;
        let now = backpack.suggested_contacts().await.unwrap();
        assert_eq!(now.len(), offered.len() - 2);
        let dismissed = backpack.dismissed_contacts().await.unwrap();
        backpack.offer_again(&dismissed[0]).await.unwrap();
        assert_eq!(backpack.suggested_contacts().await.unwrap().len(), offered.len() - 1);
    });
}

#[test]
fn a_contact_is_copied_into_another_backpack_and_remembers_nobody() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana")).await.unwrap();
        let kim = account.add_backpack(Person::new("Kim")).await.unwrap();
        ana.add(Visit::new("Check-up").provider("Dr. Ann Ek")).await.unwrap();
        let offered = ana.suggested_contacts().await.unwrap();
        let ek = ana.accept_contact(&offered[0]).await.unwrap();
        let seen = ana.contact(ek).await.unwrap();
        ana.edit_contact(&seen, seen.contact.clone().with_phone("555").with_note("Ana's heart"))
            .await
            .unwrap();
        let copied = ana.copy_contact(ek, &kim).await.unwrap();
        assert_eq!(ana.copy_contact(ek, &kim).await.unwrap(), copied);
        let all = kim.contacts().await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].contact.reached_by(PointSort::Phone).collect::<Vec<_>>(), ["555"]);
        assert!(all[0].ties.is_empty() && all[0].contact.note.is_none());
        assert_eq!(kim.find(&Filter::new()).total, 0);
    });
}
