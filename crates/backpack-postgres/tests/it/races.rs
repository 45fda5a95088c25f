//! Two processes at one space, as two pools of connections.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backpack_core::SpaceId;
use backpack_postgres::PostgresStore;
use backpack_store::{Batch, Condition, ErrorKind, Fence, Key, LeaseName, Scan, Store as _, Table};
use backpack_testkit::run;
use futures_util::future::join_all;

use crate::support::connect;

const TABLE: Table = Table(3);

async fn two_stores() -> Option<[Arc<PostgresStore>; 2]> {
    let (one, other) = (connect(3).await?, connect(3).await?);
    Some([one, other].map(|postgres| Arc::new(postgres.store())))
}

#[test]
fn two_writers_make_one_history() {
    run(async {
        let Some(stores) = two_stores().await else { return };
        let space = SpaceId::random();
        let writers = (0..6_u8).map(|writer| {
            let store = Arc::clone(&stores[usize::from(writer) % 2]);
            async move {
                let mut steps = Vec::new();
                for number in 0..40_u8 {
                    // Whoever comes later overwrites the key, and finds what the one before left.
                    let id = [writer, number];
                    let batch =
                        Batch::new(space).put(TABLE, "last", id.to_vec()).put(Table(4), id.to_vec(), "");
                    steps.push((store.commit(batch).await.unwrap().0, id));
                }
                steps
            }
        });
        let mut history: Vec<(u64, [u8; 2])> = join_all(writers).await.into_iter().flatten().collect();
        history.sort_unstable();
        let versions: Vec<u64> = history.iter().map(|(version, _)| *version).collect();
        assert_eq!(versions, (1..=240).collect::<Vec<_>>(), "no gap, no double");
        // Each step's own key has its version, and the key of all has that of the last.
        let page = stores[0].scan(&Scan::new(space, Table(4))).await.unwrap();
        let found: BTreeSet<(u64, Vec<u8>)> =
            page.entries.iter().map(|entry| (entry.value.version.0, entry.id.to_vec())).collect();
        assert_eq!(found, history.iter().map(|(version, id)| (*version, id.to_vec())).collect());
        let last = stores[1].get(&Key::new(space, TABLE, "last")).await.unwrap().unwrap();
        assert_eq!((last.version.0, last.bytes.to_vec()), (240, history.last().unwrap().1.to_vec()));
    });
}

#[test]
fn of_those_that_read_the_same_version_one_wins() {
    run(async {
        let Some(stores) = two_stores().await else { return };
        let (space, key) = (SpaceId::random(), "counter");
        let wins = AtomicU64::new(0);
        join_all((0..6).map(async |writer| {
            let store = &stores[writer % 2];
            for _ in 0..25 {
                let found = store.get(&Key::new(space, TABLE, key)).await.unwrap();
                let condition =
                    found.as_ref().map_or(Condition::Absent, |found| Condition::At(found.version));
                let count = found.map_or(0, |found| u64::from_be_bytes(found.bytes[..].try_into().unwrap()));
                let batch = Batch::new(space).put(TABLE, key, (count + 1).to_be_bytes().to_vec());
                match store.commit(batch.require(TABLE, key, condition)).await {
                    Ok(_) => drop(wins.fetch_add(1, Ordering::SeqCst)),
                    Err(error) => {
                        assert_eq!(*error.kind(), ErrorKind::Conflict(vec![Key::new(space, TABLE, key)]));
                    }
                }
            }
        }))
        .await;
        let end = stores[0].get(&Key::new(space, TABLE, key)).await.unwrap().unwrap();
        assert_eq!(u64::from_be_bytes(end.bytes[..].try_into().unwrap()), wins.into_inner());
    });
}

#[test]
fn a_stale_fence_is_refused_in_the_other_process() {
    run(async {
        let Some([one, other]) = two_stores().await else { return };
        let name = LeaseName::new(SpaceId::random(), "sync");
        let batch = |fence: &Fence, id: &'static str| {
            Batch::new(name.space).put(TABLE, id, "v").fenced(fence.clone())
        };
        let first = one.lease(&name, Duration::from_millis(300), None).await.unwrap();
        one.commit(batch(&first, "a")).await.unwrap();
        let Err(held) = other.lease(&name, Duration::from_secs(60), None).await else {
            unreachable!("it is held")
        };
        let ErrorKind::Held(remains) = *held.kind() else { unreachable!("{held:?}") };
        assert!(remains <= Duration::from_millis(300), "{remains:?}");
        // The server's clock is real.
        tokio::time::sleep(remains + Duration::from_millis(5)).await;
        let second = other.lease(&name, Duration::from_secs(60), None).await.unwrap();
        assert!(second.token > first.token);
        assert_eq!(*one.commit(batch(&first, "b")).await.unwrap_err().kind(), ErrorKind::Fenced);
        assert_eq!(
            *one.lease(&name, Duration::from_secs(1), Some(&first)).await.unwrap_err().kind(),
            ErrorKind::Fenced
        );
        other.commit(batch(&second, "c")).await.unwrap();
        // A fence is a proof, whoever carries it.
        one.commit(batch(&second, "d")).await.unwrap();
        let page = one.scan(&Scan::new(name.space, TABLE)).await.unwrap();
        let ids: Vec<&[u8]> = page.entries.iter().map(|entry| &*entry.id).collect();
        assert_eq!(ids, [b"a", b"c", b"d"]);
    });
}

#[test]
fn of_those_that_want_a_lease_one_holds_it() {
    run(async {
        let Some(stores) = two_stores().await else { return };
        let name = LeaseName::new(SpaceId::random(), "sync");
        let mut tokens = Vec::new();
        for _ in 0..5 {
            let asked =
                join_all((0..8).map(|n| stores[n % 2].lease(&name, Duration::from_secs(60), None))).await;
            let held: Vec<Fence> = asked.into_iter().flatten().collect();
            assert_eq!(held.len(), 1, "{held:?}");
            tokens.push(held[0].token);
            stores[0].release(&held[0]).await.unwrap();
        }
        assert!(tokens.is_sorted_by(|one, next| one < next), "{tokens:?}");
    });
}

#[test]
fn nothing_of_the_last_holder_lands_once_the_next_one_has_the_lease() {
    run(async {
        let Some([one, other]) = two_stores().await else { return };
        for _ in 0..10 {
            let name = LeaseName::new(SpaceId::random(), "sync");
            let fence = one.lease(&name, Duration::from_millis(60), None).await.unwrap();
            // Three at a time, so that some are always under way.
            let writers = join_all((0..3_u8).map(async |writer| {
                let mut landed = 0_u64;
                loop {
                    let id = [&[writer], landed.to_be_bytes().as_slice()].concat();
                    let batch = Batch::new(name.space).put(TABLE, id, vec![0; 20_000]).fenced(fence.clone());
                    match one.commit(batch).await {
                        Ok(_) => landed += 1,
                        Err(error) => {
                            assert_eq!(*error.kind(), ErrorKind::Fenced);
                            return landed;
                        }
                    }
                }
            }));
            let taker = async {
                while other.lease(&name, Duration::from_secs(60), None).await.is_err() {}
                count(&other, name.space).await
            };
            let (landed, seen) = futures_util::join!(writers, taker);
            assert_eq!(seen, landed.iter().sum::<u64>());
            assert_eq!(count(&other, name.space).await, seen);
        }
    });
}

async fn count(store: &PostgresStore, space: SpaceId) -> u64 {
    let (mut count, mut next) = (0, Some(Scan::new(space, TABLE)));
    while let Some(scan) = next {
        let page = store.scan(&scan).await.unwrap();
        count += page.entries.len() as u64;
        next = scan.continued(page.next);
    }
    count
}
