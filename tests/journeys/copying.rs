//! The way out: an account moves from a folder to memory, to another folder and to another engine, and is the same.

use std::sync::Arc;

use backpack::engine::Engine;
use backpack::record::entry::Allergy;
use backpack::{Account, Error, ErrorKind, Storage};
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

/// Moves the account in `from` to `to`, closes both, and opens it there with the same passphrase.
async fn moved(connected: &Connected, from: &Account, name: &str, engine: Engine) -> Result<Account, Error> {
    let options = || connected.home.options.clone().with_engine(engine);
    let folder = connected.home.folder.path().join(name);
    let target = Storage::create(&folder, &options()).await?;
    from.copy_to(&target).await?;
    target.store.close().await?;
    from.close().await?;
    // Opening finds the engine out: the options name the other one.
    let other = if engine == Engine::Sled { Engine::Redb } else { Engine::Sled };
    Account::open(&folder, unlock(), options().with_engine(other)).await
}

#[test]
fn an_account_moves_between_the_engines_both_ways() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let own = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let file = backpack.add_file("plan.bin", None, vec![3; 700_000]).await.unwrap();
        backpack.attach(own, file.id).await.unwrap();
        let (id, before) = (backpack.id(), everything(backpack).await);
        let anchored = |name: &str| {
            let anchors = connected.home.folder.path().join(name).join("anchors");
            std::fs::read_dir(anchors).unwrap().count()
        };

        let on_redb = moved(&connected, &connected.account, "on-redb", Engine::Redb).await.unwrap();
        assert!(connected.home.folder.path().join("on-redb/store/store.redb").is_file());
        let there = on_redb.backpack(id).await.unwrap();
        same(&everything(&there).await, &before);
        assert_eq!(anchored("on-redb"), anchored("account"));
        // What is written there is written for good, and the sign-in goes on.
        on_redb.register(connected.clinic.connector());
        connected.next_day();
        let report = sync(&there, connected.connection).await.unwrap();
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
        there.note(own, "written on redb").await.unwrap();
        let written = everything(&there).await;

        let back = moved(&connected, &on_redb, "back-on-sled", Engine::Sled).await.unwrap();
        assert!(connected.home.folder.path().join("back-on-sled/store/conf").is_file());
        let here = back.backpack(id).await.unwrap();
        same(&everything(&here).await, &written);
        let content = here.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        assert!(content == vec![3; 700_000]);
        back.register(connected.clinic.connector());
        assert_eq!(sync(&here, connected.connection).await.unwrap().new, 0);
        assert_eq!(
            Account::open(
                connected.home.folder.path().join("back-on-sled"),
                backpack::Unlock::passphrase("not this one"),
                connected.home.options.clone()
            )
            .await
            .unwrap_err()
            .kind(),
            &ErrorKind::WrongPassphrase
        );
    });
}
