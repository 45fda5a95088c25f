//! Connections: found, signed in to, kept up to date, ended.

use std::time::Duration;

use backpack::core::Cancellation;
use backpack::directory::{Directory, List, Listing, NameKind, Place, Query, Source, Support};
use backpack::keep::{Disposal, Filter};
use backpack::portals::Portals;
use backpack::record::entry::Allergy;
use backpack::sync::{Explain as _, Schedule, Trouble};
use backpack::views::{Language, Say as _, Words};
use backpack::{ErrorKind, Person, SignIn};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use crate::world::{Clinic, Connected, Home, id_of, sync};

const LIST: &str = "https://lists.example/endpoints.json";

fn listing(base: &str, name: &str, kind: NameKind) -> Listing {
    Listing::new(base, name, kind).unwrap()
}

/// A directory of two practices, one of which stands under its doctor's name as well.
fn directory() -> Directory {
    let riverside =
        listing("https://fhir.riverside.example/r4", "Riverside Family Practice", NameKind::Organisation)
            .alias("Dr. Imogen Achterberg", NameKind::Organisation)
            .web("https://my.riverside.example/portal")
            .place(Place::city("Raleigh").state("NC"));
    let lakeside = listing("https://fhir.lakeside.example/r4", "Lakeside Clinic", NameKind::Organisation);
    let source = Source::consolidated(LIST.parse().unwrap());
    Directory::builder().list(List::new(source, vec![riverside, lakeside])).build().unwrap()
}

#[test]
fn a_portal_is_found_by_the_offices_name_the_doctors_name_or_its_web_address() {
    let portals = Portals::new(directory(), &Home::new().options);
    for typed in [
        "riverside family",
        "rivrside",
        "Dr Achterberg",
        "imogen achterberg",
        "my.riverside.example",
        "https://fhir.riverside.example/r4",
    ] {
        let hits = portals.search(&Query::new(typed));
        let best = hits.first().unwrap_or_else(|| panic!("{typed} finds nothing"));
        assert_eq!(best.portal.base, "https://fhir.riverside.example/r4", "{typed}");
    }
    assert!(portals.search(&Query::new("Quagmire Hospital")).is_empty());
}

#[test]
fn a_hit_is_not_yet_a_supported_portal_it_is_checked_first() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let portals = Portals::new(directory(), &home.options);
        let hits = portals.search(&Query::new("lakeside"));
        assert_eq!(hits[0].support, Support::Checking);
        // The practices of this directory do not exist, so that looking ends with a reason.
        portals.check(&hits, &Cancellation::new()).await.unwrap();
        let after = portals.search(&Query::new("lakeside"));
        assert!(!matches!(after[0].support, Support::Supported), "{:?}", after[0].support);

        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let connection = clinic.connect(&backpack).await;
        let states = |states: &[backpack::keep::Support]| states.to_vec();
        for support in states(&[backpack::keep::Support::Checking, backpack::keep::Support::Unsupported]) {
            backpack.set_support(connection, support).await.unwrap();
            assert_eq!(backpack.connections().await.unwrap()[0].support, support);
        }
    });
}

#[test]
fn a_backpack_has_several_portals_and_connections_belong_to_it_alone() {
    run(async {
        let home = Home::new();
        let (one, two) = (Clinic::new(&home.clock).await, Clinic::new(&home.clock).await);
        let account = home.create().await;
        let backpack = account.add_backpack(one.patient()).await.unwrap();
        let other = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        for clinic in [&one, &two] {
            let connection = clinic.connect(&backpack).await;
            assert!(sync(&backpack, connection).await.unwrap().new > 0);
        }
        assert_eq!(backpack.connections().await.unwrap().len(), 2);
        assert!(other.connections().await.unwrap().is_empty());
        assert_eq!(other.find(&Filter::new()).total, 0);
    });
}

#[test]
fn before_the_sign_in_it_is_said_whose_backpack_it_is() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await.unwrap();
        let photo = backpack.add_file("ana.png", None, &b"\x89PNG"[..]).await.unwrap().id;
        let mut person = backpack.person().await.unwrap();
        person.profile.colour = Some("#3355aa".to_owned());
        person.profile.photo = Some(photo);
        backpack.set_person(person).await.unwrap();

        let begun = backpack.connect(clinic.connector()).await.unwrap();
        let SignIn::Ask { whose, .. } = &begun else { panic!("{begun:?}") };
        assert_eq!(
            (whose.name.as_str(), whose.birth_date.as_deref(), whose.colour.as_deref(), whose.photo),
            ("Ana Ruiz", Some("1980-04-02"), Some("#3355aa"), Some(photo))
        );
        let said: Vec<_> = Language::ALL.iter().map(|language| whose.say(&Words::of(*language))).collect();
        assert_eq!(
            said,
            [
                "You are connecting Demo Clinic to Ana Ruiz’s Backpack (born April 2, 1980).",
                "Está conectando Demo Clinic con el Backpack de Ana Ruiz (fecha de nacimiento: 2 de abril de 1980).",
                "Sie verbinden Demo Clinic mit dem Backpack von Ana Ruiz (Geburtsdatum: 2. April 1980).",
                "Vous connectez Demo Clinic au Backpack de cette personne : Ana Ruiz (date de naissance : 2 avril 1980).",
                "Você está conectando Demo Clinic ao Backpack de Ana Ruiz (data de nascimento: 2 de abril de 1980).",
                "Si sta collegando Demo Clinic al Backpack di Ana Ruiz (data di nascita: 2 aprile 1980).",
            ]
        );
        // What is logged says nothing of the person, and so it is where the same sign-in is asked for again.
        assert!(!format!("{whose:?}").contains("Ana") && !format!("{whose:?}").contains("1980"), "{whose:?}");
        let connection = clinic.connect(&backpack).await;
        let SignIn::Ask { whose: again, .. } = backpack.reconnect(connection).await.unwrap() else {
            panic!()
        };
        assert_eq!(&again, whose);

        // Somebody whom nobody named yet is not called by an empty name.
        let unnamed = account.add_backpack(Person::unnamed()).await.unwrap();
        let SignIn::Ask { whose, .. } = unnamed.connect(clinic.connector()).await.unwrap() else { panic!() };
        assert_eq!(
            whose.say(&Words::new("en")),
            "You are connecting Demo Clinic to a Backpack whose person has no name yet."
        );
    });
}

#[test]
fn the_person_is_warned_to_be_in_the_right_backpack_before_anything_is_kept() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let wrong = account.add_backpack(Person::new("Somebody Else").born("1931-01-09")).await.unwrap();
        let connection = clinic.connect(&wrong).await;
        let error = sync(&wrong, connection).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OtherPerson(_)), "{error}");
        assert_eq!(error.explain().kind, Trouble::OtherPerson);
        assert_eq!(wrong.find(&Filter::new()).total, 0);
        // Whoever looked and is sure says so; then it goes on.
        wrong.confirm_person(connection).await.unwrap();
        assert!(sync(&wrong, connection).await.unwrap().new > 0);
    });
}

#[test]
fn import_is_automatic_from_then_on_and_new_records_are_told() {
    run(async {
        let connected = Connected::new().await;
        let schedule = Schedule::new();
        let first = connected.account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        assert!(first.is_complete());
        let told: usize = first.news().flat_map(|news| &news.lines).map(|line| line.new).sum();
        assert_eq!(told, connected.clinic.expected().len());

        // Nobody asks for anything: a later look brings what is new, and that alone is told.
        let name = connected.clinic.references("Condition")[0].clone();
        let patient = connected.clinic.person.patient_id().to_owned();
        connected.clinic.portal.edit(|records| {
            let body = records.body(&name).unwrap().to_owned();
            let (_, id) = name.split_once('/').unwrap();
            records.add(&patient, &body.replace(id, "new-one")).unwrap();
        });
        connected.home.clock.advance(Duration::from_secs(7 * 86_400));
        let next = connected.account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        let lines: Vec<_> = next.news().flat_map(|news| news.lines.clone()).collect();
        assert_eq!(lines.iter().map(|line| line.new).sum::<usize>(), 1, "{lines:?}");
        assert!(lines.iter().any(|line| line.text.contains("Demo Clinic")), "{lines:?}");
    });
}

#[test]
fn what_cannot_be_processed_is_kept_raw_and_counted() {
    run(async {
        let connected = Connected::new().await;
        connected.clinic.portal.arm(Fault::DuplicateKeys, When::path("/fhir/Immunization"));
        let report = connected.sync().await;
        assert!(report.quarantined > 0, "{report:?}");
        let mut kept = connected.backpack.keep().quarantined();
        let mut items = 0;
        while let Some(item) = kept.next().await.unwrap() {
            assert!(!item.original.unwrap().body.is_empty(), "nothing is left of what came");
            items += 1;
        }
        assert_eq!(items, report.quarantined);
    });
}

#[test]
fn an_expired_sign_in_is_said_in_words_and_renewed_as_the_same_connection() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = connected.backpack.find(&Filter::new()).total;
        connected.clinic.portal.revoke_sign_ins();
        connected.clinic.portal.expire_access_tokens();
        let report = sync(&connected.backpack, connected.connection).await.unwrap();
        assert_eq!((report.complete, report.explain().kind), (false, Trouble::SignIn));
        let step = connected.backpack.reconnect(connected.connection).await.unwrap();
        let renewed = connected.clinic.finish(&connected.backpack, step).await.unwrap();
        assert_eq!(renewed, connected.connection);
        let report = connected.sync().await;
        assert_eq!((report.new, connected.backpack.find(&Filter::new()).total), (0, before));
        assert_eq!(connected.backpack.connections().await.unwrap().len(), 1);
    });
}

#[test]
fn a_manual_refresh_that_fails_says_why_in_words() {
    run(async {
        let connected = Connected::new().await;
        connected.clinic.portal.arm(Fault::Status(500, None), When::always());
        let words = match sync(&connected.backpack, connected.connection).await {
            Ok(report) => report.explain(),
            Err(error) => error.explain(),
        };
        assert_eq!(words.kind, Trouble::Portal);
        assert_eq!(
            backpack_testkit::words::faults(&format!("{} {}", words.what, words.todo)),
            Vec::<String>::new()
        );
    });
}

#[test]
fn removing_a_connection_revokes_it_and_the_person_chooses_what_stays() {
    run(async {
        for disposal in [Disposal::Keep, Disposal::Delete] {
            let connected = Connected::new().await;
            connected.sync().await;
            let all = connected.backpack.find(&Filter::new()).total;
            let own = connected.backpack.add(Allergy::new("peanuts")).await.unwrap();
            let noted = id_of(&connected.backpack, &connected.clinic.references("Immunization")[0]);
            connected.backpack.note(noted, "sore arm").await.unwrap();
            connected.backpack.disconnect(connected.connection, disposal).await.unwrap();
            assert!(!connected.clinic.asked("/revoke").is_empty(), "the portal heard nothing");
            let left = connected.backpack.find(&Filter::new()).total;
            assert_eq!(left, if disposal == Disposal::Keep { all + 1 } else { 2 });
            // What the person wrote is never lost silently.
            assert!(connected.backpack.record(own).is_ok());
            assert_eq!(connected.backpack.record(noted).unwrap().overlay.notes[0].text, "sore arm");
        }
    });
}
