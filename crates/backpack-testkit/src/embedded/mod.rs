//! The checks of an embedded store: what a store has to stand that keeps itself in a folder.
//!
//! The contract's own checks are [`store_conformance!`](crate::store_conformance); these are about the folder: opened
//! again, opened twice, damaged, full, and its process killed. A store proves itself with one line in a test:
//!
//! ```ignore
//! backpack_testkit::embedded_store_conformance!(MyStoreUnderTest);
//! ```
//!
//! where `MyStoreUnderTest` is a value that implements [`Embedded`]. Each check is also a function.

mod damage;
mod disk;
mod fixture;
mod folder;
mod full;
mod kill;
mod lasting;
mod other;
mod reclaims;
mod subject;

pub use damage::{
    damage_is_refused_and_the_folder_left, no_cut_loses_anything_without_a_word,
    no_flipped_bit_loses_anything_without_a_word, no_torn_page_loses_anything_without_a_word,
};
pub use disk::{contents, put_back};
pub use folder::{
    broken_off_creations_are_made_anew, modes_say_what_may_be_there, newer_formats_are_refused_by_number,
    one_opener_at_a_time, other_folders_are_no_store, reopened_stores_have_everything,
};
pub use full::full_disks_refuse_writes_and_still_read;
pub use kill::acknowledged_commits_survive_kills;
pub use lasting::{leases_die_with_their_opener, versions_go_on_after_a_reopening};
pub use other::{Other, be_the_other};
pub use reclaims::{reclaiming_gives_room_back, reclaiming_survives_kills};
pub use subject::{Embedded, Mode, Opening, Texts};

/// Expands to one `#[test]` for each check of an embedded store, and one that is the process that some of them kill.
///
/// Takes a value that implements [`Embedded`]. Put it into a module of its own.
#[macro_export]
macro_rules! embedded_store_conformance {
    ($subject:expr) => {
        $crate::embedded_store_conformance! { @checks $subject;
            reopened_stores_have_everything
            one_opener_at_a_time
            modes_say_what_may_be_there
            other_folders_are_no_store
            newer_formats_are_refused_by_number
            broken_off_creations_are_made_anew
            versions_go_on_after_a_reopening
            leases_die_with_their_opener
            damage_is_refused_and_the_folder_left
            no_flipped_bit_loses_anything_without_a_word
            no_cut_loses_anything_without_a_word
            no_torn_page_loses_anything_without_a_word
            full_disks_refuse_writes_and_still_read
            reclaiming_gives_room_back
        }
        $crate::embedded_store_conformance! { @kills $subject;
            acknowledged_commits_survive_kills
            reclaiming_survives_kills
        }
        /// The process that is killed. It does nothing when it is run as a test.
        #[test]
        fn the_other_process() {
            $crate::embedded::be_the_other(&$subject);
        }
    };
    (@checks $subject:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            $crate::run($crate::embedded::$check(&$subject));
        }
    )*};
    (@kills $subject:expr; $($check:ident)*) => {$(
        #[test]
        fn $check() {
            let other = $crate::embedded::Other::new(concat!(module_path!(), "::the_other_process"));
            $crate::embedded::$check(&$subject, &other);
        }
    )*};
}
