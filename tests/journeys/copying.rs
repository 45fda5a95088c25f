//! The way out: an account moves from a folder to memory and to another folder, and is the same.

use std::sync::Arc;

use backpack::record::entry::Allergy;
use backpack::{Account, ErrorKind, Storage};
use backpack_testkit::run;

use crate::world::{Connected, everything, same, sync, unlock};

#[test]
fn an_account_moves_between_stores_and_back_unchanged() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let home = &connected.home;
        let backpack = &connected.backpack;
        let own = backpack.add(Allergy::new("peanuts")).await.unwrap();
        backpack.note(own, "carries an auto-injector").await.unwrap();
        let file = backpack.add_file("plan.bin", None, vec![3; 700_000]).await.unwrap();
        backpack.attach(own, file.id).await.unwrap();
        let before = everything(backpack).await;

        let memory = Storage::in_memory(Arc::new(home.clock.clone()));
        connected.account.copy_to(&memory).await.unwrap();
        assert_eq!(connected.account.copy_to(&memory).await.unwrap_err().kind(), &ErrorKind::Exists);
        let options = || home.options.clone();
        let lifted = Account::open_on(memory.clone(), unlock(), options()).await.unwrap();
        same(&everything(&lifted.backpack(backpack.id()).await.unwrap()).await, &before);

        let folder = home.folder.path().join("moved");
        let target = Storage::create(&folder, &options()).await.unwrap();
        lifted.copy_to(&target).await.unwrap();
        target.store.close().await.unwrap();
        drop(target);
        let moved = Account::open(&folder, unlock(), options()).await.unwrap();
        assert_eq!(moved.id(), connected.account.id());
        let there = moved.backpack(backpack.id()).await.unwrap();
        same(&everything(&there).await, &before);
        let content = there.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        assert!(content == vec![3; 700_000]);

        // It goes on where the first one stopped: the same connection, the same sign-in, nothing doubled.
        moved.register(connected.clinic.connector());
        connected.next_day();
        let report = sync(&there, connected.connection).await.unwrap();
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
        same(&everything(backpack).await, &before);
    });
}
