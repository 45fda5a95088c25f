use std::time::Duration;

use backpack_core::Timestamp;
use backpack_directory::{CacheError, Directory, Hit, Identifier, List, Mark, Query, Support};
use proptest::prelude::*;

use crate::{directory, listing, source};

const DAY: Duration = Duration::from_hours(24);
const BASE: &str = "https://fhir.example/r4";

fn now() -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000)
}

fn later(days: u32) -> Timestamp {
    now().saturating_add(DAY * days)
}

fn town() -> Directory {
    directory(vec![listing(BASE, "Lakeview Hospital"), listing("https://other.example/r4", "Riverside")])
}

fn hit(town: &Directory) -> Hit {
    town.search(&Query::new("lakeview")).remove(0)
}

fn unsupported(why: &str) -> Support {
    Support::Unsupported(why.to_owned())
}

#[test]
fn a_hit_says_whether_the_portal_can_be_connected() {
    let mut town = town();
    let first = hit(&town);
    assert_eq!((&first.support, &first.mark, first.is_due(now())), (&Support::Checking, &None, true));
    let mark = Mark::new(unsupported("it speaks a version that is too old"), now());
    town.mark(first.portal.id, mark.clone());
    let second = hit(&town);
    assert_eq!((second.support, second.mark), (mark.support.clone(), Some(mark)));
    let unknown = "00000000000000000000000000000000".parse().unwrap();
    town.mark(unknown, Mark::new(Support::Supported, now()));
    assert_eq!((town.len(), town.support(unknown), town.marked(unknown)), (2, Support::Checking, None));
}

#[test]
fn a_finding_holds_for_its_time_alone() {
    let due =
        |mark: &Mark| [later(0), later(6), later(8), later(29), later(31)].map(|time| mark.is_due(time));
    let mark = |support| Mark::new(support, now());
    assert_eq!(due(&mark(Support::Supported)), [false, false, false, false, true]);
    assert_eq!(due(&mark(unsupported("x"))), [false, false, true, true, true]);
    assert_eq!(due(&mark(Support::Checking)), [true; 5]);
    assert_eq!(due(&mark(unsupported("x")).holding(DAY * 30)), [false, false, false, false, true]);
    // A clock that was turned back says nothing about age.
    assert!(mark(Support::Supported).is_due(Timestamp::from_millis(now().as_millis() - 1)));
    let long = Mark::new(unsupported(&"ä".repeat(2_000)), now());
    assert_eq!(long.support, unsupported(&"ä".repeat(500)));
}

#[test]
fn marks_are_kept_beside_the_cache() {
    let mut town = town();
    for (portal, support) in
        town.portals().collect::<Vec<_>>().iter().zip([unsupported("größe"), Support::Supported])
    {
        town.mark(portal.id, Mark::new(support, now()));
    }
    let opened = Directory::open(town.cache().clone()).unwrap();
    assert_eq!(hit(&opened).support, Support::Checking);
    let opened = opened.with_marks(&town.marks()).unwrap();
    assert_eq!((&opened, opened.marks()), (&town, town.marks()));
    // The format: a change here needs a new number.
    assert_eq!((town.marks().len(), crc32fast::hash(&town.marks())), FORMAT_1);
}

/// Length and checksum of the marks above.
const FORMAT_1: (usize, u32) = (83, 2_955_032_163);

#[test]
fn a_portal_whose_id_changed_keeps_its_mark_and_is_due() {
    let mut first = town();
    let old = hit(&first).portal.id;
    first.mark(old, Mark::new(Support::Supported, now()));
    let known = listing(BASE, "Lakeview Hospital").identifier(Identifier::new("npi", "1"));
    let fresh = List::new(source("one"), vec![known]);
    let second = Directory::builder().list(fresh).over(&first).build().unwrap();
    let found = hit(&second);
    assert_ne!(found.portal.id, old);
    assert_eq!((&found.support, found.is_due(now())), (&Support::Supported, true));
    let again = Directory::open(second.cache().clone()).unwrap().with_marks(&first.marks()).unwrap();
    assert_eq!(again, second);
    // Whoever is listed no more has no mark either.
    let gone = Directory::builder().list(List::new(source("one"), vec![])).build().unwrap();
    assert_eq!(gone.with_marks(&first.marks()).unwrap().marks(), directory(vec![]).marks());
}

#[test]
fn marks_that_are_none_are_refused_and_leave_a_directory_to_use() {
    let mut town = town();
    town.mark(hit(&town).portal.id, Mark::new(Support::Supported, now()));
    let bytes = town.marks().to_vec();
    let refused = |bytes: &[u8]| town.clone().with_marks(bytes).unwrap_err();
    assert_eq!(refused(b""), CacheError::NotACache);
    assert_eq!(refused(town.cache()), CacheError::NotACache);
    let mut newer = bytes.clone();
    newer[8] = 2;
    assert_eq!(refused(&newer), CacheError::Newer { found: 2, known: 1 });
    for at in 8..bytes.len() {
        assert_eq!(refused(&bytes[..at]), CacheError::Damaged);
        let mut changed = bytes.clone();
        changed[at] ^= 0x40;
        town.clone().with_marks(&changed).unwrap_err();
    }
}

proptest! {
    #[test]
    fn any_bytes_may_be_taken_for_marks(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let sum = crc32fast::hash(&bytes).to_le_bytes();
        let signed = [b"BPDMARKS\x01\0\0\0".as_slice(), &sum, &bytes].concat();
        drop(town().with_marks(&signed));
        prop_assert!(town().with_marks(&bytes).is_err());
    }
}
