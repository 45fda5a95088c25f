//! The contracts of key files and anchors, and the list of accounts.

use std::sync::Arc;

use backpack_core::AccountId;
use backpack_store::{ErrorKind, KeyFileStore as _};
use backpack_testkit::places::{AnchorSubject, KeyFileSubject};
use backpack_testkit::run;
use bytes::Bytes;

use crate::support::connect;

mod key_file {
    use super::*;

    backpack_testkit::key_file_conformance!(async || {
        let (one, other) = (connect(4).await?, connect(1).await?);
        let account = AccountId::random();
        let subject = KeyFileSubject::new(Arc::new(one.key_file(account)));
        Some(subject.also_through(Arc::new(other.key_file(account))))
    });
}

mod anchors {
    use super::*;

    backpack_testkit::anchor_conformance!(async || {
        let postgres = connect(2).await?;
        Some(AnchorSubject::new(Arc::new(postgres.anchors())))
    });
}

#[test]
fn a_key_file_is_removed_by_whoever_knows_it() {
    run(async {
        let Some(postgres) = connect(2).await else { return };
        let (key_file, other) =
            (postgres.key_file(AccountId::random()), postgres.key_file(AccountId::random()));
        let (first, second) = (Bytes::from_static(b"first"), Bytes::from_static(b"second"));
        for place in [&key_file, &other] {
            place.replace(None, first.clone()).await.unwrap();
        }
        let refused = key_file.remove(&second).await.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::Conflict(Vec::new()));
        assert_eq!(key_file.load().await.unwrap(), Some(first.clone()));
        for _ in 0..2 {
            key_file.remove(&first).await.unwrap();
            assert_eq!(key_file.load().await.unwrap(), None);
        }
        assert_eq!(other.load().await.unwrap(), Some(first));
    });
}

#[test]
fn accounts_are_listed_once_in_pages() {
    run(async {
        let Some(postgres) = connect(8).await else { return };
        let mut made: Vec<AccountId> = (0..1_100).map(|_| AccountId::random()).collect();
        for account in &made {
            postgres.key_file(*account).replace(None, Bytes::from_static(b"wrapped")).await.unwrap();
        }
        made.sort_unstable();
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = postgres.accounts(after).await.unwrap();
            assert!(page.accounts.len() <= 1_000);
            listed.extend(page.accounts);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert!(listed.is_sorted_by(|one, next| one < next), "ascending, none twice");
        // Other tests make accounts too.
        listed.retain(|account| made.binary_search(account).is_ok());
        assert_eq!(listed, made);
    });
}
