//! Kills and failures at every step of a compaction.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use backpack_core::SpaceId;
use backpack_store::{Batch, Key, Scan, Store as _, Table};
use backpack_testkit::{VirtualClock, run};

use super::*;
use crate::SledStore;

const STEPS: [Step; 6] =
    [Step::Copy, Step::MakeDurable, Step::ReadBack, Step::Name, Step::Remove, Step::Done];
const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);

#[test]
fn a_kill_at_any_step_leaves_the_old_store_or_the_new_one() {
    run(async {
        let folders = tempfile::tempdir().unwrap();
        let (live, images) = (folders.path().join("live"), folders.path().join("images"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (at, from, to) = (Arc::clone(&seen), live.clone(), images.clone());
        // What a process that is killed before a step leaves is what lies there before the step.
        let store = open(
            &live,
            Arc::new(move |step| {
                let mut seen = at.lock().unwrap();
                copy_folder(&from, &to.join(seen.len().to_string()));
                seen.push(step);
                Ok(())
            }),
        )
        .await;
        let expected = fill(&store).await;
        for _ in 0..2 {
            let reclaimed = store.reclaim().await.unwrap().unwrap();
            assert!(reclaimed.after <= reclaimed.before, "{reclaimed:?}");
            assert_eq!(read(&store).await, expected);
        }
        assert_eq!(*seen.lock().unwrap(), [STEPS, STEPS].concat());
        for image in 0..2 * STEPS.len() {
            let folder = images.join(image.to_string());
            let store = open(&folder, Arc::new(|_| Ok(()))).await;
            assert_eq!(read(&store).await, expected, "image {image}");
            store.commit(Batch::new(SPACE).put(Table(1), "later", "v")).await.unwrap();
            drop(store);
            // Nothing of the other store is left.
            let homes = fs::read_dir(&folder).unwrap().filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().starts_with("sled-") || name == SLED_LOG
            });
            assert_eq!(homes.count(), 1, "image {image}");
        }
    });
}

#[test]
fn a_step_that_fails_changes_nothing() {
    run(async {
        for (failing, step) in STEPS.into_iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            let steps = AtomicUsize::new(0);
            let store = open(
                folder.path(),
                Arc::new(move |_| {
                    let fails = steps.fetch_add(1, Ordering::SeqCst) == failing;
                    if fails { Err(io::Error::other("injected")) } else { Ok(()) }
                }),
            )
            .await;
            let expected = fill(&store).await;
            let reclaimed = store.reclaim().await;
            // Once the new store has its name there is nothing left that could fail it.
            assert_eq!(reclaimed.is_ok(), matches!(step, Step::Remove | Step::Done), "{step:?}");
            if step == Step::Name {
                assert_eq!(*store.close().await.unwrap_err().kind(), ErrorKind::Poisoned);
            } else {
                assert_eq!(read(&store).await, expected, "{step:?}");
                store.reclaim().await.unwrap();
            }
            drop(store);
            assert_eq!(read(&open(folder.path(), Arc::new(|_| Ok(()))).await).await, expected, "{step:?}");
        }
    });
}

async fn open(folder: &Path, watch: Watch) -> SledStore {
    let mut options = SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0);
    options.watch = watch;
    SledStore::open(folder, options).await.unwrap()
}

/// Writes values of all lengths several times over. Returns what is there then.
async fn fill(store: &SledStore) -> BTreeMap<Vec<u8>, Vec<u8>> {
    for round in 0..5_u8 {
        for number in 0..60_u8 {
            let value = vec![round ^ number; usize::from(number) * 311];
            store.commit(Batch::new(SPACE).put(Table(1), vec![number], value)).await.unwrap();
        }
    }
    assert!(store.get(&Key::new(SPACE, Table(1), vec![59])).await.unwrap().is_some());
    read(store).await
}

async fn read(store: &SledStore) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let page = store.scan(&Scan::new(SPACE, Table(1))).await.unwrap();
    page.entries.into_iter().map(|entry| (entry.id.to_vec(), entry.value.bytes.to_vec())).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_folder(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}
