use backpack::core::AccountId;
use backpack::hosting::{Places, PlacesOptions, StoreUrl};
use backpack::{Account, ErrorKind};

use crate::{host_key, options};

fn places_options() -> PlacesOptions {
    PlacesOptions::new(options().clock)
}

#[test]
fn a_folder_and_memory_open_by_their_urls() {
    backpack_testkit::run(async {
        let folder = tempfile::tempdir().unwrap();
        let small = || options().with_ballast_bytes(0);
        let url = StoreUrl::parse(&format!("file://{}/account", folder.path().display())).unwrap();
        let account = Account::create_at(&url, host_key(), small(), &places_options()).await.unwrap();
        account.close().await.unwrap();
        let opened =
            Account::open_at(&url, account.id(), host_key(), small(), &places_options()).await.unwrap();
        opened.close().await.unwrap();
        let other = Account::open_at(&url, AccountId::random(), host_key(), small(), &places_options()).await;
        assert_eq!(other.unwrap_err().kind(), &ErrorKind::NotFound("account"));
        let many = Places::open(&url, &places_options()).await.unwrap_err();
        assert!(matches!(many.kind(), ErrorKind::Config(_)), "{many}");

        let memory = StoreUrl::parse("memory:").unwrap();
        let account = Account::create_at(&memory, host_key(), options(), &places_options()).await.unwrap();
        let gone = Account::open_at(&memory, account.id(), host_key(), options(), &places_options()).await;
        assert_eq!(gone.unwrap_err().kind(), &ErrorKind::NotFound("account"));
    });
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_build_without_postgresql_names_the_feature() {
    backpack_testkit::run(async {
        let url =
            StoreUrl::parse("postgres://u:secret@127.0.0.1/d").unwrap().with_files("file:///f").unwrap();
        let missing = Places::open(&url, &places_options()).await.unwrap_err();
        let said = "open places: it lies on PostgreSQL (feature `postgres`), which this build leaves out";
        assert_eq!(missing.to_string(), said);
    });
}
