//! Two processes of the operating system on one account.

use std::collections::BTreeSet;

use backpack::core::AccountId;
use backpack::keep::{Depth, VerifyOptions};
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Filter, Person};
use backpack_testkit::{VirtualClock, run};
use futures_util::future::join_all;

use super::{Files, at, servers};
use crate::world::{options, process, unlock};

/// How many entries each of the two adds.
const ENTRIES: usize = 40;
const FILES: &str = "BACKPACK_TEST_FILES";
const ACCOUNT: &str = "BACKPACK_TEST_ACCOUNT";

/// Adds entries, several at a time, with a file now and then.
async fn adds(backpack: &Backpack, who: &str) {
    for some in (0..ENTRIES).collect::<Vec<_>>().chunks(4) {
        let added = join_all(some.iter().map(|number| {
            let entry = Symptom::new(format!("{who} {number}"));
            async move {
                let id = backpack.add(entry).await.unwrap();
                if number % 10 == 0 {
                    let file = backpack.add_file("photo", None, vec![7; 300_000]).await.unwrap();
                    backpack.attach(id, file.id).await.unwrap();
                }
            }
        }));
        added.await;
        backpack.compact().await.unwrap();
    }
}

/// The other process.
#[test]
fn another_process_adds() {
    let (Some(_), Ok(files), Ok(id)) = (process::folder(), std::env::var(FILES), std::env::var(ACCOUNT))
    else {
        return;
    };
    run(async {
        let options = options(&VirtualClock::auto());
        let places = at(&files, &options).await;
        let storage = places.storage(id.parse::<AccountId>().unwrap());
        let account = Account::open_on(storage, unlock(), options).await.unwrap();
        let one = account.backpacks().await.unwrap().remove(0);
        let backpack = account.backpack(one.id).await.unwrap();
        process::say("ready");
        adds(&backpack, "there").await;
        account.add_backpack(Person::new("Ines, added there")).await.unwrap();
        account.close().await.unwrap();
        process::say("done");
    });
}

#[test]
fn two_processes_lose_nothing_of_each_other() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = options(&VirtualClock::auto());
        let Some(servers) = servers(Files::InAFolder, folder.path(), &options).await else { return };
        let id = AccountId::random();
        let account = Account::create_on(servers.places.storage(id), unlock(), options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ines")).await.unwrap();

        let variables = [(FILES, servers.files.as_str()), (ACCOUNT, &id.to_string())];
        let mut other = process::start("servers::processes::another_process_adds", folder.path(), &variables);
        let mut said = process::lines(&mut other);
        assert_eq!(said.next().as_deref(), Some("ready"));
        adds(&backpack, "here").await;
        account.add_backpack(Person::new("Ines, added here")).await.unwrap();
        // Waiting for the other one's last words must not hold up what this one still has to do.
        let (last, ended) =
            tokio::task::spawn_blocking(move || (said.next(), other.wait().unwrap())).await.unwrap();
        assert!(last.as_deref() == Some("done") && ended.success(), "the other process failed: {last:?}");

        let backpack = account.backpack(backpack.id()).await.unwrap();
        let found: BTreeSet<String> = backpack
            .find(&Filter::new())
            .records
            .into_iter()
            .map(|record| record.header.title.to_string())
            .collect();
        let expected: BTreeSet<String> = ["here", "there"]
            .iter()
            .flat_map(|who| (0..ENTRIES).map(move |n| format!("{who} {n}")))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(account.backpacks().await.unwrap().len(), 3);
        let verified = backpack.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(verified.findings, []);
        account.close().await.unwrap();
    });
}
