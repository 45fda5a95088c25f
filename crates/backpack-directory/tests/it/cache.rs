use backpack_directory::{CacheError, Directory, Place, Query, read};
use proptest::prelude::*;

use crate::{directory, listing, source};

fn small() -> Directory {
    let place = Place::city("Raleigh").state("NC");
    directory(vec![
        listing("https://fhir.example/r4/1", "Riverside Clinic")
            .place(place)
            .web("https://riverside.example"),
        listing("https://fhir.example/r4/2", "Lakeview Hospital"),
    ])
}

/// Puts the right checksum on bytes that were changed.
fn signed(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = crc32fast::hash(&bytes[16..]).to_le_bytes();
    bytes[12..16].copy_from_slice(&sum);
    bytes
}

#[test]
fn a_cache_opens_as_what_it_was() {
    let directory = small();
    let opened = Directory::open(directory.cache().clone()).unwrap();
    assert_eq!(opened, directory);
    assert_eq!(opened.portals().collect::<Vec<_>>(), directory.portals().collect::<Vec<_>>());
    assert_eq!(opened.sources(), directory.sources());
}

#[test]
fn the_format_is_what_it_was_yesterday() {
    // A change here is a change of the format: it needs a new number.
    let cache = small().cache().clone();
    assert_eq!((cache.len(), crc32fast::hash(&cache)), FORMAT_2);
}

/// Length and checksum of the small directory's cache.
const FORMAT_2: (usize, u32) = (1_690, 1_212_286_882);

#[test]
fn another_format_is_refused_by_name() {
    let mut bytes = small().cache().to_vec();
    bytes[8] = 3;
    let error = Directory::open(signed(bytes.clone())).unwrap_err();
    assert_eq!(error, CacheError::Newer { found: 3, known: 2 });
    assert_eq!(error.to_string(), "the cache has format 3, and the newest one known here is 2");
    bytes[8] = 1;
    let error = Directory::open(signed(bytes)).unwrap_err();
    assert_eq!(error, CacheError::Older { found: 1, known: 2 });
}

#[test]
fn a_damaged_cache_is_refused() {
    let bytes = small().cache().to_vec();
    assert_eq!(Directory::open(b"%PDF".to_vec()).unwrap_err(), CacheError::NotACache);
    assert_eq!(Directory::open(Vec::new()).unwrap_err(), CacheError::NotACache);
    for at in (8..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x40;
        Directory::open(changed).unwrap_err();
        let error = Directory::open(bytes[..at].to_vec()).unwrap_err();
        assert_eq!(error, CacheError::Damaged);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_cache_made_up_by_an_enemy_is_borne(changes in prop::collection::vec((16_usize..2_000, any::<u8>()), 1..40)) {
        let mut bytes = small().cache().to_vec();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at.max(16)] = byte;
        }
        if let Ok(directory) = Directory::open(signed(bytes)) {
            for text in ["riverside clinic", "lakevew hospitl", "nc", "https://riverside.example/x"] {
                let hits = directory.search(&Query::new(text).near(Place::city("Raleigh")));
                hits.iter().for_each(|hit| drop(directory.portal(hit.portal.id)));
            }
            drop(Directory::builder().over(&directory).build());
        }
    }

    #[test]
    fn any_bytes_may_be_opened(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let marked = [b"BPDIRECT\x02\0\0\0".as_slice(), &bytes].concat();
        prop_assert!(Directory::open(bytes).is_err());
        prop_assert!(Directory::open(marked).is_err());
    }

    #[test]
    fn any_bytes_may_be_read(bytes in prop::collection::vec(any::<u8>(), 0..200), text in any::<String>()) {
        drop(read(&bytes, source("any")));
        let told = serde_json::to_string(&text).unwrap();
        let row = format!(r#"[{{"URL":{told},"OrganizationName":{told}}},{{"URL":"https://a.example","OrganizationName":{told},"OrganizationZipCode":{told}}}]"#);
        let list = read(row.as_bytes(), source("rows")).unwrap();
        prop_assert!(list.listings.iter().all(|listing| listing.base.to_lowercase().starts_with("https:")));
        let entry = format!(r#"{{"resourceType":"Bundle","entry":[{{"fullUrl":{told},"resource":{{"resourceType":"Organization","id":{told},"partOf":{{"reference":{told}}},"endpoint":{{"reference":{told}}}}}}},{{"fullUrl":{told},"resource":{{"resourceType":"Endpoint","id":{told},"address":"https://a.example","managingOrganization":{{"reference":{told}}}}}}}]}}"#);
        prop_assert!(read(entry.as_bytes(), source("bundle")).unwrap().listings.len() <= 2);
    }
}
