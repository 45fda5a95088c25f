//! Every parser of Backpack under libFuzzer: one binary, the target named by `BACKPACK_FUZZ_TARGET`.
//!
//! With `BACKPACK_FUZZ_SEEDS` it writes seeds into that folder instead, one folder a target, and ends.
//! Run: `fuzz/run SECONDS`
#![no_main]

mod portal;
mod seeds;
mod targets;

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

use targets::{TARGETS, Target};

static TARGET: OnceLock<&'static Target> = OnceLock::new();

fuzz_target!(
    init: {
        if let Some(folder) = std::env::var_os("BACKPACK_FUZZ_SEEDS") {
            seeds::write(Path::new(&folder));
            std::process::exit(0);
        }
        let name = std::env::var("BACKPACK_FUZZ_TARGET").unwrap_or_default();
        let Some(target) = TARGETS.iter().find(|target| target.name == name) else {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            eprintln!("BACKPACK_FUZZ_TARGET names none of {names:?}");
            std::process::exit(2);
        };
        TARGET.get_or_init(|| target);
    },
    |data: &[u8]| {
        if let Some(target) = TARGET.get() {
            (target.run)(data);
        }
    }
);
