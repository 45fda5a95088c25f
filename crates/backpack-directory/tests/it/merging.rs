use backpack_connect::Url;
use backpack_core::Timestamp;
use backpack_directory::{
    Directory, FhirVersion, Identifier, List, Listing, Mark, Place, PortalId, Source, Support,
};

use crate::{directory, found, listing, source};

const BASE: &str = "https://fhir.example/R4";

fn npi(value: &str) -> Identifier {
    Identifier::new("npi", value)
}

fn names(directory: &Directory) -> Vec<Vec<String>> {
    let all = |portal: backpack_directory::Portal| {
        std::iter::once(portal.name).chain(portal.aliases).map(|name| name.text).collect()
    };
    directory.portals().map(all).collect()
}

#[test]
fn the_same_organisation_listed_twice_is_one_portal() {
    let merged = directory(vec![
        listing(BASE, "Riverside Clinic").identifier(npi("1")).place(Place::city("Raleigh")),
        listing("https://FHIR.example:443/R4/", "The Riverside")
            .identifier(npi("1"))
            .place(Place::city("Durham")),
        listing(BASE, "RIVERSIDE  CLINIC").web("https://riverside.example"),
    ]);
    let portal = merged.portals().next().unwrap();
    assert_eq!((merged.len(), portal.web.as_deref()), (1, Some("https://riverside.example")));
    assert_eq!(portal.places, [Place::city("Raleigh"), Place::city("Durham")]);
    assert_eq!(names(&merged), [["Riverside Clinic", "The Riverside"]]);
}

#[test]
fn versions_bases_and_organisations_are_kept_apart() {
    let apart = directory(vec![
        listing("https://fhir.example/tenant", "A").fhir_version(FhirVersion::Dstu2).identifier(npi("1")),
        listing("https://fhir.example/tenant", "A").fhir_version(FhirVersion::R4).identifier(npi("1")),
        listing("https://fhir.example/other", "A").fhir_version(FhirVersion::R4).identifier(npi("1")),
        listing("https://fhir.example/tenant", "A").fhir_version(FhirVersion::R4).identifier(npi("2")),
        listing("https://fhir.example/tenant", "B").fhir_version(FhirVersion::R4),
    ]);
    assert_eq!(apart.len(), 5);
}

#[test]
fn a_version_that_is_not_known_is_the_only_one_that_is() {
    let base = "https://fhir.example/tenant";
    let known = listing(base, "A").fhir_version(FhirVersion::R4);
    let one = directory(vec![listing(base, "A"), known.clone()]);
    assert_eq!(one.portals().map(|portal| portal.fhir_version).collect::<Vec<_>>(), [FhirVersion::R4]);
    let two = directory(vec![listing(base, "A"), known, listing(base, "A").fhir_version(FhirVersion::Dstu2)]);
    assert_eq!(two.len(), 3);
}

#[test]
fn the_portals_own_list_wins_and_the_order_of_lists_does_not_matter() {
    let own = Source::own(Url::parse("https://zebra.example/brands").unwrap(), "https://FHIR.example/R4/");
    let of = |source: &Source, name: &str| {
        List::new(source.clone(), vec![listing(BASE, name).identifier(npi("1"))])
    };
    let (vendor, own) = (of(&source("a"), "RIVERSIDE LLC"), of(&own, "Riverside"));
    let one = Directory::builder().list(vendor.clone()).list(own.clone()).build().unwrap();
    let other = Directory::builder().list(own).list(vendor).build().unwrap();
    assert_eq!(
        (one.cache(), names(&one)),
        (other.cache(), vec![vec!["Riverside".to_owned(), "RIVERSIDE LLC".to_owned()]])
    );
    let sources = one.portals().next().unwrap().sources;
    assert_eq!(sources, ["https://zebra.example/brands", "https://lists.example/a"]);
    assert_eq!(Directory::builder().over(&one).build().unwrap(), one);
}

#[test]
fn a_portal_cannot_rename_its_neighbours() {
    let evil = Source::own(Url::parse("https://evil.example/brands").unwrap(), "https://evil.example/R4");
    let said = vec![
        listing(BASE, "Evil").identifier(npi("1")).web("https://evil.example/log-in"),
        listing("https://unlisted.example/R4", "Nobody else's"),
        listing("https://evil.example/R4", "Itself"),
    ];
    let vendor = List::new(source("a"), vec![listing(BASE, "Riverside").identifier(npi("1"))]);
    let both = Directory::builder().list(List::new(evil, said)).list(vendor).build().unwrap();
    assert_eq!(names(&both), [["Itself"], ["Nobody else's"], ["Riverside"]]);
    assert_eq!(both.portals().filter_map(|portal| portal.web).count(), 0);
}

#[test]
fn a_vendors_list_says_how_its_portals_are_spoken_to() {
    let of = |source: Source, base: &str| List::new(source, vec![listing(base, "A")]);
    let lists = Directory::builder()
        .list(of(source("vendor").with_dialect("some-row"), BASE))
        .list(of(source("all"), BASE))
        .list(of(source("other").with_dialect(""), "https://other.example"));
    let built = lists.build().unwrap();
    let kept = Directory::open(built.cache().clone()).unwrap();
    let told: Vec<(String, Option<String>)> =
        kept.portals().map(|portal| (portal.base, portal.dialect)).collect();
    let expected = [(BASE, Some("some-row")), ("https://other.example", None)];
    let expected = expected.map(|(base, row)| (base.to_owned(), row.map(str::to_owned)));
    assert_eq!(told.len(), 2);
    assert!(expected.iter().all(|one| told.contains(one)), "{told:?}");
}

fn only(directory: &Directory) -> PortalId {
    assert_eq!(directory.len(), 1);
    directory.portals().next().unwrap().id
}

fn renewed(before: &Directory, listings: Vec<Listing>) -> Directory {
    Directory::builder().list(List::new(source("one"), listings)).over(before).build().unwrap()
}

#[test]
fn an_id_is_the_same_in_every_list() {
    let one = directory(vec![listing(BASE, "Riverside")]);
    let other =
        directory(vec![listing("https://fhir.EXAMPLE/R4/", "RIVERSIDE").place(Place::city("Raleigh"))]);
    assert_eq!(only(&one), only(&other));
    assert_eq!(only(&one).to_string().parse(), Ok(only(&one)));
    assert!("+0000000000000000000000000000000".parse::<PortalId>().is_err());
}

#[test]
fn old_ids_and_names_are_kept_when_a_portal_changes() {
    let first = directory(vec![listing(BASE, "Riverside")]);
    let second = renewed(&first, vec![listing(BASE, "Riverside").identifier(npi("1"))]);
    let third = renewed(&second, vec![listing(BASE, "Lakeside").identifier(npi("1"))]);
    let moved = listing("https://new.example/R4", "Lakeside").identifier(npi("1"));
    let mut fourth = renewed(&third, vec![moved, listing(BASE, "Stranger")]);
    let id = fourth.portals().next().unwrap().id;
    let ids = [only(&first), only(&second), only(&third)];
    assert_ne!(ids[0], ids[1]);
    for old in ids {
        assert_eq!(fourth.portal(old).map(|portal| portal.id), Some(id));
    }
    assert_eq!(found(&fourth, "riverside"), ["Lakeside"]);
    fourth.mark(ids[0], Mark::new(Support::Supported, Timestamp::from_millis(0)));
    assert_eq!(fourth.support(id), Support::Supported);
}

#[test]
fn one_list_is_renewed_without_the_others() {
    let lists = ["one", "two"].map(|name| List::new(source(name).with_etag(name), vec![listing(BASE, name)]));
    let [one, two] = lists;
    let before = Directory::builder().list(one).list(two).build().unwrap();
    let after = renewed(&before, vec![listing("https://fresh.example", "fresh")]);
    assert_eq!(names(&after), [["fresh"], ["two"]]);
    assert_eq!(after.sources(), [source("one"), source("two").with_etag("two")]);
    assert_eq!(Directory::builder().over(&before).build().unwrap(), before);
}
