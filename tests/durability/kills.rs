//! Killed in the middle of writing, again and again: whatever was acknowledged is there, and nothing is torn.

use std::time::{Duration, Instant};

use super::chance::Chance;
use super::child::Writer;
use super::engine::ENGINES;
use super::work::{Acknowledged, Work};
use super::{report, times};

/// After so many lives a new folder is begun, so that a check does not read more and more.
const LIVES: u32 = 20;

#[test]
fn what_was_acknowledged_survives_kills() {
    let kills = times("BACKPACK_DURABILITY_KILLS", 8);
    for engine in ENGINES {
        let (mut chance, seed) = Chance::new();
        let began = Instant::now();
        let mut counted = 0;
        for work in Work::ALL {
            let (mut home, mut acknowledged) = fresh();
            for life in 0..kills / 2 {
                if life % LIVES == 0 {
                    counted += acknowledged.count();
                    (home, acknowledged) = fresh();
                }
                let folder = home.path().join("here");
                let mut writer = Writer::start(engine, work, &folder, &[]);
                // Most are killed while they write, some while they create or open.
                if chance.below(5) != 0 {
                    assert!(writer.is_ready(), "{} {}: the writer ended by itself", engine.name, work.name());
                }
                std::thread::sleep(Duration::from_micros(chance.below(150_000)));
                acknowledged.extend(writer.kill());
                let checked = work.check(engine, &folder, &acknowledged);
                let name = (engine.name, work.name());
                assert_eq!(checked, Ok(()), "{name:?}: kill {life} of seed {seed}");
            }
            counted += acknowledged.count();
        }
        let took = began.elapsed().as_secs();
        let kills = kills / 2 * 2;
        report(&format!(
            "{}: {kills} kills, {counted} acknowledgements, 0 lost, seed {seed}, {took} s",
            engine.name
        ));
    }
}

fn fresh() -> (tempfile::TempDir, Acknowledged) {
    (tempfile::tempdir().unwrap(), Acknowledged::default())
}
