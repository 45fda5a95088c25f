use backpack_directory::{FhirVersion, Identifier, Listing, NameKind, Place, read};

use crate::source;

const PORTAL: &str = "http://hl7.org/fhir/StructureDefinition/organization-portal";
const BRAND: &str = "http://hl7.org/fhir/StructureDefinition/organization-brand";
const VERSION: &str = "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version";

fn bundle(entries: &[String]) -> Vec<u8> {
    let entries = entries.join(",");
    format!(r#"{{"entry":[{entries}],"type":"collection","resourceType":"Bundle"}}"#).into_bytes()
}

fn entry(full_url: &str, resource: &str) -> String {
    format!(r#"{{"fullUrl":"{full_url}","resource":{resource}}}"#)
}

fn endpoint(id: &str, address: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Endpoint","id":"{id}","status":"active","address":"{address}",
        "connectionType":{{"code":"hl7-fhir-rest"}}{more}}}"#
    )
}

fn portal(name: &str, web: &str, links: &[&str]) -> String {
    let links = links
        .iter()
        .map(|link| format!(r#",{{"url":"portalEndpoint","valueReference":{{"reference":"{link}"}}}}"#));
    format!(
        r#"{{"url":"{PORTAL}","extension":[{{"url":"portalName","valueString":"{name}"}},
        {{"url":"portalUrl","valueUrl":"{web}"}}{}]}}"#,
        links.collect::<String>()
    )
}

fn organization(id: &str, name: &str, more: &str) -> String {
    format!(r#"{{"resourceType":"Organization","id":"{id}","active":true,"name":"{name}"{more}}}"#)
}

/// Returns what a Bundle comes to: name, base, version, web site, and what could not be used.
fn read_all(entries: &[String]) -> (Vec<Listing>, Vec<(usize, &'static str)>) {
    let list = read(&bundle(entries), source("brands")).unwrap();
    (list.listings, list.skipped.reasons)
}

fn short(listings: &[Listing]) -> Vec<(&str, &str)> {
    listings.iter().map(|listing| (listing.name.text.as_str(), listing.base.as_str())).collect()
}

#[test]
fn a_brand_is_read_with_all_it_says() {
    let portals = portal("My Portal", "https://my.example/portal", &["Endpoint/r4"]);
    let more = format!(
        r#","extension":[{{"url":"{BRAND}","extension":[{{"url":"brandLogo","valueUrl":"https://logo.example/a.svg"}}]}},
        {portals}],"identifier":[{{"system":"urn:ietf:rfc:3986","value":"https://good.example"}}],
        "alias":["Good Old Hospital"],"address":[{{"city":"Madison","state":"WI","postalCode":"53703","country":"US"}}]"#
    );
    let version = format!(
        r#","extension":[{{"url":"{VERSION}","valueCode":"1.0.2"}},{{"url":"{VERSION}","valueCode":"4.0.1"}}]"#
    );
    let (listings, skipped) = read_all(&[
        entry("https://ehr.example/Organization/good", &organization("good", "Good Hospital", &more)),
        entry("https://ehr.example/Endpoint/r4", &endpoint("r4", "https://ehr.example/FHIR/", &version)),
    ]);
    let mut r4 = Listing::new("https://ehr.example/FHIR/", "Good Hospital", NameKind::Brand)
        .unwrap()
        .fhir_version(FhirVersion::R4)
        .web("https://my.example/portal")
        .alias("My Portal", NameKind::Portal)
        .alias("Good Old Hospital", NameKind::Brand)
        .place(Place::city("Madison").state("WI").zip("53703").country("US"))
        .identifier(Identifier::new("urn:ietf:rfc:3986", "https://good.example"));
    r4.logo = Some("https://logo.example/a.svg".to_owned());
    assert_eq!((listings, skipped), (vec![r4.clone().fhir_version(FhirVersion::Dstu2), r4], vec![]));
}

#[test]
fn references_are_joined_in_each_form() {
    let contained = endpoint("in", "https://contained.example", "");
    let links = portal(
        "P",
        "https://p.example",
        &[
            "Endpoint/beside",
            "https://other.example/Endpoint/far",
            "urn:uuid:0f0e0d0c-0000-4000-8000-000000000001",
            "#in",
            "Endpoint/beside/_history/3",
            "Endpoint/nowhere",
            "https://nowhere.example/Endpoint/beside",
        ],
    );
    let more = format!(r#","extension":[{links}],"contained":[{contained}]"#);
    let (listings, skipped) = read_all(&[
        entry(
            "https://elsewhere.example/Endpoint/beside",
            &endpoint("beside", "https://wrong.example", r#","status":"off""#),
        ),
        entry("https://ehr.example/Organization/a", &organization("a", "A", &more)),
        entry("https://ehr.example/Endpoint/beside", &endpoint("beside", "https://relative.example", "")),
        entry("https://other.example/Endpoint/far", &endpoint("far", "https://absolute.example", "")),
        entry("urn:uuid:0f0e0d0c-0000-4000-8000-000000000001", &endpoint("u", "https://urn.example", "")),
    ]);
    let bases = ["https://relative.example", "https://absolute.example", "https://urn.example"];
    let bases = bases.into_iter().chain(["https://contained.example", "https://relative.example"]);
    assert_eq!(short(&listings), bases.map(|base| ("A", base)).collect::<Vec<_>>());
    assert_eq!(skipped, [(0, "the endpoint is not active")]);
}

#[test]
fn each_portal_and_each_endpoint_is_offered() {
    let portals = [
        portal("Adults", "https://adults.example", &["Endpoint/1", "Endpoint/2"]),
        portal("Children", "https://children.example", &["Endpoint/2"]),
    ];
    let own = r#""endpoint":[{"reference":"Endpoint/1"},{"reference":"Endpoint/3"}]"#;
    let more = format!(r#","extension":[{}],{own}"#, portals.join(","));
    let endpoints = ["1", "2", "3"].map(|id| {
        entry(
            &format!("https://e.example/Endpoint/{id}"),
            &endpoint(id, &format!("https://fhir.example/{id}"), ""),
        )
    });
    let brand = entry("https://e.example/Organization/b", &organization("b", "B", &more));
    let (listings, _) = read_all(&[&[brand], endpoints.as_slice()].concat());
    let offered: Vec<(&str, Option<&str>)> =
        listings.iter().map(|listing| (listing.base.as_str(), listing.web.as_deref())).collect();
    let expected = [
        ("https://fhir.example/1", Some("https://adults.example")),
        ("https://fhir.example/2", Some("https://adults.example")),
        ("https://fhir.example/2", Some("https://children.example")),
        ("https://fhir.example/3", None),
    ];
    assert_eq!(offered, expected);
}

#[test]
fn a_part_offers_what_the_whole_does_and_a_circle_ends() {
    let part = |of: &str| format!(r#","partOf":{{"reference":"Organization/{of}"}}"#);
    let own = r#","endpoint":[{"reference":"Endpoint/e"}]"#;
    let (listings, skipped) = read_all(&[
        entry("https://e.example/Organization/top", &organization("top", "Top", own)),
        entry("https://e.example/Organization/mid", &organization("mid", "Middle", &part("top"))),
        entry("https://e.example/Organization/low", &organization("low", "Low", &part("mid"))),
        entry("https://e.example/Organization/x", &organization("x", "X", &part("y"))),
        entry("https://e.example/Organization/y", &organization("y", "Y", &part("x"))),
        entry("https://e.example/Endpoint/e", &endpoint("e", "https://fhir.example", "")),
    ]);
    let read: Vec<(&str, Option<&str>)> =
        listings.iter().map(|listing| (listing.name.text.as_str(), listing.part_of.as_deref())).collect();
    assert_eq!(read, [("Top", None), ("Middle", Some("Top")), ("Low", Some("Middle"))]);
    let none = "the organisation offers no portal that can be read";
    assert_eq!(skipped, [(3, none), (4, none)]);
}

#[test]
fn endpoints_alone_are_a_list_too() {
    let managed = r#","managingOrganization":{"reference":"Organization/o"}"#;
    let inside = r##","managingOrganization":{"reference":"#in"},
        "contained":[{"resourceType":"Organization","id":"in","name":"Inside"}]"##;
    let (listings, skipped) = read_all(&[
        entry("https://e.example/Organization/o", &organization("o", "Outside", "")),
        entry("https://e.example/Endpoint/1", &endpoint("1", "https://fhir.example/1", managed)),
        entry("https://e.example/Endpoint/2", &endpoint("2", "https://fhir.example/2", inside)),
        entry("https://e.example/Endpoint/3", &endpoint("3", "https://fhir.example/3", r#","name":"Named""#)),
        entry("https://e.example/Endpoint/4", &endpoint("4", "http://fhir.example/4", "")),
        entry("https://e.example/Patient/5", r#"{"resourceType":"Patient"}"#),
        r#"{"fullUrl":"https://e.example/Endpoint/6"}"#.to_owned(),
        "7".to_owned(),
    ]);
    let expected = [
        ("Outside", "https://fhir.example/1"),
        ("Inside", "https://fhir.example/2"),
        ("Named", "https://fhir.example/3"),
    ];
    assert_eq!(short(&listings), expected);
    let reasons = [
        (4, "the address is not https"),
        (5, "the entry is neither an organisation nor an endpoint"),
        (6, "the entry's resource is missing, or nested too deeply"),
        (7, "the entry is no object"),
    ];
    assert_eq!(skipped, reasons);
}

#[test]
fn other_connections_and_organisations_out_of_use_are_left_out() {
    let other = r#"{"resourceType":"Endpoint","id":"d","status":"active","address":"https://d.example",
        "connectionType":[{"coding":[{"code":"direct-project"}]}]}"#;
    let wrapped = r#"{"resourceType":"Endpoint","id":"w","status":"active","address":"https://w.example",
        "connectionType":[{"coding":[{"code":"hl7-fhir-rest"}]}],"name":"W"}"#;
    let closed = r#"{"resourceType":"Organization","id":"c","active":false,"name":"Closed",
        "endpoint":[{"reference":"Endpoint/w"}]}"#;
    let entries = [("d", other), ("w", wrapped), ("c", closed)];
    let (listings, skipped) =
        read_all(&entries.map(|(id, resource)| entry(&format!("urn:x:{id}"), resource)));
    assert_eq!(short(&listings), [("W", "https://w.example")]);
    assert_eq!(skipped, [(0, "the endpoint is not FHIR over REST"), (2, "the organisation is not active")]);
}

#[test]
fn one_organisation_cannot_fill_the_directory() {
    let links: Vec<String> = (0..64).map(|id| format!("Endpoint/{id}")).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let portals = vec![portal("P", "https://p.example", &links); 64].join(",");
    let greedy = organization("g", "Greedy", &format!(r#","extension":[{portals}]"#));
    let mut entries = vec![entry("https://e.example/Organization/g", &greedy)];
    entries.extend((0..64).map(|id| {
        let address = format!("https://fhir.example/{id}");
        entry(&format!("https://e.example/Endpoint/{id}"), &endpoint(&id.to_string(), &address, ""))
    }));
    assert_eq!(read_all(&entries).0.len(), 64);
}
