//! A check that cannot fail checks nothing: each flaw of an embedded store must be found by the check made for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use backpack_testkit::embedded::{self, Other};
use backpack_testkit::run;

use crate::embedded_toy::{Flaw, Toy};

macro_rules! finds {
    ($($flaw:ident: $check:ident)*) => {$(
        #[test]
        fn $check() {
            let toy = Toy::with(Flaw::$flaw);
            assert!(fails(|| run(embedded::$check(&toy))), "{:?} was not found", Flaw::$flaw);
        }
    )*};
}

finds! {
    LosesTheLast: reopened_stores_have_everything
    LocksNothing: one_opener_at_a_time
    MakesAnywhere: modes_say_what_may_be_there
    TakesAnyFolder: other_folders_are_no_store
    ReadsAnyFormat: newer_formats_are_refused_by_number
    RefusesTheBegun: broken_off_creations_are_made_anew
    CountsAnew: versions_go_on_after_a_reopening
    ForgetsTokens: leases_die_with_their_opener
    TakesDamageForNew: damage_is_refused_and_the_folder_left
    ChecksNothing: no_flipped_bit_loses_anything_without_a_word
    ReadsAsFarAsItGoes: no_cut_loses_anything_without_a_word
    StopsAtDamage: no_torn_page_loses_anything_without_a_word
    KeepsRoom: reclaiming_gives_room_back
}

#[test]
fn a_refusal_that_touches_the_folder_is_found() {
    let toy = Toy::with(Flaw::MendsWhatItRefuses);
    assert!(fails(|| run(embedded::damage_is_refused_and_the_folder_left(&toy))));
}

#[test]
fn full_disks_refuse_writes_and_still_read() {
    let found = fails(|| run(embedded::full_disks_refuse_writes_and_still_read(&Toy::with(Flaw::NeverFull))));
    // Where no small file system can be mounted, the check says so and finds nothing.
    let is_root = std::process::Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    assert_eq!(found, is_root);
}

#[test]
fn acknowledged_commits_survive_kills() {
    let (toy, other) = of_another_process(Flaw::AcknowledgesEarly);
    assert!(fails(|| embedded::acknowledged_commits_survive_kills(&toy, &other)));
}

#[test]
fn reclaiming_survives_kills() {
    let (toy, other) = of_another_process(Flaw::ReclaimsInPlace);
    assert!(fails(|| embedded::reclaiming_survives_kills(&toy, &other)));
}

/// Which flaw the other process has.
const FLAW: &str = "BACKPACK_TESTKIT_FLAW";

fn of_another_process(flaw: Flaw) -> (Toy, Other) {
    let other = Other::new(concat!(module_path!(), "::the_other_process"));
    (Toy::with(flaw), other.with(FLAW, &format!("{flaw:?}")))
}

/// The process that is killed. It does nothing when it is run as a test.
#[test]
fn the_other_process() {
    let Ok(named) = std::env::var(FLAW) else { return };
    let flaws = [Flaw::AcknowledgesEarly, Flaw::ReclaimsInPlace];
    let flaw = flaws.into_iter().find(|flaw| format!("{flaw:?}") == named).unwrap();
    embedded::be_the_other(&Toy::with(flaw));
}

/// Says whether a check fails.
fn fails(check: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(check)).is_err()
}
