//! The power is cut in the middle of writing: what the disk holds then has everything that was acknowledged.
//!
//! The writer works on an ext4 in a file. It is stopped at some moment, the file is copied without a sync, and the copy is
//! mounted: what only the memory of the operating system had is gone. The same without fsync must lose something,
//! or the harness would prove nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::chance::Chance;
use super::child::Writer;
use super::disk::Image;
use super::engine::{ENGINES, Engine};
use super::work::{Acknowledged, Work};
use super::{report, times};

const MEGABYTES: u32 = 96;
/// After so many lives a new disk is begun.
const LIVES: u32 = 10;

#[test]
fn what_was_acknowledged_survives_power_cuts() {
    let cuts = times("BACKPACK_DURABILITY_CUTS", 4);
    for engine in ENGINES {
        let began = Instant::now();
        let (mut chance, seed) = Chance::new();
        let mut counted = 0;
        for work in Work::ALL {
            let mut lab = match Lab::new(engine, work) {
                Ok(lab) => lab,
                Err(why) => return report(&format!("power cuts were skipped: {why}")),
            };
            for life in 0..cuts / 2 {
                if life % LIVES == 0 {
                    counted += lab.acknowledged.count();
                    lab.begin();
                }
                let checked = lab.cut(&mut chance, &[]);
                assert_eq!(checked, Ok(()), "{} {}: cut {life} of seed {seed}", engine.name, work.name());
            }
            counted += lab.acknowledged.count();
        }
        let took = began.elapsed().as_secs();
        let cuts = cuts / 2 * 2;
        report(&format!(
            "{}: {cuts} power cuts, {counted} acknowledgements, 0 lost, seed {seed}, {took} s",
            engine.name
        ));
    }
}

/// How many of the cuts hit a compaction: one in ten, of an account that does little else.
const COMPACTING: u32 = 10;

#[test]
fn a_compaction_survives_power_cuts() {
    let cuts = times("BACKPACK_DURABILITY_CUTS", 4).div_ceil(COMPACTING).max(2);
    for engine in ENGINES {
        let began = Instant::now();
        let (mut chance, seed) = Chance::new();
        let mut lab = match Lab::new(engine, Work::Compaction) {
            Ok(lab) => lab,
            Err(why) => return report(&format!("power cuts in a compaction were skipped: {why}")),
        };
        let mut in_the_middle = 0;
        for cut in 0..cuts {
            let checked = lab.cut(&mut chance, &[]);
            assert_eq!(checked, Ok(()), "{}: cut {cut} in a compaction, seed {seed}", engine.name);
            in_the_middle += u32::from(lab.last.as_deref() == Some("compacting"));
        }
        let (counted, took) = (lab.acknowledged.count(), began.elapsed().as_secs());
        report(&format!(
            "{}: {in_the_middle} of {cuts} power cuts hit a compaction, {counted} acknowledgements, 0 lost, seed {seed}, {took} s",
            engine.name
        ));
        assert!(cuts < COMPACTING || in_the_middle > 0, "no cut hit a compaction, seed {seed}");
    }
}

/// What the harness must notice: first nothing is ever made durable, then only the commits are not.
const WITHOUT: [&str; 2] = ["fsync,fdatasync,sync_file_range,msync,syncfs", "fdatasync,sync_file_range"];

#[test]
fn without_fsync_acknowledged_commits_are_lost() {
    for engine in ENGINES {
        for work in Work::ALL {
            for calls in WITHOUT {
                let mut lab = match Lab::new(engine, work) {
                    Ok(lab) => lab,
                    Err(why) => return report(&format!("power cuts without fsync were skipped: {why}")),
                };
                let tracer = match without(calls, &lab) {
                    Ok(tracer) => tracer,
                    Err(why) => return report(&format!("power cuts without fsync were skipped: {why}")),
                };
                let (mut chance, seed) = Chance::new();
                let mut lost = 0;
                for _ in 0..2 {
                    lab.begin();
                    lost += u32::from(lab.cut(&mut chance, &tracer).is_err());
                }
                let name = (engine.name, work.name());
                assert!(
                    lost > 0,
                    "{name:?}: nothing was lost without {calls}, seed {seed}: it proves nothing"
                );
                report(&format!("{} {}: without {calls}, {lost} of 2 cuts lost something", name.0, name.1));
            }
        }
    }
}

/// Returns the tracer under which these system calls do nothing and say that they did.
fn without(calls: &str, lab: &Lab) -> Result<Vec<String>, String> {
    let traced = format!("trace={calls}");
    let injected = format!("inject={calls}:retval=0");
    let tracer = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &traced, "-e", &injected];
    let mut probe = std::process::Command::new(tracer[0]);
    super::disk::succeed(probe.args(&tracer[1..]).arg("true").current_dir(lab.folder.path()))?;
    Ok(tracer.map(str::to_owned).to_vec())
}

/// A disk in a file, what was written to it, and what was acknowledged.
struct Lab {
    engine: Engine,
    work: Work,
    folder: tempfile::TempDir,
    empty: Image,
    disk: Image,
    acknowledged: Acknowledged,
    /// The last thing that a writer said.
    last: Option<String>,
}

impl Lab {
    /// Makes a lab, or says why there can be none here.
    fn new(engine: Engine, work: Work) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let empty = Image::format(folder.path().join("empty"), MEGABYTES)?;
        drop(empty.mount()?);
        let disk = empty.copy(folder.path().join("disk"));
        Ok(Self { engine, work, folder, empty, disk, acknowledged: Acknowledged::default(), last: None })
    }

    /// Begins with an empty disk.
    fn begin(&mut self) {
        self.disk = self.empty.copy(self.file("disk"));
        self.acknowledged = Acknowledged::default();
    }

    /// Lets a writer work, cuts the power at some moment, and looks at what the disk holds.
    fn cut(&mut self, chance: &mut Chance, tracer: &[String]) -> Result<(), String> {
        let before = self.disk.mount()?;
        let mut writer = Writer::start(self.engine, self.work, &here(before.path()), tracer);
        // Most are cut while they write, some while they create or open.
        if (!tracer.is_empty() || chance.below(5) != 0) && !writer.is_ready() {
            return Err(format!("the writer ended by itself: {:?}", writer.end().last()));
        }
        std::thread::sleep(Duration::from_micros(10_000 + chance.below(300_000)));
        writer.stop();
        let after = self.disk.copy(self.file("after"));
        let said = writer.kill();
        self.last = said.last().cloned();
        self.acknowledged.extend(said);
        drop(before);
        let mounted = after.mount()?;
        let checked = self.work.check(self.engine, &here(mounted.path()), &self.acknowledged);
        drop(mounted);
        // The machine starts again on what is left.
        self.disk = after.copy(self.file("disk"));
        checked
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn here(disk: &Path) -> PathBuf {
    disk.join("here")
}
