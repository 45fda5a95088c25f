//! What an open Backpack says it weighs, against the memory of a process that has many of them open.
#![expect(clippy::print_stderr, reason = "what was measured is told")]

use std::process::Command;

use backpack_keep::Keep;
use backpack_record::{Actor, OverlayChange, OverlayEvent};
use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::run;

use crate::world::{World, page, result};

#[test]
fn the_weight_is_what_the_process_takes() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: the memory of a process is read as Linux tells it");
        return;
    }
    for case in ["small", "large", "read"] {
        // In a process of its own: what others took and gave back must not count.
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("weight::{case}"), "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(child.status.success(), "{said}\n{}", String::from_utf8_lossy(&child.stderr));
        let figures = said.lines().filter_map(|line| line.find("records ").map(|at| &line[at..]));
        figures.for_each(|line| eprintln!("{line}"));
    }
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn small() {
    run(measure(200, 200, false));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn large() {
    run(measure(3_000, 16, false));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn read() {
    run(measure(1_000, 16, true));
}

async fn measure(records: usize, handles: usize, read: bool) {
    let world = World::new();
    let keep = filled(&world, records).await;
    // What was taken and given back on the way here is filled first.
    let filling = opened(&world, handles, read).await;
    let before = resident();
    let open = opened(&world, handles, read).await;
    let taken = resident().saturating_sub(before) / handles;
    let weight = open.iter().map(Keep::weight).sum::<usize>() / handles;
    eprintln!("records {records}, read: {read}, weighs {weight} bytes, takes {taken}");
    assert!(weight > taken * 3 / 4 && weight < taken * 4 / 3, "weighs {weight} bytes, takes {taken}");
    drop((keep, filling, open));
}

#[test]
fn the_weight_comes_and_goes_with_what_is_kept() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let empty = keep.weight();
        assert!(empty < 8 << 10, "an empty Backpack weighs {empty} bytes");

        let receiver = keep.changes();
        let heard = keep.weight();
        assert!(heard > empty + (64 << 10), "whoever listens takes room: {heard}");
        drop(receiver);

        keep.commit_page(page((0..1_000).map(|n| result(&n.to_string(), "5.5")))).await.unwrap();
        let full = keep.weight();
        assert!(full > heard + 100_000, "a thousand results weigh {full}");
        let one = keep.catalog(|catalog| catalog.records().next().unwrap().id());
        let event = OverlayEvent::new(
            one,
            Actor::Person,
            backpack_core::Timestamp::from_millis(9),
            OverlayChange::Noted("n".repeat(9_000)),
        );
        keep.append(vec![event]).await.unwrap();
        assert!(keep.weight() > full + 9_000, "a note of 9,000 bytes weighs {}", keep.weight() - full);

        keep.body(one).await.unwrap();
        let read = keep.weight();
        assert!(read > full + 100_000, "an open block weighs {}", read - full);

        // The same weight, whether it was written or read.
        let again = world.open().await;
        again.body(one).await.unwrap();
        let off = again.weight().abs_diff(read - (heard - empty));
        assert!(off < read / 4, "opened anew it weighs {}, as it was written {read}", again.weight());
        assert_eq!(keep.handles(), 1);
        let other = keep.clone();
        assert_eq!(keep.handles(), 2);
        drop(other);
    });
}

async fn filled(world: &World, records: usize) -> Keep {
    let keep = world.create().await;
    let person = Person::from_seed(7, PeopleOptions::with_resources(records));
    let bodies: Vec<_> = person.resources().map(|resource| resource.body).collect();
    for bodies in bodies.chunks(100) {
        keep.commit_page(page(bodies.iter().cloned())).await.unwrap();
    }
    keep
}

async fn opened(world: &World, handles: usize, read: bool) -> Vec<Keep> {
    let mut open = Vec::with_capacity(handles);
    for _ in 0..handles {
        let keep = world.open().await;
        if read {
            read_all(&keep).await;
        }
        open.push(keep);
    }
    open
}

async fn read_all(keep: &Keep) {
    let all: Vec<_> = keep.catalog(|catalog| catalog.records().map(|record| record.id()).collect());
    for id in all {
        keep.body(id).await.unwrap();
    }
}

/// Returns the bytes of memory that the process takes: the second field of `statm`, in pages.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}
