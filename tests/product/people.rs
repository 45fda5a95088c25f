//! Accounts and the people in them: one sign-in, several Backpacks, one looked at at a time.

use backpack::contacts::Contact;
use backpack::people::{
    Added, Affirmation, Answer, BirthSex, BloodType, Consent, Ethnicity, Profile, Race, Relation, Sex, Whose,
};
use backpack::record::entry::{Allergy, Visit};
use backpack::{Account, Backpack, ErrorKind, Filter, Person};
use backpack_testkit::run;

use crate::world::{Clinic, Home, files_below, sync};

/// Adds somebody whom the account's holder represents.
pub(super) async fn add(account: &Account, name: &str) -> Backpack {
    let adding = account.add_person(Person::new(name)).await.unwrap();
    adding.finish(Affirmation::new(Relation::Parent, "1"), vec![]).await.unwrap().there().unwrap()
}

/// Returns how many files below the account's folder are of one Backpack.
fn files_of(home: &Home, backpack: &Backpack) -> usize {
    let id = backpack.id().to_string();
    files_below(&home.path()).keys().filter(|path| path.to_string_lossy().contains(&id)).count()
}

#[test]
fn an_account_is_one_sign_in_and_holds_ones_own_backpack_and_those_of_others() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        account.add_backpack(Person::new("Ana")).await.unwrap();
        add(&account, "Kim").await;
        add(&account, "Old Joe").await;
        account.close().await.unwrap();
        let mut listed = home.open().await.backpacks().await.unwrap();
        listed.sort_by(|a, b| a.person.name.cmp(&b.person.name));
        let told: Vec<_> = listed.iter().map(|one| (one.person.name.as_str(), one.whose.clone())).collect();
        let cared_for = || Whose::CaredFor(Relation::Parent);
        assert_eq!(told, [("Ana", Whose::Own), ("Kim", cared_for()), ("Old Joe", cared_for())]);
    });
}

#[test]
fn every_backpack_has_keys_of_its_own() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana")).await.unwrap();
        let kim = add(&account, "Kim").await;
        // The same words twice are sealed under other keys, and lie under other ids.
        for backpack in [&ana, &kim] {
            backpack.add_contact(Contact::provider("Ann Ek")).await.unwrap();
        }
        assert_ne!(ana.keep().contact_id_of("x"), kim.keep().contact_id_of("x"));
        // Deleting one makes its bytes unreadable, and leaves the other as it was.
        account.delete_backpack(kim.id()).await.unwrap();
        assert_eq!(account.backpack(kim.id()).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
        assert_eq!(ana.contacts().await.unwrap().len(), 1);
    });
}

#[test]
fn people_switch_between_backpacks_and_find_the_last_one_again() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana")).await.unwrap();
        let kim = add(&account, "Kim").await;
        for wanted in [&ana, &kim, &ana] {
            assert_eq!(account.switch_to(wanted.id()).await.unwrap().id(), wanted.id());
            assert_eq!(account.current().await.unwrap().unwrap().id(), wanted.id());
        }
        account.close().await.unwrap();
        let account = home.open().await;
        assert_eq!(account.current().await.unwrap().unwrap().id(), ana.id());
        let current: Vec<_> =
            account.backpacks().await.unwrap().into_iter().filter(|one| one.is_current).collect();
        assert_eq!(current.iter().map(|one| one.person.name.as_str()).collect::<Vec<_>>(), ["Ana"]);
    });
}

#[test]
fn what_is_done_inside_one_backpack_is_in_no_other() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana")).await.unwrap();
        let kim = add(&account, "Kim").await;
        let inside = account.switch_to(kim.id()).await.unwrap();
        let allergy = inside.add(Allergy::new("peanuts")).await.unwrap();
        inside.add_file("scan.pdf", None, &b"%PDF-1.4"[..]).await.unwrap();
        inside.answer_consent(Consent::given("research", "1")).await.unwrap();
        assert_eq!((ana.find(&Filter::new()).total, ana.files().await.unwrap().len()), (0, 0));
        assert_eq!(ana.record(allergy).unwrap_err().kind(), &ErrorKind::NotFound("record"));
        assert!(ana.consents().await.unwrap().is_empty());
        assert_eq!(kim.find(&Filter::new()).total, 1);
    });
}

#[test]
fn connections_and_contacts_belong_to_a_backpack_and_not_to_the_account() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let own = account.add_backpack(clinic.patient()).await.unwrap();
        let kim = add(&account, "Kim").await;
        let connection = clinic.connect(&own).await;
        sync(&own, connection).await.unwrap();
        let offered = own.suggested_contacts().await.unwrap();
        assert!(!offered.is_empty(), "the portal names providers");
        let contact = own.accept_contact(&offered[0]).await.unwrap();
        assert!(kim.connections().await.unwrap().is_empty());
        assert!(kim.contacts().await.unwrap().is_empty());
        assert!(kim.suggested_contacts().await.unwrap().is_empty());
        assert_eq!(kim.contact(contact).await.unwrap_err().kind(), &ErrorKind::NotFound("contact"));
        assert!(kim.sync(connection).await.is_err());
        assert_eq!(own.connections().await.unwrap().len(), 1);
    });
}

#[test]
fn a_person_has_name_country_state_birth_date_gender_birth_sex_race_ethnicity_blood_type_photo_and_colour() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
        let photo =
            backpack.add_file("zoe.jpg", Some("image/jpeg"), &b"\xff\xd8\xff\xe0 zoe"[..]).await.unwrap();
        let profile = Profile::default()
            .with_given("Zoë")
            .with_family("Ångström")
            .with_preferred("Zo")
            .in_country("US")
            .in_state("NY")
            .with_gender_identity("woman")
            .with_birth_sex(BirthSex::Female)
            .with_race(Race::Asian)
            .with_race_words("Hmong")
            .with_ethnicity(Ethnicity::NotHispanicOrLatino)
            .with_blood_type("AB-".parse::<BloodType>().unwrap())
            .with_photo(photo.id)
            .with_colour("#336699");
        let person =
            Person::new("Zoë Ångström").born("1980-05-07").with_sex(Sex::Female).with_profile(profile);
        backpack.set_person(person.clone()).await.unwrap();
        account.close().await.unwrap();
        let account = home.open().await;
        assert_eq!(account.backpacks().await.unwrap()[0].person, person);
        let backpack = account.backpack(backpack.id()).await.unwrap();
        assert_eq!(backpack.counts().values().sum::<usize>(), 0, "a blood type is no entry");
        let patient: serde_json::Value = serde_json::from_slice(&person.patient()).unwrap();
        assert_eq!(
            (&patient["resourceType"], &patient["birthDate"]),
            (&"Patient".into(), &"1980-05-07".into())
        );
        // All of it is optional, and none of it may be nonsense.
        backpack.set_person(Person::unnamed()).await.unwrap();
        for wrong in [
            Profile::default().in_country("Atlantis"),
            Profile::default().in_country("CA").in_state("NY"),
            Profile::default().with_colour("blue"),
        ] {
            let refused = backpack.set_person(Person::new("Zoë").with_profile(wrong)).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
        }
        assert_eq!(backpack.person().await.unwrap(), Person::unnamed());
    });
}

#[test]
fn adding_another_person_needs_an_affirmation_and_their_consents() {
    run(async {
        let home = Home::new();
        let account = Account::create(
            home.path(),
            crate::world::unlock(),
            home.options.clone().requiring_consent("records").requiring_consent("privacy"),
        );
        let account = account.await.unwrap();
        account.add_backpack(Person::new("Ana")).await.unwrap();
        let short_cut = account.add_backpack(Person::new("Kim")).await.unwrap_err();
        assert!(matches!(short_cut.kind(), ErrorKind::NotPermitted(_)), "{short_cut}");
        let adding = account.add_person(Person::new("Kim")).await.unwrap();
        let affirmation = || Affirmation::new(Relation::Guardian, "2026-01");
        let one = adding.finish(affirmation(), vec![Consent::given("records", "4")]).await.unwrap_err();
        assert!(matches!(one.kind(), ErrorKind::Invalid(_)), "{one}");
        assert_eq!(account.backpacks().await.unwrap().len(), 1);
        let both = vec![Consent::given("records", "4"), Consent::given("privacy", "2")];
        let kim = adding.finish(affirmation(), both).await.unwrap().there().unwrap();
        assert_eq!(kim.whose().await.unwrap(), Whose::CaredFor(Relation::Guardian));
        let history = kim.consent_history().await.unwrap();
        let told: Vec<_> = history.iter().map(|row| (row.version.as_str(), row.answer.clone())).collect();
        let affirmed = Answer::Affirmed(Relation::Guardian);
        assert_eq!(told, [("2026-01", affirmed), ("4", Answer::Given), ("2", Answer::Given)]);
    });
}

#[test]
fn refusing_stops_and_deletes_what_was_being_created() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        account.add_backpack(Person::new("Ana")).await.unwrap();
        let adding = account.add_person(Person::new("Kim Unmistakable")).await.unwrap().requiring("records");
        let begun = adding.backpack().clone();
        begun.add(Visit::new("Check-up")).await.unwrap();
        begun.add_file("kim.jpg", None, &b"\xff\xd8\xff\xe0 kim"[..]).await.unwrap();
        assert!(files_of(&home, &begun) > 0);
        let refused = vec![Consent::refused("records", "1")];
        let ended = adding.finish(Affirmation::new(Relation::Parent, "1"), refused).await.unwrap();
        assert!(matches!(ended, Added::Refused));
        assert!(begun.person().await.is_err());
        account.close().await.unwrap();
        let account = home.open().await;
        assert_eq!(account.backpacks().await.unwrap().len(), 1);
        assert!(account.unfinished_people().await.unwrap().is_empty());
        let left = account.resume_person(begun.id()).await.unwrap_err();
        assert_eq!(left.kind(), &ErrorKind::NotFound("backpack"));
        assert_eq!(files_of(&home, &begun), 0);
    });
}

#[test]
fn consents_can_be_given_and_taken_back_later() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let kim = add(&account, "Kim").await;
        kim.answer_consent(Consent::given("research", "1")).await.unwrap();
        kim.withdraw_consent("research").await.unwrap();
        let now = kim.consents().await.unwrap();
        assert_eq!(
            now.iter().map(|one| (one.name.as_str(), one.is_given())).collect::<Vec<_>>(),
            [("research", false)]
        );
        assert_eq!(kim.consent_history().await.unwrap().len(), 3);
    });
}
