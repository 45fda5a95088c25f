//! Two hosts, each with a pool of connections of its own, on one database: leaving, handing over, deleting.

use backpack::keep::{RotationOptions, TABLES};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::HandOver;
use backpack::store::Scan;
use backpack::{Backpack, Error};
use backpack_testkit::{VirtualClock, run};

use super::{Holder, check_whole, gone, kind, titles};
use crate::servers::{Files, at, servers};
use crate::world::options;

async fn adds(backpack: &Backpack, who: &str, most: usize) -> Result<(), Error> {
    for number in 0..most {
        backpack.add(Allergy::new(format!("{who} {number:03}"))).await?;
    }
    Ok(())
}

#[test]
fn it_is_handed_over_left_and_deleted_while_the_other_writes() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(here) = servers(Files::InAFolder, folder.path(), &options).await else { return };
        let there = at(&here.files, &options).await;
        let ana = Holder::new(&here.places, "Ana", &options).await;
        let (mia, ben) =
            (Holder::new(&there, "Mia", &options).await, Holder::new(&there, "Ben", &options).await);
        let hers = ana.childs().await;
        let id = hers.id();
        let link = ana.invites(&mia, id, Role::Contributor).await;
        let own = mia.account.accept_invitation(&link, None).await.unwrap();

        let rule = HandOver::from_age(18);
        let (handed, added) =
            tokio::join!(ana.account.hand_over(id, mia.account.id(), rule), adds(&own, "Mia", 20));
        handed.unwrap();
        added.unwrap();
        own.catch_up().await.unwrap();
        hers.catch_up().await.unwrap();
        assert_eq!((own.role(), hers.role()), (Role::Owner, Role::CoManager));

        let (left, added) = tokio::join!(ana.account.leave(id), adds(&own, "Mia again", 20));
        left.unwrap();
        added.unwrap();
        assert_eq!(kind(ana.account.backpack(id).await), gone());
        let own = mia.account.backpack(id).await.unwrap();
        assert_eq!(names(&own).await, ["Mia"]);
        assert!(mia.account.is_rotating(id).await.unwrap(), "a new key was made since somebody left");
        mia.account.rotate_backpack(id, RotationOptions::default(), |_| ()).await.unwrap();
        assert_eq!(titles(&own).len(), 41);
        check_whole(&own).await;

        let link = mia.invites(&ben, id, Role::Contributor).await;
        let his = ben.account.accept_invitation(&link, None).await.unwrap();
        let (deleted, added) = tokio::join!(mia.account.delete_backpack(id), adds(&his, "Ben", 1_000));
        deleted.unwrap();
        assert_eq!(kind(added), gone());
        for holder in [&mia, &ben] {
            assert_eq!(kind(holder.account.backpack(id).await), gone());
            assert_eq!(holder.account.backpacks().await.unwrap(), []);
        }
        for table in TABLES {
            let left = here.places.store.scan(&Scan::new(id, *table)).await.unwrap().entries;
            assert!(left.is_empty(), "{} rows of table {table:?}", left.len());
        }
        assert_eq!(here.places.anchors.read(id).await.unwrap(), None);
    });
}

async fn names(backpack: &Backpack) -> Vec<String> {
    backpack.members().await.unwrap().into_iter().map(|one| one.card.name).collect()
}
