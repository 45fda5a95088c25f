//! Splitting bundles: exact bytes, the order of entries, and nothing of an entry lost.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use backpack_record::{Bundle, Header, Refusal};

fn text(bytes: Option<&[u8]>) -> Option<&str> {
    bytes.map(|bytes| std::str::from_utf8(bytes).unwrap())
}

#[test]
fn a_search_page_is_split() {
    let page = r#" {"resourceType":"Bundle", "id":"b","type":"searchset","total":2 ,"timestamp":"2024-01-01T00:00:00Z",
        "link":[{"relation":"self","url":"https://p.example.org/Observation?x=\"1\""},{"relation":"next","url":"https://p.example.org/n"},7],
        "entry":[ {"fullUrl":"https://p.example.org/Observation/1","resource": {"resourceType":"Observation", "id":"1" } ,
                   "search":{"mode":"match","score":1.0},"extension":[]},
                  {"response":{"status":"200 OK","etag":"W/\"3\"","lastModified":"2024-01-01T00:00:00Z"},"request":{"method":"GET","url":"Patient/1"},
                   "resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"A"}}]}} ],
        "meta":{"tag":[]}} "#;
    let bundle = Bundle::split(page.as_bytes()).unwrap();
    assert_eq!(
        (bundle.id.as_deref(), bundle.bundle_type.as_deref(), bundle.timestamp.as_deref(), bundle.total),
        (Some("b"), Some("searchset"), Some("2024-01-01T00:00:00Z"), Some(2))
    );
    assert_eq!(
        (bundle.link("self"), bundle.link("next"), bundle.link("last")),
        (Some("https://p.example.org/Observation?x=\"1\""), Some("https://p.example.org/n"), None)
    );
    let envelope: serde_json::Value = serde_json::from_slice(&bundle.envelope).unwrap();
    let mut whole: serde_json::Value = serde_json::from_str(page).unwrap();
    whole.as_object_mut().unwrap().remove("entry");
    assert_eq!(envelope, whole);
    let [first, second] = bundle.entries.as_slice() else { panic!("two entries") };
    assert_eq!(first.full_url.as_deref(), Some("https://p.example.org/Observation/1"));
    assert_eq!(text(first.resource), Some(r#"{"resourceType":"Observation", "id":"1" }"#));
    assert_eq!(first.search_mode.as_deref(), Some("match"));
    assert_eq!(
        text(first.envelope.as_deref()),
        Some(r#"{"search":{"mode":"match","score":1.0},"extension":[]}"#)
    );
    assert_eq!(
        text(second.resource),
        Some(r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"A"}}]}"#)
    );
    assert_eq!(
        [&second.request_method, &second.request_url, &second.response_status, &second.response_etag]
            .map(|text| text.as_deref()),
        [Some("GET"), Some("Patient/1"), Some("200 OK"), Some("W/\"3\"")]
    );
}

#[test]
fn an_entry_at_fault_costs_that_entry_alone() {
    let page = br#"{"entry":[7,null,{"resource":"text"},{"resource":{"resourceType":"A","b":01}},{"fullUrl":"\q","resource":{}},
        {"resource":{"resourceType":"A","a":"\xff"}},{"resource":{"resourceType":"Good"}},{"fullUrl":"x","fullUrl":"y"}],"resourceType":"Bundle"}"#;
    let bundle = Bundle::split(page).unwrap();
    let read = bundle
        .entries
        .iter()
        .map(|entry| Header::read(entry.resource.unwrap()).map(|header| header.title.to_string()));
    let read: Vec<_> = read.collect();
    assert_eq!(read.len(), 8);
    assert_eq!(read.get(6), Some(&Ok("Good".to_owned())));
    assert_eq!(read.iter().filter(|read| read.is_ok()).count(), 1);
    assert_eq!(read.last(), Some(&Err(Refusal::DuplicateKey)));
}

#[test]
fn an_entry_without_a_resource_keeps_its_envelope() {
    let page = br#"{"resourceType":"Bundle","entry":[{"fullUrl":7,"response":{"status":"404"}},{}]}"#;
    let bundle = Bundle::split(page).unwrap();
    let [first, second] = bundle.entries.as_slice() else { panic!("two entries") };
    assert_eq!((first.resource, first.full_url.as_ref()), (None, None));
    assert_eq!(text(first.envelope.as_deref()), Some(r#"{"fullUrl":7,"response":{"status":"404"}}"#));
    assert_eq!((second.resource, second.envelope.as_ref()), (None, None));
}

#[test]
fn what_is_no_bundle_is_refused() {
    let cases: [(&[u8], Refusal); 7] = [
        (b"[]", Refusal::NotAnObject),
        (b"{}", Refusal::NoResourceType),
        (br#"{"resourceType":"Patient"}"#, Refusal::NoResourceType),
        (br#"{"resourceType":"Bundle","entry":[{"resource":{"a":[}}]}"#, Refusal::NotJson { offset: 34 }),
        (br#"{"resourceType":"Bundle","entry":[{}]"#, Refusal::NotJson { offset: 37 }),
        (br#"{"resourceType":"Bundle","entry":[],"entry":[]}"#, Refusal::DuplicateKey),
        (br#"{"resourceType":"Bundle"},"#, Refusal::NotJson { offset: 25 }),
    ];
    for (body, refusal) in cases {
        assert_eq!(Bundle::split(body).err(), Some(refusal), "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn members_come_in_any_order_and_with_escaped_names() {
    let page = "\u{feff}{\"\\u0065ntry\":[{\"resource\":{\"resourceType\":\"A\"}}],\"type\":\"batch\",\"resourceType\":\"Bundle\"}";
    let bundle = Bundle::split(page.as_bytes()).unwrap();
    assert_eq!((bundle.entries.len(), bundle.bundle_type.as_deref()), (1, Some("batch")));
}
