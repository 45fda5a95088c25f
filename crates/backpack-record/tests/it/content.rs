//! Same content, held attachments, and whom a record is about.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use backpack_record::{Header, PersonHint, Reference, attachment_data, content_of, replaces};

fn content(body: &str) -> String {
    let mut content = vec![b'x'];
    let header = Header::read_with_content(body.as_bytes(), &mut content).unwrap();
    assert_eq!(header, Header::read(body.as_bytes()).unwrap());
    let mut alone = Vec::new();
    content_of(body.as_bytes(), &mut alone).unwrap();
    assert_eq!(alone, content);
    String::from_utf8(content).unwrap()
}

#[test]
fn content_leaves_out_when_and_under_which_version_it_was_served() {
    let served = "\u{feff}{\n \"resourceType\" : \"A\",\n \"meta\": {\"versionId\":\"2\", \"profile\":[ \"p\" ],\n \"lastUpdated\" :\"2024\"} , \"a\": [1.10 , {\"meta\":{\"versionId\":\"9\"}}, \" \\\" x \"]}\n";
    let expected =
        r#"{"resourceType":"A","meta":{"profile":["p"]},"a":[1.10,{"meta":{"versionId":"9"}}," \" x "]}"#;
    assert_eq!(content(served), expected);
    let variants = [
        r#"{"resourceType":"A","meta":{"profile":["p"]}}"#,
        r#"{"resourceType":"A","meta":{"profile":["p"],"versionId":"1"}}"#,
        r#"{"resourceType":"A","meta":{"lastUpdated":null, "versionId":{"a":[]} ,"profile":["p"]}}"#,
        r#"{"resourceType":"A","meta":{"profile":["p"] , "lastUpdated":"x","\u0076ersionId":"y"}}"#,
    ];
    let contents: Vec<_> = variants.into_iter().map(content).collect();
    assert_eq!(contents, vec![r#"{"resourceType":"A","meta":{"profile":["p"]}}"#; 4]);
}

#[test]
fn what_differs_elsewhere_differs() {
    let bodies = [
        r#"{"resourceType":"A","meta":{}}"#,
        r#"{"resourceType":"A","meta":{"source":"s"}}"#,
        r#"{"resourceType":"A","versionId":"1"}"#,
        r#"{"resourceType":"A","x":1.1}"#,
        r#"{"resourceType":"A","x":1.10}"#,
        r#"{"resourceType":"A","x":"a b"}"#,
        r#"{"resourceType":"A","x":"ab"}"#,
    ];
    let mut contents: Vec<_> = bodies.into_iter().map(content).collect();
    contents.sort();
    contents.dedup();
    assert_eq!(contents.len(), bodies.len());
}

#[test]
fn held_bytes_are_found_by_the_order_of_attachments() {
    let body = br#"{"resourceType":"DiagnosticReport","presentedForm":[{"contentType":"a/b","url":"x"},{"data":"QQ=="},{"id":"none"}],
        "contained":[{"resourceType":"Binary","contentType":"c/d","content":"QUI="}]}"#;
    let lengths: Vec<_> =
        Header::read(body).unwrap().attachments.iter().map(|held| held.data_length).collect();
    let held: Vec<_> = (0..4).map(|index| attachment_data(body, index)).collect();
    assert_eq!(lengths, [0, 4, 4]);
    assert_eq!(held, [None, Some(&b"QQ=="[..]), Some(&b"QUI="[..]), None]);
}

#[test]
fn the_patient_is_known_by_id_however_it_is_referred_to() {
    let id = |target: &'static str| {
        let mut header = Header::new("Observation", backpack_record::Kind::LabResult, "x");
        header.subject = Some(Reference::new(target));
        header.subject_id().map(str::to_owned)
    };
    let targets = [
        "Patient/1",
        "https://p.example.org/fhir/Patient/1/_history/4",
        "urn:uuid:a",
        "Group/1",
        "Patient/",
        "#p",
        "1",
        "OutPatient/1",
    ];
    let ids = targets.map(id);
    let known = ["1", "1", "urn:uuid:a"].map(|id| Some(id.to_owned()));
    assert_eq!(ids.as_slice(), [known.as_slice(), &[None, None, None, None, None]].concat());
    let patient = Header::read(br#"{"resourceType":"Patient","id":"p"}"#).unwrap();
    assert_eq!(patient.subject_id(), Some("p"));
}

#[test]
fn a_patient_says_who_the_person_is() {
    let body = r#"{"resourceType":"Patient","name":[{"family":"Ng","given":["Li","An"]},{"text":"Al"},{"family":["van","Dam"]},7],
        "birthDate":"1970-02","gender":"female"}"#;
    let person = PersonHint::read(body.as_bytes()).unwrap();
    let names: Vec<_> = person
        .names
        .iter()
        .map(|name| {
            [&name.family, &name.given, &name.text]
                .map(|part| part.as_deref().unwrap_or("-").to_owned())
                .join("|")
        })
        .collect();
    assert_eq!(names, ["Ng|Li An|Li An Ng", "-|-|Al", "van Dam|-|van Dam"]);
    assert_eq!((person.birth_date.unwrap().as_str(), person.gender.unwrap().as_str()), ("1970-02", "female"));
}

#[test]
fn a_record_says_what_it_replaces() {
    let read = |rest: &str| {
        let body = format!(r#"{{"resourceType":"DocumentReference",{rest}}}"#);
        let all = replaces(body.as_bytes()).into_iter().map(|reference| reference.target.to_string());
        all.collect::<Vec<_>>()
    };
    let r4 = r#""relatesTo":[{"code":"appends","target":{"reference":"DocumentReference/a"}},
        {"code":"replaces","target":{"reference":"DocumentReference/\u00fc","display":"Letter"}}]"#;
    assert_eq!(read(r4), ["DocumentReference/ü"]);
    let r5 = r#""relatesTo":[{"code":{"coding":[{"code":"replaces"}]},"target":{"reference":"DocumentReference/b"}}]"#;
    assert_eq!(read(r5), ["DocumentReference/b"]);
    let composition = r#""relatesTo":[{"code":"replaces","targetReference":{"reference":"Composition/c"}},
        {"type":"replaces","resourceReference":{"reference":"Composition/d"}},{"code":"replaces"},{"code":7},7]"#;
    assert_eq!(read(composition), ["Composition/c", "Composition/d"]);
    assert_eq!(
        read(r#""replaces":[{"reference":"CarePlan/e"},{"display":"an older plan"}]"#),
        ["CarePlan/e"]
    );
    assert_eq!(read(r#""relatesTo":"replaces","replaces":null"#), Vec::<String>::new());
    assert!(replaces(b"{").is_empty() && replaces(b"[]").is_empty());
}
