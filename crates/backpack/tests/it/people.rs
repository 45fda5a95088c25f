//! Adding other people: affirmed and consented to, or gone; also after every failure on the way.

use std::sync::Arc;

use backpack::core::Timestamp;
use backpack::keep::{Act, ActivityFilter, Depth, Outcome, TABLES, VerifyOptions};
use backpack::people::{Added, Affirmation, Answer, Consent, Profile, REPRESENTATIVE, Relation, Whose};
use backpack::record::Actor;
use backpack::store::{ErrorKind as StoreErrorKind, Scan};
use backpack::{Account, Backpack, ErrorKind, Options, Person, Storage};
use backpack_testkit::faults::{FaultyStore, StoreCall};

use crate::{account, host_key, options};

fn affirmed() -> Affirmation {
    Affirmation::new(Relation::Parent, "2026-01")
}

fn demanding() -> Options {
    options().requiring_consent("records")
}

/// Opens the account as another process does later.
async fn again(storage: &Storage, options: Options) -> Account {
    Account::open_on(storage.clone(), host_key(), options).await.unwrap()
}

async fn listed(account: &Account) -> Vec<(String, Whose)> {
    let all = account.backpacks().await.unwrap();
    let mut all: Vec<_> = all.into_iter().map(|one| (one.person.name, one.whose)).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// Returns how many values the store has of a space.
async fn values(storage: &Storage, backpack: &Backpack) -> usize {
    let mut found = 0;
    for table in TABLES {
        found += storage.store.scan(&Scan::new(backpack.id(), *table)).await.unwrap().entries.len();
    }
    found
}

#[test]
fn nobody_sees_a_person_until_everything_was_answered() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        account.add_backpack(Person::new("Ana")).await.unwrap();
        let adding = account.add_person(Person::new("Kim")).await.unwrap().requiring("records");
        let id = adding.id();
        assert_eq!(listed(&account).await, [("Ana".to_owned(), Whose::Own)]);
        for account in [&account, &again(&storage, options()).await] {
            assert_eq!(account.backpack(id).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
            assert_eq!(account.switch_to(id).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
            let begun = account.unfinished_people().await.unwrap();
            assert_eq!(
                begun.iter().map(|one| (one.id, one.person.name.as_str())).collect::<Vec<_>>(),
                [(id, "Kim")]
            );
        }
        // What is not answered, or answered badly, changes nothing.
        let twice = vec![Consent::given("records", "1"), Consent::refused("records", "1")];
        for (affirmation, answers) in [
            (affirmed(), vec![]),
            (affirmed(), twice),
            (affirmed(), vec![Consent::given("records", " ")]),
            (affirmed(), vec![Consent::given("records", "1"), Consent::given(REPRESENTATIVE, "1")]),
            (Affirmation::new(Relation::Other(String::new()), "1"), vec![Consent::given("records", "1")]),
            (Affirmation::new(Relation::Parent, ""), vec![Consent::given("records", "1")]),
        ] {
            let refused = adding.finish(affirmation, answers).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
        }
        let answers = vec![
            Consent::given("records", "3").answered_at(Timestamp::from_millis(7)),
            Consent::refused("research", "1"),
        ];
        let kim = adding.finish(affirmed(), answers).await.unwrap().there().unwrap();
        assert_eq!(kim.id(), id);
        let expected =
            [("Ana".to_owned(), Whose::Own), ("Kim".to_owned(), Whose::CaredFor(Relation::Parent))];
        assert_eq!(listed(&account).await, expected);
        assert!(account.unfinished_people().await.unwrap().is_empty());
        let history = kim.consent_history().await.unwrap();
        let told: Vec<_> = history.iter().map(|row| (row.number, row.name.as_str(), &row.answer)).collect();
        let representative = Answer::Affirmed(Relation::Parent);
        let expected = [
            (1, REPRESENTATIVE, &representative),
            (2, "records", &Answer::Given),
            (3, "research", &Answer::Refused),
        ];
        assert_eq!(told, expected);
        assert_eq!((history[1].at, history[1].version.as_str()), (Timestamp::from_millis(7), "3"));
        // A second end is none.
        assert_eq!(
            adding.finish(affirmed(), vec![Consent::given("records", "3")]).await.unwrap_err().kind(),
            &ErrorKind::Busy
        );
        let late = adding.refuse().await.unwrap_err();
        assert!(matches!(late.kind(), ErrorKind::NotPermitted(_)), "{late}");
        assert_eq!(
            account.resume_person(id).await.unwrap_err().kind(),
            &ErrorKind::NotFound("unfinished person")
        );
        let told = kim.activity(&ActivityFilter::new().oldest_first()).await.unwrap().acts;
        let told: Vec<_> = told.into_iter().map(|act| act.act).collect();
        let consented = |name: &str| Act::Consented(name.to_owned());
        assert_eq!(told, [Act::Created, consented(REPRESENTATIVE), consented("records")]);
    });
}

#[test]
fn refusing_what_is_demanded_deletes_all_that_was_begun() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        account.add_backpack(Person::new("Ana")).await.unwrap();
        for by_answer in [true, false] {
            let adding = account.add_person(Person::new("Kim")).await.unwrap().requiring("records");
            let begun = adding.backpack().clone();
            let photo = begun.add_file("kim.png", None, &b"\x89PNG picture"[..]).await.unwrap();
            let pictured = Person::new("Kim").with_profile(Profile::default().with_photo(photo.id));
            begun.set_person(pictured).await.unwrap();
            let blobs = storage.blobs.open(begun.id()).await.unwrap();
            assert_eq!(blobs.list(None).await.unwrap().ids.len(), 1);
            assert!(values(&storage, &begun).await > 0);
            if by_answer {
                let refused = vec![Consent::refused("records", "3")];
                assert!(matches!(adding.finish(affirmed(), refused).await.unwrap(), Added::Refused));
            } else {
                adding.refuse().await.unwrap();
            }
            assert_eq!(values(&storage, &begun).await, 0);
            let blobs = storage.blobs.open(begun.id()).await.unwrap();
            assert_eq!(blobs.list(None).await.unwrap().ids.len(), 0);
            assert!(storage.anchors.read(begun.id()).await.unwrap().is_none());
            assert!(begun.person().await.is_err(), "the handle is closed");
            assert_eq!(account.backpacks().await.unwrap().len(), 1);
            assert!(account.unfinished_people().await.unwrap().is_empty());
        }
        let after = again(&storage, options()).await;
        assert_eq!(listed(&after).await, [("Ana".to_owned(), Whose::Own)]);
        assert!(after.unfinished_people().await.unwrap().is_empty());
    });
}

#[test]
fn whatever_fails_on_the_way_the_person_is_there_whole_or_can_be_finished_or_is_gone() {
    backpack_testkit::run(async {
        let (mut whole, mut begun, mut gone) = (0, 0, 0);
        for nth in 1.. {
            let (first, storage) = account().await;
            first.add_backpack(Person::new("Ana")).await.unwrap();
            let mut failing = storage.clone();
            let faulty = Arc::new(FaultyStore::new(Arc::clone(&storage.store)));
            failing.store = Arc::<FaultyStore>::clone(&faulty);
            let account = Account::open_on(failing, host_key(), demanding()).await.unwrap();
            faulty.break_down(StoreCall::Commit, nth, StoreErrorKind::Io);
            let answers = || vec![Consent::given("records", "1")];
            let ended = match account.add_person(Person::new("Kim")).await {
                Ok(adding) => adding.finish(affirmed(), answers()).await.map(drop),
                Err(error) => Err(error),
            };
            let is_over = ended.is_ok() && faulty.calls(StoreCall::Commit) < usize::try_from(nth).unwrap();
            let after = again(&storage, demanding()).await;
            let unfinished = after.unfinished_people().await.unwrap();
            match (after.backpacks().await.unwrap().len(), unfinished.as_slice()) {
                (2, []) => whole += 1,
                (1, []) => gone += 1,
                (1, [one]) => {
                    begun += 1;
                    let adding = after.resume_person(one.id).await.unwrap();
                    adding.finish(affirmed(), answers()).await.unwrap().there().unwrap();
                }
                other => unreachable!("{nth}: {other:?}"),
            }
            if unfinished.is_empty() && listed(&after).await.len() == 1 {
                let adding = after.add_person(Person::new("Kim")).await.unwrap();
                adding.finish(affirmed(), answers()).await.unwrap().there().unwrap();
            }
            let expected =
                [("Ana".to_owned(), Whose::Own), ("Kim".to_owned(), Whose::CaredFor(Relation::Parent))];
            assert_eq!(listed(&after).await, expected, "{nth}");
            let found = after.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
            assert_eq!(found.outcome(), Outcome::Ok, "{nth}");
            if is_over {
                break;
            }
        }
        assert!(whole > 0 && begun > 0 && gone > 0, "{whole} whole, {begun} begun, {gone} gone");
    });
}

#[test]
fn a_host_that_demands_consents_adds_only_the_first_without_them() {
    backpack_testkit::run(async {
        let (first, storage) = account().await;
        let account = again(&storage, demanding()).await;
        drop(first);
        account.add_backpack(Person::new("Ana")).await.unwrap();
        let second = account.add_backpack(Person::new("Kim")).await.unwrap_err();
        assert!(matches!(second.kind(), ErrorKind::NotPermitted(_)), "{second}");
        let adding = account.add_person(Person::new("Kim")).await.unwrap();
        let missing = adding.finish(affirmed(), vec![]).await.unwrap_err();
        assert!(matches!(missing.kind(), ErrorKind::Invalid(_)), "{missing}");
        let refused = adding.finish(affirmed(), vec![Consent::refused("records", "1")]).await.unwrap();
        assert!(matches!(refused, Added::Refused));
    });
}

#[test]
fn consents_are_given_and_taken_back_and_every_answer_stays() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana")).await.unwrap();
        let missing = backpack.withdraw_consent("research").await.unwrap_err();
        assert_eq!(missing.kind(), &ErrorKind::NotFound("consent"));
        let ben = account.acting_as(Actor::Named("Ben".into())).backpack(backpack.id()).await.unwrap();
        backpack.answer_consent(Consent::given("research", "1")).await.unwrap();
        backpack.answer_consent(Consent::refused("news", "1")).await.unwrap();
        ben.withdraw_consent("research").await.unwrap();
        assert!(backpack.withdraw_consent("research").await.is_err(), "it is taken back already");
        let now = backpack.consents().await.unwrap();
        let now: Vec<_> = now
            .iter()
            .map(|one| (one.name.as_str(), one.version.as_str(), &one.answer, one.is_given()))
            .collect();
        assert_eq!(
            now,
            [("news", "1", &Answer::Refused, false), ("research", "1", &Answer::Withdrawn, false)]
        );
        // Many at once: every answer has a number of its own.
        let all = (0..20).map(|number| {
            let backpack = backpack.clone();
            async move { backpack.answer_consent(Consent::given("news", number.to_string())).await }
        });
        assert!(futures_util::future::join_all(all).await.iter().all(Result::is_ok));
        let account = again(&storage, options()).await;
        let history = account.backpack(backpack.id()).await.unwrap().consent_history().await.unwrap();
        assert!(history.iter().map(|row| row.number).eq(1..=23));
        assert_eq!(
            (history[2].by.clone(), &history[2].answer),
            (Actor::Named("Ben".into()), &Answer::Withdrawn)
        );
        let told = backpack.activity(&ActivityFilter::new().oldest_first()).await.unwrap().acts;
        let told: Vec<_> =
            told.iter().map(|act| act.act.name()).filter(|name| name.contains("consent")).collect();
        assert_eq!(told[..2], ["consented", "consent_withdrawn"]);
        assert_eq!(told.len(), 22, "a refusal is no consent");
    });
}

#[test]
fn a_person_keeps_what_was_said_of_them_over_backups_and_restarts() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::new("Zoë")).await.unwrap();
        let photo = backpack.add_file("zoe.png", None, &b"\x89PNG zoe"[..]).await.unwrap();
        let profile =
            Profile::default().in_country("US").in_state("NY").with_colour("#112233").with_photo(photo.id);
        let person =
            Person::new("Zoë").born("1980").with_profile(profile.with_blood_type("O-".parse().unwrap()));
        backpack.set_person(person.clone()).await.unwrap();
        let account = again(&storage, options()).await;
        assert_eq!(account.backpack(backpack.id()).await.unwrap().person().await.unwrap(), person);
        for wrong in [
            Profile::default().in_country("Sweden"),
            Profile::default().with_photo(backpack::core::FileId::random()),
        ] {
            let refused = backpack.set_person(Person::new("Zoë").with_profile(wrong)).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)));
        }
        let elsewhere = account.add_backpack(person.clone()).await.unwrap_err();
        assert!(matches!(elsewhere.kind(), ErrorKind::Invalid(_)), "the picture is another Backpack's");
        assert_eq!(backpack.person().await.unwrap(), person);
    });
}

#[test]
fn what_was_switched_to_is_remembered_until_it_is_deleted() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        assert!(account.current().await.unwrap().is_none());
        let ana = account.add_backpack(Person::new("Ana")).await.unwrap();
        let kim = account.add_backpack(Person::new("Kim")).await.unwrap();
        assert!(account.current().await.unwrap().is_none(), "adding is not looking");
        account.switch_to(ana.id()).await.unwrap();
        account.switch_to(kim.id()).await.unwrap();
        let account = again(&storage, options()).await;
        assert_eq!(account.current().await.unwrap().unwrap().id(), kim.id());
        let current = account.backpacks().await.unwrap().into_iter().filter(|one| one.is_current);
        assert_eq!(current.map(|one| one.id).collect::<Vec<_>>(), [kim.id()]);
        account.delete_backpack(kim.id()).await.unwrap();
        assert!(account.current().await.unwrap().is_none());
        let moved = Storage::in_memory(Arc::clone(&options().clock));
        account.switch_to(ana.id()).await.unwrap();
        account.copy_to(&moved).await.unwrap();
        assert_eq!(again(&moved, options()).await.current().await.unwrap().unwrap().id(), ana.id());
    });
}
