//! Hosted accounts on the servers that `tests/servers/run` starts: PostgreSQL, and an S3 server for the files.
#![expect(clippy::print_stderr, reason = "a test that is left out says why")]

use std::sync::Arc;

use backpack::core::{AccountId, FileId, SpaceId};
use backpack::hosting::{Hosting, HostingOptions, Places, PlacesOptions, StoreUrl};
use backpack::keep::{Outcome, VerifyOptions};
use backpack::objects::{ObjectCredentials, ObjectOptions};
use backpack::postgres::{Postgres, PostgresOptions};
use backpack::record::entry::Allergy;
use backpack::{Account, Backpack, ErrorKind, Filter, Person, Unlock};

use super::{key_service, person, records, run_wide};
use crate::options;

const AMPLE: usize = 64 << 20;

/// Opens places in the database, with the files in `folder` or on the S3 server; says why not.
async fn places(folder: &std::path::Path, on_s3: bool) -> Option<Places> {
    let url = |name| std::env::var(name).ok();
    let Some((owner, application)) = url("BACKPACK_POSTGRES").zip(url("BACKPACK_POSTGRES_APP")) else {
        eprintln!(
            "skipped: BACKPACK_POSTGRES and BACKPACK_POSTGRES_APP name no server; tests/servers/run starts one"
        );
        return None;
    };
    let role = application.split_once("://").unwrap().1.split_once(':').unwrap().0.to_owned();
    Postgres::migrate(PostgresOptions::new(&owner).unwrap().application_role(role)).await.unwrap();
    let mut objects = ObjectOptions::new();
    let files = if on_s3 {
        let Some(server) = url("BACKPACK_S3") else {
            eprintln!("skipped: BACKPACK_S3 names no S3 server; tests/servers/run starts one");
            return None;
        };
        let (id, secret) = ("test".to_owned(), "test".to_owned().into());
        objects = objects
            .with_endpoint(server.parse().unwrap())
            .with_credentials(ObjectCredentials::AccessKey { id, secret, session: None });
        format!("s3://backpack/hosting-{}", AccountId::random())
    } else {
        format!("file://{}", folder.join("files").display())
    };
    let url = StoreUrl::parse(&application).unwrap().with_files(&files).unwrap();
    let places_options = PlacesOptions::new(options().clock).with_objects(objects);
    Some(Places::open(&url, &places_options).await.unwrap())
}

fn host(places: &Places) -> Hosting {
    let options = HostingOptions::new(options().with_ballast_bytes(0)).with_memory_bytes(AMPLE);
    Hosting::new(places.clone(), key_service(), options)
}

async fn is_listed(hosting: &Hosting, id: AccountId) -> bool {
    let mut after = None;
    loop {
        let page = hosting.accounts(after).await.unwrap();
        if page.ids.contains(&id) {
            return true;
        }
        after = page.next;
        if after.is_none() {
            return false;
        }
    }
}

async fn moves_in_and_out(on_s3: bool) {
    let folder = tempfile::tempdir().unwrap();
    let Some(places) = places(folder.path(), on_s3).await else { return };
    let small = options().with_ballast_bytes(0);
    let way = || Unlock::passphrase("correct horse");
    let account = Account::create(folder.path().join("first"), way(), small.clone()).await.unwrap();
    let backpack = account.add_backpack(Person::new("Zoë Ångström")).await.unwrap();
    for number in 0..20 {
        backpack.add(Allergy::new(format!("allergen {number}"))).await.unwrap();
    }
    let content: Vec<u8> =
        (0..700_000_u32).map(|byte| byte.to_le_bytes()[0] ^ byte.to_le_bytes()[1]).collect();
    let file = backpack.add_file("scan.pdf", None, content.clone()).await.unwrap();

    let hosting = host(&places);
    let moved = hosting.take_in(&account).await.unwrap();
    assert_eq!((moved.outcome(), moved.blobs), (Outcome::Ok, 1));
    let (id, space) = (account.id(), backpack.id());
    let hosted = hosting.backpack(id, space).await.unwrap();
    hosted.add(Allergy::new("while it was hosted")).await.unwrap();
    assert_eq!(read(&hosted, file.id).await, content);
    assert_eq!(hosting.take_in(&account).await.unwrap_err().kind(), &ErrorKind::Exists);
    assert!(is_listed(&hosting, id).await);

    hosting.move_out(id, folder.path().join("out"), way(), &small).await.unwrap();
    deleted(&hosting, &places, id, space).await;

    let out = Account::open(folder.path().join("out"), way(), small).await.unwrap();
    let backpack = out.backpack(space).await.unwrap();
    assert_eq!(backpack.find(&Filter::new()).total, 21);
    assert_eq!(read(&backpack, file.id).await, content);
}

async fn read(backpack: &Backpack, file: FileId) -> Vec<u8> {
    backpack.open_file(file, None).await.unwrap().collect().await.unwrap().to_vec()
}

/// Deletes an account, and looks for what is left.
async fn deleted(hosting: &Hosting, places: &Places, id: AccountId, space: SpaceId) {
    hosting.delete_account(id).await.unwrap();
    assert!(!is_listed(hosting, id).await);
    let gone = host(places).backpack(id, space).await.unwrap_err();
    assert_eq!(gone.kind(), &ErrorKind::NotFound("account"));
    assert!(places.blobs.open(space).await.unwrap().list(None).await.unwrap().ids.is_empty());
    let again = hosting.delete_account(id).await.unwrap_err();
    assert_eq!(again.kind(), &ErrorKind::NotFound("account"));
}

#[test]
fn an_account_moves_into_a_database_and_out_again() {
    run_wide(moves_in_and_out(false));
}

#[test]
fn its_files_may_lie_on_s3() {
    run_wide(moves_in_and_out(true));
}

#[test]
fn two_hosts_on_one_database_lose_nothing() {
    run_wide(async {
        let folder = tempfile::tempdir().unwrap();
        let Some(places) = places(folder.path(), false).await else { return };
        let (here, there) = (host(&places), host(&places));
        let (account, space) = person(&here, "Ana", 1).await;
        let tasks: Vec<_> = (0..8)
            .map(|task| {
                let hosting = if task % 2 == 0 { here.clone() } else { there.clone() };
                tokio::spawn(async move {
                    for turn in 0..5 {
                        let backpack = hosting.backpack(account, space).await.unwrap();
                        backpack.add(Allergy::new(format!("{task} {turn}"))).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        for hosting in [&here, &there, &host(&places)] {
            let backpack = hosting.backpack(account, space).await.unwrap();
            assert_eq!(records(&backpack), 41);
            assert_eq!(backpack.verify_with(&VerifyOptions::default()).await.unwrap().outcome(), Outcome::Ok);
        }
        there.delete_account(account).await.unwrap();
        assert_eq!(here.account(account).await.unwrap_err().kind(), &ErrorKind::NotFound("account"));
        here.close().await.unwrap();
    });
}

#[test]
fn an_account_opens_by_the_url_of_a_database() {
    run_wide(async {
        let folder = tempfile::tempdir().unwrap();
        if places(folder.path(), false).await.is_none() {
            return;
        }
        let files = format!("file://{}", folder.path().join("files").display());
        let application = std::env::var("BACKPACK_POSTGRES_APP").unwrap();
        let url = StoreUrl::parse(&application).unwrap().with_files(&files).unwrap();
        let places_options = PlacesOptions::new(options().clock);
        let way = || Unlock::KeyService(key_service());
        let account = Account::create_at(&url, way(), options(), &places_options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana")).await.unwrap();
        account.close().await.unwrap();
        let opened = Account::open_at(&url, account.id(), way(), options(), &places_options).await.unwrap();
        assert_eq!(opened.backpack(backpack.id()).await.unwrap().person().await.unwrap().name, "Ana");
        let nobody = Account::open_at(&url, AccountId::random(), way(), options(), &places_options).await;
        assert_eq!(nobody.unwrap_err().kind(), &ErrorKind::NotFound("account"));
        // Without its files' place it is not opened at all.
        let bare = StoreUrl::parse(&application).unwrap();
        let refused = Places::open(&bare, &places_options).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Config(_)), "{refused}");
        drop(Arc::new(opened));
    });
}
