//! A backup opens without this project: with age, zstd and tar.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use age::secrecy::SecretString;
use backpack_archive::{BackUpOptions, Chain, Error, Key, Lock, Source, back_up};
use backpack_core::{SecretText, Timestamp};
use backpack_testkit::run;
use sha2::{Digest as _, Sha256};

use crate::world::{World, live};

/// Opens a backup with the crates of the formats alone.
pub(crate) fn parts_of_backup(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let sealed = age::Decryptor::new(std::fs::File::open(file).unwrap()).unwrap();
    let identity = age::scrypt::Identity::new(SecretString::from("pass words".to_owned()));
    untar(sealed.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap())
}

fn untar(plain: impl std::io::Read) -> BTreeMap<String, Vec<u8>> {
    let mut parts = BTreeMap::new();
    for entry in tar::Archive::new(zstd::Decoder::new(plain).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.insert(entry.path().unwrap().to_str().unwrap().to_owned(), bytes);
    }
    parts
}

#[test]
fn what_is_in_a_backup_is_what_the_export_says_and_its_manifest_lists_it() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let file = scratch.path().join("whole.age");
        world.back_up(&keep, &file, None).await;
        let mut parts = parts_of_backup(&file);
        let manifest: serde_json::Value = serde_json::from_slice(&parts["manifest.json"]).unwrap();
        let listed = manifest["parts"].as_array().unwrap();
        assert_eq!(listed.len() + 1, parts.len());
        for part in listed {
            let bytes = &parts[part["path"].as_str().unwrap()];
            let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(
                (part["bytes"].as_u64(), part["sha256"].as_str()),
                (Some(bytes.len() as u64), Some(&*hash))
            );
        }
        for own in ["about.json", "keys.json", "manifest.json"] {
            parts.remove(own).unwrap();
        }
        assert_eq!(parts, crate::world::exported(&keep).await);
    });
}

#[test]
fn one_of_several_identities_opens_what_was_sealed_to_its_recipient() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let identities: Vec<_> = (0..3).map(|_| age::x25519::Identity::generate()).collect();
        let recipients: Vec<String> = identities.iter().map(|id| id.to_public().to_string()).collect();
        let lock = Lock::recipients(recipients.iter().take(2).map(String::as_str)).unwrap();
        let file = scratch.path().join("whole.age");
        let now = Timestamp::from_millis(1);
        back_up(&keep, &file, lock.into(), now, BackUpOptions::default()).await.unwrap();
        for (number, identity) in identities.iter().enumerate() {
            use age::secrecy::ExposeSecret as _;
            let text = SecretText::new(identity.to_string().expose_secret().to_owned());
            let key = Key::identities([&text]).unwrap();
            let opened = Chain::open(vec![Source::sealed(&file, key.into())]).await;
            match opened {
                Ok(chain) => assert!(number < 2 && chain.space() == Some(keep.space())),
                Err(error) => assert!(number == 2 && matches!(error, Error::WrongKey), "{error:?}"),
            }
        }
        for wrong in ["", "age1", "AGE-SECRET-KEY-1"] {
            assert!(matches!(Lock::recipients([wrong]), Err(Error::NotAKey)), "{wrong}");
            assert!(matches!(Key::identities([&wrong.into()]), Err(Error::NotAKey)), "{wrong}");
        }
        assert!(matches!(Lock::recipients([]), Err(Error::NotAKey)));
    });
}
