//! Stores that earlier versions wrote, one of each format, killed while writing: they open for ever.

use std::path::Path;

use super::engine::Engine;
use super::work::{Acknowledged, Work};

/// The engine, the packed folder, and the last batch that was acknowledged.
const GOLDEN: [(&str, &str, u32); 2] = [("sled", "sled-1.tar.zst", 259), ("redb", "redb-1.tar.zst", 59)];

#[test]
fn stores_of_every_format_open() {
    for (engine, packed, last) in GOLDEN {
        let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("durability/golden").join(packed);
        let home = tempfile::tempdir().unwrap();
        let unpacked = zstd::Decoder::new(std::fs::File::open(packed).unwrap()).unwrap();
        tar::Archive::new(unpacked).unpack(home.path()).unwrap();
        let mut acknowledged = Acknowledged::default();
        acknowledged.extend((0..=last).map(|number| format!("batch {number}")).collect());
        acknowledged.extend(vec!["made".to_owned()]);
        for _ in 0..2 {
            let checked = Work::Store.check(Engine::named(engine), &home.path().join("here"), &acknowledged);
            assert_eq!(checked, Ok(()), "{engine}");
        }
    }
}
