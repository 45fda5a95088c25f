//! Several people in one account: nothing mixes, and whoever is deleted is gone for good.

use backpack::record::entry::Allergy;
use backpack::{ErrorKind, Filter, Person};
use backpack_testkit::run;

use crate::world::{Home, everything, files_below, same};

#[test]
fn two_people_in_one_account_do_not_mix() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let ben = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        let peanuts = ana.add(Allergy::new("peanuts")).await.unwrap();
        ben.add(Allergy::new("dust")).await.unwrap();
        let file = ana.add_file("plan.txt", None, "the same words").await.unwrap();
        let twin = ben.add_file("plan.txt", None, "the same words").await.unwrap();
        assert_ne!(file.id, twin.id);

        let titles = |backpack: &backpack::Backpack| {
            let found = backpack.find(&Filter::new()).records;
            found.iter().map(|record| record.title().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((titles(&ana), titles(&ben)), (vec!["peanuts".to_owned()], vec!["dust".to_owned()]));
        assert_eq!(ben.body(peanuts).await.unwrap_err().kind(), &ErrorKind::NotFound("record"));
        assert_eq!(ben.note(peanuts, "mine").await.unwrap_err().kind(), &ErrorKind::NotFound("record"));
        assert_eq!(ben.file(file.id).await.unwrap_err().kind(), &ErrorKind::NotFound("file"));

        account.close().await.unwrap();
        let account = home.open().await;
        let mut names: Vec<_> =
            account.backpacks().await.unwrap().into_iter().map(|one| one.person.name).collect();
        names.sort();
        assert_eq!(names, ["Ana Ruiz", "Ben Ruiz"]);
        let ana = account.backpack(ana.id()).await.unwrap();
        assert_eq!(titles(&ana), ["peanuts"]);
        assert_eq!(account.backpack(ana.id()).await.unwrap().id(), ana.id());
    });
}

#[test]
fn a_deleted_backpack_is_gone_with_its_key_and_the_other_is_whole() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ana = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let ben = account.add_backpack(Person::new("Ben Ruiz")).await.unwrap();
        ana.add(Allergy::new("peanuts")).await.unwrap();
        ana.add_file("plan.txt", None, vec![7; 200_000]).await.unwrap();
        ben.add(Allergy::new("dust")).await.unwrap();
        ben.add_file("list.txt", None, "milk").await.unwrap();
        let (before, copied) = (everything(&ben).await, files_below(&home.path()));

        account.delete_backpack(ana.id()).await.unwrap();
        assert_eq!(ana.find(&Filter::new()).total, 1, "an open view is not pulled from under its reader");
        assert!(ana.add(Allergy::new("dust")).await.is_err(), "a deleted Backpack was written to");
        assert_eq!(account.backpack(ana.id()).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
        assert_eq!(
            account.delete_backpack(ana.id()).await.unwrap_err().kind(),
            &ErrorKind::NotFound("backpack")
        );
        account.close().await.unwrap();

        let account = home.open().await;
        let listed = account.backpacks().await.unwrap();
        assert_eq!(listed.iter().map(|one| one.person.name.as_str()).collect::<Vec<_>>(), ["Ben Ruiz"]);
        let ben = account.backpack(ben.id()).await.unwrap();
        same(&everything(&ben).await, &before);
        account.close().await.unwrap();

        // Whoever kept a copy of all but the key file cannot open it with the key file as it is now.
        let keys = home.path().join("keys.bpk");
        let now = std::fs::read(&keys).unwrap();
        assert!(copied[&keys] != now, "the key file still holds the key");
        std::fs::remove_dir_all(home.path().join("store")).unwrap();
        for (path, bytes) in copied.iter().filter(|(path, _)| **path != keys) {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let account = home.open().await;
        assert_eq!(account.backpack(ana.id()).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
        let listed = account.backpacks().await.unwrap();
        assert_eq!(listed.iter().map(|one| one.person.name.as_str()).collect::<Vec<_>>(), ["Ben Ruiz"]);
        drop(account);
        for (path, bytes) in files_below(&home.path()) {
            let old = &copied[&keys];
            let kept = bytes.windows(old.len()).any(|part| part == &old[..]);
            assert!(!kept, "the old key file is still in {}", path.file_name().unwrap().display());
        }
    });
}

#[test]
fn a_person_is_described_anew_or_refused() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        for wrong in
            [Person::new("   "), Person::new("Ana").born("04/02/1980"), Person::new("Ana").born("1980-02-30")]
        {
            let refused = backpack.set_person(wrong.clone()).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
            let refused = account.add_backpack(wrong).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
        }
        assert_eq!(account.backpacks().await.unwrap().len(), 1);
        let person = Person::new("Ana María Ruiz").born("1980-04").with_sex(backpack::keep::Sex::Female);
        backpack.set_person(person.clone()).await.unwrap();
        let (_account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.person().await.unwrap(), person);
    });
}
