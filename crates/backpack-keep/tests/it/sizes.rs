//! Pages of very many small records, and of few large headers: whatever shrinks less than others do.

use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{World, bodies, page};

/// Returns text that does not shrink, from a seed.
fn noise(mut seed: u64, length: usize) -> String {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + (seed >> 33) as u32 % 0x5000).unwrap()
    };
    (0..length).map(|_| next()).collect()
}

fn comes_back(all: Vec<String>) {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let counts = keep.commit_page(page(all.iter().cloned())).await.unwrap();
        assert_eq!(counts.new, all.len() as u64);
        let again = world.open().await;
        let mut kept: Vec<Bytes> = bodies(&again).await.into_iter().map(|(_, _, body)| body).collect();
        kept.sort();
        let mut all: Vec<Bytes> = all.into_iter().map(Bytes::from).collect();
        all.sort();
        assert_eq!(kept, all);
    });
}

#[test]
fn many_records_that_say_next_to_nothing() {
    comes_back((0..6_000).map(|id| format!(r#"{{"resourceType":"Goal","id":"{id}"}}"#)).collect());
}

#[test]
fn headers_that_do_not_shrink() {
    let coding = |seed| format!(r#"{{"code":"{seed}","display":"{}"}}"#, noise(seed, 600));
    let observation = |id: u64| {
        let codings: Vec<_> = (0..6).map(|part| coding(id * 7 + part)).collect();
        format!(r#"{{"resourceType":"Observation","id":"{id}","code":{{"coding":[{}]}}}}"#, codings.join(","))
    };
    comes_back((0..300).map(observation).collect());
}
