//! Every store carries a whole journey, and all of them end with the same Backpack.

use std::sync::Arc;

use backpack::engine::Engine;
use backpack::keep::Disposal;
use backpack::record::entry::{Allergy, Symptom};
use backpack::store::Store;
use backpack::{Account, Backpack, Options, Storage};
use backpack_testkit::VirtualClock;
use backpack_testkit::faults::FaultyStore;
use backpack_testkit::run;

use crate::world::{Clinic, everything, id_of, options, same, sync, unlock};

/// Import, write, edit at the portal, import again, compact, open again: what a Backpack goes through.
pub(crate) async fn journey(storage: &Storage, options: &Options, clock: &VirtualClock) -> Vec<String> {
    let clinic = Clinic::new(clock).await;
    let account = Account::create_on(storage.clone(), unlock(), options.clone()).await.unwrap();
    let backpack = account.add_backpack(clinic.patient()).await.unwrap();
    let connection = clinic.connect(&backpack).await;
    sync(&backpack, connection).await.unwrap();
    by_hand(&backpack, &clinic).await;
    clock.advance(std::time::Duration::from_secs(86_400));
    let name = clinic.references("Immunization").remove(0);
    let change = |body: &str| body.replacen("\"completed\"", "\"not-done\"", 1);
    clinic.portal.edit(|records| records.update(&name, change)).unwrap();
    assert_eq!(sync(&backpack, connection).await.unwrap().changed, 1);
    backpack.compact().await.unwrap();
    let other = Clinic::new(clock).await;
    let left = other.connect(&backpack).await;
    sync(&backpack, left).await.unwrap();
    backpack.disconnect(left, Disposal::Delete).await.unwrap();
    let before = everything(&backpack).await;

    // A second handle on the same storage reads what the first one wrote.
    let again = Account::open_on(storage.clone(), unlock(), options.clone()).await.unwrap();
    let listed = again.backpacks().await.unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [backpack.id()]);
    same(&everything(&again.backpack(backpack.id()).await.unwrap()).await, &before);
    comparable(before)
}

async fn by_hand(backpack: &Backpack, clinic: &Clinic) {
    let own = backpack.add(Allergy::new("nuts")).await.unwrap();
    backpack.edit(own, Allergy::new("peanuts")).await.unwrap();
    backpack.note(own, "since childhood").await.unwrap();
    let gone = backpack.add(Symptom::new("dizziness")).await.unwrap();
    backpack.delete(gone).await.unwrap();
    let shot = id_of(backpack, &clinic.references("Immunization")[0]);
    backpack.flag(shot, "not mine").await.unwrap();
    let file = backpack.add_file("plan.bin", None, vec![5; 400_000]).await.unwrap();
    backpack.attach(shot, file.id).await.unwrap();
}

/// Leaves out what is random: the ids of entries.
fn comparable(lines: Vec<String>) -> Vec<String> {
    let mut lines: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let is_entry = line.contains("peanuts") || line.contains("dizziness");
            if is_entry { line.split_once('/').unwrap().0.to_owned() } else { line }
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn a_journey_ends_the_same_on_every_store() {
    run(async {
        let mut ends = Vec::new();
        let clock = VirtualClock::auto();
        let memory = Storage::in_memory(Arc::new(clock.clone()));
        ends.push(journey(&memory, &options(&clock), &clock).await);

        for engine in [Engine::Sled, Engine::Redb] {
            let clock = VirtualClock::auto();
            let folder = tempfile::tempdir().unwrap();
            let options = options(&clock).with_engine(engine);
            let storage = Storage::create(&folder.path().join("account"), &options).await.unwrap();
            ends.push(journey(&storage, &options, &clock).await);
        }

        let clock = VirtualClock::auto();
        let mut wrapped = Storage::in_memory(Arc::new(clock.clone()));
        let inner: Arc<dyn Store> = Arc::clone(&wrapped.store);
        wrapped.store = Arc::new(FaultyStore::new(inner));
        ends.push(journey(&wrapped, &options(&clock), &clock).await);

        assert!(ends[0].len() > 100, "{} lines", ends[0].len());
        for end in &ends[1..] {
            same(end, &ends[0]);
        }
    });
}
