//! Lists of portals, the directory's cache, and the table of dialects.

use std::hint::black_box;

use backpack_dialect::Dialects;
use backpack_directory::{Directory, ListReader, Query, Source, read};
use url::Url;

/// A list is read alike however its bytes are cut.
pub(crate) fn list(data: &[u8]) {
    let whole = read(data, source());
    let mut reader = ListReader::new(source());
    let pieces = data.chunks(7).try_for_each(|piece| reader.push(piece));
    let pieced = pieces.and_then(|()| reader.end());
    match (whole, pieced) {
        (Ok(whole), Ok(pieced)) => assert_eq!(whole, pieced, "a list is read alike in pieces"),
        (Err(_), Err(_)) => {}
        (whole, pieced) => panic!("a list is read in one way alone: {whole:?}, {pieced:?}"),
    }
}

pub(crate) fn cache(data: &[u8]) {
    let Ok(directory) = Directory::open(data.to_vec()) else { return };
    directory.portals().take(100).for_each(drop);
    directory.search(&Query::new("clinic")).into_iter().take(10).for_each(drop);
}

pub(crate) fn dialects(data: &[u8]) {
    let Ok(table) = Dialects::read(data) else { return };
    let all = Dialects::built_in().with(&table);
    black_box((all.at("portal.example", "/fhir"), all.running("Fake Portal")));
    assert!(all.row("plain").is_some() || table.rows().count() > 0);
}

fn source() -> Source {
    Source::consolidated(Url::parse("https://lists.example/brands.json").expect("an address"))
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        r#"{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Organization","id":"1","active":true,"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":"North Clinic","alias":["NC"],"address":[{"city":"Ulm","state":"BW","postalCode":"89073"}],"endpoint":[{"reference":"Endpoint/e"}]}},{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Endpoint","id":"e","status":"active","connectionType":{"code":"hl7-fhir-rest"},"address":"https://portal.example/fhir","payloadType":[{"text":"none"}]}}]}"#,
        r#"{"Entries":[{"OrganizationName":"North Clinic","FHIRPatientFacingURI":"https://portal.example/fhir"}]}"#,
    ])
}

pub(crate) fn cache_seeds() -> Vec<Vec<u8>> {
    let lists = seeds().into_iter().filter_map(|bytes| read(&bytes, source()).ok());
    let mut builder = Directory::builder();
    for list in lists {
        builder = builder.list(list);
    }
    builder.build().map(|directory| directory.cache().to_vec()).into_iter().collect()
}

pub(crate) fn dialect_seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        r#"{"format":1,"version":"1","rows":[{"name":"own","title":"Own"}]}"#,
        include_str!("../../../crates/backpack-dialect/src/dialects.json"),
    ])
}
