//! Nothing readable lies on the servers: not in the database's files and log, not in the bucket.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use backpack::Account;
use backpack::core::AccountId;
use backpack::objects::object_store::ObjectStoreExt as _;
use backpack::objects::open;
use backpack_testkit::run;
use futures_util::StreamExt as _;

use super::{Files, objects, servers, variable};
use crate::privacy::{Needles, everything_to_hide, live_in};
use crate::world::{Connected, Home, unlock};

/// Shorter texts stand in any database, among the words of its own catalog.
const LONG: usize = 16;

#[test]
fn neither_the_database_nor_the_bucket_says_anything() {
    run(async {
        let home = Home::new();
        let Some(servers) = servers(Files::OnS3, home.folder.path(), &home.options).await else { return };
        let storage = servers.places.storage(AccountId::random());
        let account = Account::create_on(storage, unlock(), home.options.clone()).await.unwrap();
        let connected = live_in(Connected::at(home, account, |_| {}).await).await;
        let texts = everything_to_hide(&connected).await;
        connected.account.close().await.unwrap();

        let needles = Needles::new(&texts);
        let (objects, found) = in_the_bucket(&servers.files, &needles).await;
        assert!(objects > 0, "there are files in the bucket");
        assert_eq!(found, BTreeSet::new());

        let long: Vec<_> = texts.into_iter().filter(|text| text.len() >= LONG).collect();
        assert!(long.len() > 300, "only {} texts to look for", long.len());
        let Some(folder) = variable("BACKPACK_POSTGRES_DATA") else {
            println!("left out: BACKPACK_POSTGRES_DATA does not name the database's folder");
            return;
        };
        assert_eq!(in_the_files(Path::new(&folder), &Needles::new(&long)), BTreeSet::new());
        // The scan bites: a name that the database does know is found in its files.
        let known = in_the_files(Path::new(&folder), &Needles::new(["backpack_owner"]));
        assert_eq!(known, BTreeSet::from(["backpack_owner".to_owned()]));
    });
}

/// Returns how many objects there are under a prefix, and what of the texts stands in their names and bytes.
async fn in_the_bucket(url: &str, needles: &Needles) -> (usize, BTreeSet<String>) {
    let bucket = open(&url.parse().unwrap(), &objects()).unwrap();
    let (mut count, mut found) = (0, BTreeSet::new());
    let mut listed = bucket.list(None);
    while let Some(object) = listed.next().await {
        let name = object.unwrap().location;
        found.append(&mut needles.found_in(name.as_ref().as_bytes()));
        let bytes = bucket.get(&name).await.unwrap().bytes().await.unwrap();
        found.append(&mut needles.found_in(&bytes));
        count += 1;
    }
    (count, found)
}

/// Returns what of the texts stands in the files of the database: tables, and the log of everything that was ever written.
fn in_the_files(folder: &Path, needles: &Needles) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map_while(Result::ok) {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            found.append(&mut in_the_files(&entry.path(), needles));
        } else if kind.is_file() {
            // The server removes files while it runs.
            found.append(&mut needles.found_in(&fs::read(entry.path()).unwrap_or_default()));
        }
    }
    found
}
