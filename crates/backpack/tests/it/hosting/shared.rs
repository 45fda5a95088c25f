//! Two hosts on one store, as two processes are.

use backpack::keep::RotationOptions;
use backpack::record::entry::Allergy;
use backpack::{ErrorKind, Person};

use super::{host, person, records, shared_places};

const AMPLE: usize = 64 << 20;

#[test]
fn what_is_handed_out_has_what_the_other_wrote() {
    backpack_testkit::run(async {
        let places = shared_places();
        let (here, there) = (host(&places, AMPLE), host(&places, AMPLE));
        let (account, space) = person(&here, "Ana", 1).await;
        for turn in 1..4 {
            let (writer, reader) = if turn % 2 == 0 { (&here, &there) } else { (&there, &here) };
            let written = writer.backpack(account, space).await.unwrap();
            written.add(Allergy::new(format!("{turn}"))).await.unwrap();
            assert_eq!(records(&reader.backpack(account, space).await.unwrap()), 1 + turn);
        }
        // A Backpack that the other added, a key that it made.
        let added = there.account(account).await.unwrap().add_backpack(Person::new("Ben")).await.unwrap();
        added.add(Allergy::new("dust")).await.unwrap();
        assert_eq!(records(&here.backpack(account, added.id()).await.unwrap()), 1);
        let rotating = there.account(account).await.unwrap();
        rotating.rotate_backpack(space, RotationOptions::default(), |_| ()).await.unwrap();
        let backpack = here.backpack(account, space).await.unwrap();
        backpack.add(Allergy::new("after the rotation")).await.unwrap();
        assert_eq!(records(&there.backpack(account, space).await.unwrap()), 5);
    });
}

#[test]
fn what_the_other_deleted_is_gone() {
    backpack_testkit::run(async {
        let places = shared_places();
        let (here, there) = (host(&places, AMPLE), host(&places, AMPLE));
        let (account, space) = person(&here, "Ana", 1).await;
        let kept = here.account(account).await.unwrap().add_backpack(Person::new("Ben")).await.unwrap().id();
        there.backpack(account, space).await.unwrap();
        there.account(account).await.unwrap().delete_backpack(space).await.unwrap();
        let gone = here.backpack(account, space).await.unwrap_err();
        assert_eq!(gone.kind(), &ErrorKind::NotFound("backpack"));
        here.backpack(account, kept).await.unwrap();

        let held = here.backpack(account, kept).await.unwrap();
        there.delete_account(account).await.unwrap();
        let added = held.add(Allergy::new("too late")).await;
        assert!(added.is_err(), "nothing is written to an account that is gone");
        for answer in [here.account(account).await.map(drop), here.backpack(account, kept).await.map(drop)] {
            assert!(matches!(answer.unwrap_err().kind(), ErrorKind::NotFound(_)));
        }
        assert_eq!(here.accounts(None).await.unwrap().ids, []);
    });
}
