//! The endpoint lists of vendors and the example Bundles of user-access brands.

use backpack::connect::Url;
use backpack::directory::{Directory, FhirVersion, List, Query, Source, read};

use super::group;

/// Reads every list of a group, each from an address of its own.
fn lists(name: &'static str) -> Option<(Vec<List>, Vec<String>)> {
    let group = group(name)?;
    let (mut lists, mut refused) = (Vec::new(), Vec::new());
    for file in group.json() {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        let source = Source::consolidated(Url::parse(&format!("https://lists.example/{stem}")).unwrap());
        match read(&std::fs::read(&file).unwrap(), source) {
            Ok(list) => lists.push(list),
            Err(error) => refused.push(format!("{stem}: {error}")),
        }
    }
    Some((lists, refused))
}

fn directory(lists: Vec<List>) -> Directory {
    lists.into_iter().fold(Directory::builder(), |builder, list| builder.list(list)).build().unwrap()
}

#[test]
fn the_lists_of_vendors_come_to_a_directory() {
    let Some((lists, refused)) = lists("brands/lantern") else { return };
    let listed: usize = lists.iter().map(|list| list.listings.len()).sum();
    let further: usize = lists.iter().map(|list| list.further.len()).sum();
    let skipped: usize = lists.iter().map(|list| list.skipped.count).sum();
    let directory = directory(lists);
    println!(
        "corpora: {listed} listings, {further} further lists, {skipped} not usable, {} portals",
        directory.len()
    );
    assert_eq!((listed, directory.len(), refused), (24_057, 23_639, vec![]));
    let portals: Vec<_> = directory.portals().step_by(23).collect();
    for portal in &portals {
        let hits = directory.search(&Query::new(portal.name.text.as_str()).limit(1_000));
        assert!(hits.iter().any(|hit| hit.portal.id == portal.id), "{} is not found", portal.name.text);
    }
}

#[test]
fn the_example_bundles_of_brands_are_read() {
    let Some((lists, refused)) = lists("brands/smart-app-launch") else { return };
    // The others are definitions, not lists.
    assert_eq!((lists.len(), refused.len()), (4, 5), "{refused:?}");
    let directory = directory(lists);
    let found = |text: &str| {
        let hits = directory.search(&Query::new(text).limit(1));
        hits.into_iter().map(|hit| (hit.portal.name.text, hit.portal.base, hit.portal.fhir_version)).next()
    };
    let portal = |name: &str, base: &str| Some((name.to_owned(), base.to_owned(), FhirVersion::R4));
    assert_eq!(directory.len(), 11);
    let labs = portal("ExampleLabs", "https://fhir.labs.example.com/r4");
    assert_eq!(found("healthcentral.labs.example.com"), labs);
    assert_eq!(found("examplelabs wisconsin"), labs);
    let hospital = portal("ExampleHospital", "https://ehr2.example.org/ExampleHospital/api/FHIR/R4");
    assert_eq!(found("exampelhospital pediatric portal"), hospital);
}
