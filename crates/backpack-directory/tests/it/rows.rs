use backpack_directory::{
    FhirVersion, Further, Identifier, Listing, MAX_LIST, NameKind, Place, ReadError, read,
};

use crate::{listing, source};

#[test]
fn rows_become_listings_and_what_cannot_be_used_is_told() {
    let rows = br#"{ "Endpoints": [
        { "URL": "https://fhir.example/r4/1", "OrganizationName": "NC - Riverside Pediatrics, P.A.",
          "NPIID": "1234567893", "OrganizationZipCode": "276011234" },
        { "URL": "HTTPS://fhir.example/DSTU2/2/", "OrganizationName": " Ann Lee, M.D., P.C. " },
        { "URL": "https://fhir.example/3", "OrganizationName": "", "NPIID": "", "OrganizationZipCode": "" },
        { "URL": "http://fhir.example/4", "OrganizationName": "Plain" },
        { "URL": "fhir.example/5", "OrganizationName": "Bare" },
        { "URL": 6, "OrganizationName": ["odd"] },
        { "name": "Product" },
        null
    ] }"#;
    let list = read(rows, source("rows")).unwrap();
    let first =
        Listing::new("https://fhir.example/r4/1", "NC - Riverside Pediatrics, P.A.", NameKind::Organisation)
            .unwrap()
            .alias("Riverside Pediatrics, P.A.", NameKind::Organisation)
            .place(Place::default().state("NC").zip("27601-1234"))
            .identifier(Identifier::new("http://hl7.org/fhir/sid/us-npi", "1234567893"));
    let second =
        Listing::new("HTTPS://fhir.example/DSTU2/2/", "Ann Lee, M.D., P.C.", NameKind::Clinician).unwrap();
    let third = Listing::new("https://fhir.example/3", "fhir.example", NameKind::Host).unwrap();
    assert_eq!(list.listings, [first, second, third]);
    let versions: Vec<FhirVersion> = list.listings.iter().map(|listing| listing.fhir_version).collect();
    assert_eq!(versions, [FhirVersion::R4, FhirVersion::Dstu2, FhirVersion::Unknown]);
    let reasons = [
        (3, "the address is not https"),
        (4, "the address cannot be read"),
        (5, "the address is missing"),
        (6, "the row names no address"),
        (7, "the row names no address"),
    ];
    assert_eq!((list.skipped.count, list.skipped.reasons), (5, reasons.to_vec()));
}

#[test]
fn a_list_of_lists_points_further() {
    let lists = br#"[
        { "FormatType": "Rows", "EndpointName": "A payer", "FileName": "a.json", "URL": "https://payer.example/list#top" },
        { "listSourceURL": "https://vendor.example/fhir", "softwareProducts": [{ "developer": { "name": "A vendor" } }] },
        { "FormatType": "Rows", "FileName": "b.json", "URL": "" }
    ]"#;
    let list = read(lists, source("lists")).unwrap();
    let further: Vec<(&str, &str)> =
        list.further.iter().map(|Further { name, address, .. }| (name.as_str(), address.as_str())).collect();
    assert_eq!(
        further,
        [("A payer", "https://payer.example/list"), ("A vendor", "https://vendor.example/fhir")]
    );
    assert_eq!((list.listings, list.skipped.reasons), (vec![], vec![(2, "the address is missing")]));
}

#[test]
fn what_is_no_list_is_refused() {
    let refused = |bytes: &[u8]| read(bytes, source("none")).unwrap_err();
    assert_eq!(refused(b"{\"Endpoints\": [{}"), ReadError::NotJson);
    assert_eq!(refused(b"<html>"), ReadError::NotJson);
    assert_eq!(refused(&[b'['].repeat(100_000)), ReadError::NotJson);
    for other in ["{}", "3", "null", "\"text\"", r#"{"resourceType":"Patient","entry":[]}"#] {
        assert_eq!(refused(other.as_bytes()), ReadError::NotAList);
    }
    assert_eq!(refused(&vec![0; MAX_LIST + 1]), ReadError::TooLarge { limit: MAX_LIST as u64 });
}

#[test]
fn a_row_that_is_nested_too_deeply_costs_itself() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let rows = format!(r#"[{{"URL":"https://a.example","x":{deep}}},{{"URL":"https://b.example"}}]"#);
    let list = read(rows.as_bytes(), source("deep")).unwrap();
    assert_eq!(list.listings, [listing("https://b.example", "")]);
    assert_eq!(list.skipped.reasons, [(0, "the row is not JSON, or nested too deeply")]);
}
