//! Archives that somebody cut, altered or made up: refused by what is wrong with them, and nothing is left.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use age::secrecy::SecretString;
use backpack_archive::{Chain, Error, Identity, Key, Restored};
use backpack_core::Timestamp;
use backpack_testkit::run;
use sha2::{Digest as _, Sha256};
use tar::{EntryType, Header};

use crate::world::{World, chain, live, sealed};

type Parts = Vec<(String, Vec<u8>)>;

/// Opens a backup, lets somebody change its parts, and seals it again with a manifest that fits.
pub(crate) fn rewrite(from: &Path, to: &Path, change: impl FnOnce(&mut Parts)) {
    let mut parts = in_order(from);
    let (_, manifest) = parts.pop().unwrap();
    change(&mut parts);
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let listed = parts.iter().map(|(path, bytes)| {
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        serde_json::json!({ "path": path, "bytes": bytes.len(), "sha256": hash })
    });
    manifest["parts"] = listed.collect();
    parts.push(("manifest.json".to_owned(), serde_json::to_vec(&manifest).unwrap()));
    seal(to, &parts, EntryType::Regular);
}

fn in_order(file: &Path) -> Parts {
    let sealed = age::Decryptor::new(std::fs::File::open(file).unwrap()).unwrap();
    let identity = age::scrypt::Identity::new(SecretString::from("pass words".to_owned()));
    let plain = sealed.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap();
    let mut parts = Vec::new();
    for entry in tar::Archive::new(zstd::Decoder::new(plain).unwrap()).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.push((entry.path().unwrap().to_str().unwrap().to_owned(), bytes));
    }
    parts
}

fn seal(to: &Path, parts: &Parts, sort: EntryType) {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from("pass words".to_owned()));
    recipient.set_work_factor(10);
    let sealer = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let out = sealer.wrap_output(std::fs::File::create(to).unwrap()).unwrap();
    let mut tar = tar::Builder::new(zstd::Encoder::new(out, 1).unwrap());
    for (path, bytes) in parts {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_entry_type(if path.starts_with("records/") { sort } else { EntryType::Regular });
        // Written as it is, whatever it is: the builder would refuse some.
        let name = header.as_old_mut();
        name.name.iter_mut().zip(path.bytes().chain([0])).for_each(|(to, from)| *to = from);
        header.set_cksum();
        tar.append(&header, bytes.as_slice()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap().finish().unwrap().flush().unwrap();
}

/// Tries to put a backup back, and checks that nothing is there if that fails.
async fn try_restore(world: &World, file: &Path) -> Result<Restored, Error> {
    let chain = chain(&[file]).await?;
    let there = world.for_chain(&chain, Identity::Same);
    chain.restore(there.parts(), Identity::Same).await
}

async fn backup(world: &World, file: &Path) {
    let keep = world.create().await;
    live(world, &keep).await;
    world.back_up(&keep, file, None).await;
}

type Change = (&'static str, &'static str, fn(&mut Parts));
fn part<'p>(parts: &'p mut Parts, path: &str) -> &'p mut Vec<u8> {
    &mut parts.iter_mut().find(|(found, _)| found == path).unwrap().1
}
fn replace(parts: &mut Parts, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(part(parts, path).clone()).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    *part(parts, path) = text.replacen(from, to, 1).into_bytes();
}

/// What somebody does to an archive, the beginning of what the error then names, and how it is done.
const CHANGES: &[Change] = &[
    ("a path that leads out", "../evil", |parts| parts.push(("../evil".into(), vec![1]))),
    ("an absolute path", "/etc/evil", |parts| parts.push(("/etc/evil".into(), vec![1]))),
    ("a part of no sort", "evil.sh", |parts| parts.push(("evil.sh".into(), vec![1]))),
    ("a part twice", "person.json", |parts| {
        let person = part(parts, "person.json").clone();
        parts.push(("person.json".into(), person));
    }),
    ("a body that is missing", "records/0001.ndjson", |parts| {
        parts.retain(|(path, _)| path != "kept/Observation-0001.ndjson");
    }),
    ("a body that is another", "records/0001.ndjson", |parts| {
        replace(parts, "fhir/Observation-0001.ndjson", "mg/dL", "mg/Dl");
    }),
    ("a line that is none", "records/0001.ndjson", |parts| {
        replace(parts, "records/0001.ndjson", "-0001.ndjson\",1]", "-0001.ndjson\",999]");
    }),
    ("a line before the first", "records/0001.ndjson", |parts| {
        replace(parts, "records/0001.ndjson", "-0001.ndjson\",1]", "-0001.ndjson\",0]");
    }),
    ("a version too many", "records/0001.ndjson", |parts| {
        replace(parts, "records/0001.ndjson", "\"version\":0", "\"version\":1");
    }),
    ("a list that is no JSON", "records/0001.ndjson", |parts| {
        replace(parts, "records/0001.ndjson", "{\"page\"", "{page");
    }),
    ("a state of no record", "states/0001.ndjson", |parts| {
        replace(
            parts,
            "states/0001.ndjson",
            "{\"record\":\"",
            "{\"record\":\"00000000000000000000000000000000\",\"x\":\"",
        );
    }),
    ("a state left out", "the whole", |parts| parts.retain(|(path, _)| path != "states/0001.ndjson")),
    ("quarantine left out", "the whole", |parts| {
        parts.retain(|(path, _)| !path.starts_with("quarantine/"));
    }),
    ("raw bytes beyond the end", "quarantine/0001.ndjson", |parts| {
        replace(parts, "quarantine/0001.ndjson", "\"raw\":0", "\"raw\":18446744073709551615");
    }),
    ("a file of another content", "files/", |parts| {
        let file = parts.iter_mut().find(|(path, _)| path.ends_with("/1.pdf")).unwrap();
        file.1 = b"%PDF-1.4 two".to_vec();
    }),
    ("a file that no row knows", "files/", |parts| {
        parts.push(("files/00112233445566778899aabbccddeeff/x".into(), Vec::new()));
    }),
    ("a file that is missing", "files.ndjson", |parts| {
        parts.retain(|(path, _)| !path.ends_with("/1.pdf"));
    }),
    ("nobody", "person.json", |parts| parts.retain(|(path, _)| path != "person.json")),
    ("bodies without a list", "fhir/Observation-0001.ndjson", |parts| {
        parts.retain(|(path, _)| path != "records/0001.ndjson");
        let at = parts.iter().position(|(path, _)| path == "fhir/Observation-0001.ndjson").unwrap();
        let body = parts.remove(at);
        let rows = parts.iter().position(|(path, _)| path == "files.ndjson").unwrap();
        parts.insert(rows + 1, body);
    }),
    ("a time that is none", "connections.ndjson", |parts| {
        replace(parts, "connections.ndjson", "1970-01-01T00:00:01Z", "yesterday");
    }),
];

#[test]
fn what_was_made_up_is_refused_by_the_part_that_is_wrong() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (good, bad) = (scratch.path().join("good.age"), scratch.path().join("bad.age"));
        backup(&world, &good).await;
        rewrite(&good, &bad, |_| {});
        try_restore(&world, &bad).await.unwrap();
        for (what, at, change) in CHANGES {
            rewrite(&good, &bad, change);
            match try_restore(&world, &bad).await {
                Err(Error::Damaged(part)) => assert!(part.starts_with(at), "{what}: {part}"),
                other => panic!("{what}: {other:?}"),
            }
        }
    });
}

#[test]
fn a_sign_in_that_somebody_writes_into_an_archive_is_not_believed() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (good, bad) = (scratch.path().join("good.age"), scratch.path().join("bad.age"));
        backup(&world, &good).await;
        rewrite(&good, &bad, |parts| {
            let connections = parts.iter_mut().find(|(path, _)| path == "connections.ndjson").unwrap();
            let text = String::from_utf8(connections.1.clone()).unwrap();
            connections.1 = text.replace("NeedsSignIn", "Ok").into_bytes();
        });
        let back = try_restore(&world, &bad).await.unwrap().keep;
        let rows = back.rows::<backpack_keep::ConnectionRow>().await.unwrap();
        assert!(rows.iter().all(|row| row.authorisation == backpack_keep::Authorisation::NeedsSignIn));
    });
}

#[test]
fn another_format_is_refused_by_number_and_something_else_as_no_archive() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (good, bad) = (scratch.path().join("good.age"), scratch.path().join("bad.age"));
        backup(&world, &good).await;
        let about = |from: &'static str, to: &'static str| {
            move |parts: &mut Parts| {
                let text = String::from_utf8(parts[0].1.clone()).unwrap();
                assert!(text.contains(from), "{text}");
                parts[0].1 = text.replace(from, to).into_bytes();
            }
        };
        rewrite(&good, &bad, about("\"format\": 1", "\"format\": 2, \"news\": true"));
        assert!(matches!(chain(&[&bad]).await, Err(Error::NewerFormat(2))));
        rewrite(&good, &bad, about("\"format\": 1", "\"format\": 0"));
        assert!(matches!(chain(&[&bad]).await, Err(Error::NotAnArchive)));
        rewrite(&good, &bad, about("backpack archive", "something else"));
        assert!(matches!(chain(&[&bad]).await, Err(Error::NotAnArchive)));
        rewrite(&good, &bad, |parts| drop(parts.remove(0)));
        assert!(matches!(chain(&[&bad]).await, Err(Error::NotAnArchive)));
        for other in [&b""[..], b"age-encryption.org/v1\n", b"PK\x03\x04", b"{}"] {
            std::fs::write(&bad, other).unwrap();
            assert!(matches!(chain(&[&bad]).await, Err(Error::NotAnArchive)), "{other:?}");
        }
        for absent in [scratch.path().join("absent"), scratch.path().to_owned()] {
            assert!(matches!(chain(&[&absent]).await, Err(Error::NotAnArchive)));
            let folder = Chain::open(vec![backpack_archive::Source::folder(&absent)]).await;
            assert!(matches!(folder, Err(Error::NotAnArchive)), "{folder:?}");
        }
    });
}

#[test]
fn a_wrong_passphrase_is_told_apart_from_damage() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let file = scratch.path().join("good.age");
        backup(&world, &file).await;
        let wrong = Arc::new(Key::passphrase("other words".into()));
        let refused = Chain::open(vec![backpack_archive::Source::sealed(&file, wrong)]).await;
        assert!(matches!(refused, Err(Error::WrongKey)), "{refused:?}");
        let good = std::fs::read(&file).unwrap();
        let bad = scratch.path().join("bad.age");
        let ends = [good.len() - 1, good.len() / 2, 200];
        let flips = (0..24).map(|at| good.len() * at / 24);
        let cut = ends.iter().map(|end| good[..*end].to_vec());
        let flipped = flips.map(|at| {
            let mut bytes = good.clone();
            bytes[at] ^= 4;
            bytes
        });
        let longer = std::iter::once([good.as_slice(), b"x"].concat());
        for (number, bytes) in cut.chain(flipped).chain(longer).enumerate() {
            std::fs::write(&bad, bytes).unwrap();
            let refused = try_restore(&world, &bad).await;
            let is_told = matches!(
                refused,
                Err(Error::Damaged(_) | Error::NotAnArchive | Error::WrongKey | Error::TooLarge(_))
            );
            assert!(is_told, "{number}: {refused:?}");
        }
    });
}

#[test]
fn links_folders_and_names_without_end_are_no_parts() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let (good, bad) = (scratch.path().join("good.age"), scratch.path().join("bad.age"));
        backup(&world, &good).await;
        let parts = in_order(&good);
        for sort in
            [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::GNUSparse, EntryType::Fifo]
        {
            seal(&bad, &parts, sort);
            let refused = try_restore(&world, &bad).await;
            assert!(matches!(refused, Err(Error::Damaged(_))), "{sort:?} {refused:?}");
        }
        seal(&bad, &parts, EntryType::GNULongName);
        let refused = try_restore(&world, &bad).await;
        assert!(matches!(refused, Err(Error::TooLarge("a path"))), "{refused:?}");
        // Something behind the manifest.
        let mut more = parts.clone();
        more.push(("person.json".into(), vec![1]));
        seal(&bad, &more, EntryType::Regular);
        let refused = try_restore(&world, &bad).await;
        assert!(matches!(&refused, Err(Error::Damaged(part)) if part == "the end"), "{refused:?}");
        // No manifest at all.
        let mut less = parts;
        less.pop();
        seal(&bad, &less, EntryType::Regular);
        let refused = try_restore(&world, &bad).await;
        assert!(matches!(&refused, Err(Error::Damaged(part)) if part == "manifest.json"), "{refused:?}");
    });
}

#[test]
fn a_folder_that_was_meddled_with_is_refused() {
    run(async {
        let (scratch, world) = (tempfile::tempdir().unwrap(), World::new());
        let keep = world.create().await;
        live(&world, &keep).await;
        let folder = scratch.path().join("plain");
        let file = folder.join("fhir/Observation-0001.ndjson");
        for step in 0..5 {
            backpack_archive::export_to(&keep, &folder, Timestamp::from_millis(1)).await.unwrap();
            let text = std::fs::read(&file).unwrap();
            match step {
                0 => std::fs::write(&file, &text[1..]).unwrap(),
                1 => std::fs::write(&file, [&text[..9], b"!", &text[10..]].concat()).unwrap(),
                2 => std::fs::remove_file(&file).unwrap(),
                3 => {
                    std::fs::remove_file(&file).unwrap();
                    std::fs::write(scratch.path().join("elsewhere"), &text).unwrap();
                    #[cfg(unix)]
                    std::os::unix::fs::symlink(scratch.path().join("elsewhere"), &file).unwrap();
                }
                _ => {
                    // What is not on the list is the person's own, and none of the archive.
                    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
                }
            }
            let restored = async {
                let chain = Chain::open(vec![backpack_archive::Source::folder(&folder)]).await?;
                let there = world.for_chain(&chain, Identity::Anew);
                chain.restore(there.parts(), Identity::Anew).await
            };
            match restored.await {
                Ok(_) => assert_eq!(step, 4),
                Err(Error::Damaged(part)) => {
                    // What is found altered while it is read is told by the list that knows its hash.
                    let told = if step == 1 { "records/" } else { "fhir/" };
                    assert!(step < 4 && part.starts_with(told), "{step} {part}");
                }
                other => panic!("{step}: {other:?}"),
            }
            std::fs::remove_dir_all(&folder).unwrap();
        }
        drop(sealed(&folder));
    });
}
