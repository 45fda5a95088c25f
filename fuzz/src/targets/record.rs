//! Resources, bundles and packed headers.

use std::hint::black_box;

use backpack_record::{Bundle, Header, attachment_data, content_of};

/// A header that was read is packed and read back as the same.
pub(crate) fn header(data: &[u8]) {
    let (mut content, mut again) = (Vec::new(), Vec::new());
    let read = Header::read_with_content(data, &mut content);
    assert_eq!(read.is_ok(), Header::read(data).is_ok(), "with the content or without, a body is read alike");
    let Ok(header) = read else { return };
    assert!(!header.title.is_empty(), "every header has a title");
    content_of(data, &mut again).expect("what was read has a content");
    assert!(content == again, "both ways give the same content");
    for place in 0..header.attachments.len() {
        black_box(attachment_data(data, place));
    }
    let packed = header.pack();
    let unpacked = Header::unpack(&packed).expect("what was packed is unpacked");
    assert!(unpacked.pack() == packed, "a packed header stays what it is");
}

pub(crate) fn packed(data: &[u8]) {
    drop(Header::unpack_title(data));
    if let Ok(header) = Header::unpack(data) {
        let packed = header.pack();
        let again = Header::unpack(&packed).expect("what was packed is unpacked");
        assert!(again.pack() == packed, "a packed header stays what it is");
    }
}

pub(crate) fn bundle(data: &[u8]) {
    let Ok(bundle) = Bundle::split(data) else { return };
    black_box(bundle.link("next"));
    for entry in &bundle.entries {
        if let Some(resource) = entry.resource {
            drop(Header::read(resource));
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        OBSERVATION,
        r#"{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://portal.example/fhir?page=2"}],"entry":[{"fullUrl":"https://portal.example/fhir/Patient/p1","resource":{"resourceType":"Patient","id":"p1","name":[{"family":"Ruiz","given":["Ana"]}],"birthDate":"1980-04-02"},"search":{"mode":"match"}}]}"#,
        r#"{"resourceType":"DocumentReference","id":"d","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"aGVsbG8=","title":"note"}}]}"#,
        "{\"resourceType\":\"Immunization\",\"id\":\"i\",\"status\":\"completed\",\"vaccineCode\":{\"text\":\"tetanus\"},\"occurrenceDateTime\":\"2020\"}\n{\"resourceType\":\"Patient\",\"id\":\"p\"}\n",
    ])
}

pub(crate) fn packed_seeds() -> Vec<Vec<u8>> {
    seeds().iter().filter_map(|body| Header::read(body).ok().map(|header| header.pack())).collect()
}

const OBSERVATION: &str = r#"{"resourceType":"Observation","id":"o1","meta":{"versionId":"2","lastUpdated":"2024-02-29T10:00:00.5+02:00"},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}]},"subject":{"reference":"Patient/p1"},"effectivePeriod":{"start":"2019-03","end":"2019-03-07"},"valueQuantity":{"value":1.10e2,"unit":"mg/dL"},"referenceRange":[{"low":{"value":70}}],"component":[{"code":{"text":"x"},"valueString":"\u00e9"}]}"#;
