use backpack_directory::{List, ListReader, MAX_LIST, ReadError, read};
use proptest::prelude::*;

use crate::{listing, source};

/// Reads a list that comes in parts of these lengths, again and again.
fn in_parts(bytes: &[u8], lengths: &[usize]) -> Result<List, ReadError> {
    let mut reader = ListReader::new(source("one"));
    let mut rest = bytes;
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (part, after) = rest.split_at((*length).clamp(1, rest.len()));
        reader.push(part)?;
        rest = after;
    }
    reader.end()
}

const DOCUMENTS: [&str; 14] = [
    r#"{"resourceType":"Bundle","type":"collection","x":{"a":[1,{"b":"]}\"\\"}]},"entry":[
        {"fullUrl":"urn:x:o","resource":{"resourceType":"Organization","name":"Größe \\ \" }]","endpoint":[{"reference":"urn:x:e"}]}},
        {"fullUrl":"urn:x:e","resource":{"resourceType":"Endpoint","address":"https://fhir.example/R4"}}]}"#,
    "\u{feff} [ {\"URL\":\"https://a.example\"} , 7 , null, \"x\", [1,2] ] ",
    r#"{"Endpoints":null}"#,
    r#"{"Endpoints":[]}"#,
    r#"{"Endpoints":{}}"#,
    r#"{"resourceType":"Bundle"}"#,
    r#"{"resourceType":"Bundle","entry":[{}"#,
    r#"[{"URL":"https://a.example"},]"#,
    r#"[{"URL":"https://a.example"}] x"#,
    r#"{"a":1,}"#,
    r#"{"a" 1}"#,
    "-12.5e3",
    "tru",
    "",
];

#[test]
fn it_does_not_matter_how_a_list_is_cut() {
    let told = DOCUMENTS.map(|document| match read(document.as_bytes(), source("one")) {
        Ok(list) => Ok((list.listings.len(), list.skipped.count)),
        Err(error) => Err(error),
    });
    let (json, list) = (Err(ReadError::NotJson), Err(ReadError::NotAList));
    let expected = [
        Ok((1, 0)),
        Ok((1, 4)),
        Ok((0, 0)),
        Ok((0, 0)),
        json,
        Ok((0, 0)),
        json,
        json,
        json,
        json,
        json,
        list,
        json,
        json,
    ];
    assert_eq!(told, expected);
    for document in DOCUMENTS {
        let whole = read(document.as_bytes(), source("one"));
        for length in [1, 2, 3, 7, 64] {
            assert_eq!(in_parts(document.as_bytes(), &[length]), whole, "{document}");
        }
    }
}

#[test]
fn an_item_that_is_too_large_costs_itself_alone() {
    let large = "x".repeat(5 << 20);
    let rows = format!(r#"[{{"URL":"https://a.example","x":"{large}"}},{{"URL":"https://b.example"}}]"#);
    let list = in_parts(rows.as_bytes(), &[1 << 16]).unwrap();
    assert_eq!(list.listings, [listing("https://b.example", "")]);
    assert_eq!(list.skipped.reasons, [(0, "the item is too large")]);
}

#[test]
fn a_list_without_end_is_given_up() {
    let too_large = Err(ReadError::TooLarge { limit: MAX_LIST as u64 });
    let mut reader = ListReader::new(source("one"));
    reader.push(b"[").unwrap();
    // One byte more than there is room for; nothing of it is looked at.
    assert_eq!(reader.push(&vec![0; MAX_LIST]), too_large);
    assert_eq!(reader.push(b"]"), too_large);
}

proptest! {
    #[test]
    fn any_cut_of_anything_reads_as_the_whole(
        text in r#"[\[\]{}":,a1\\ \-]{0,40}"#,
        cuts in prop::collection::vec(1_usize..9, 1..6),
        document in 0..DOCUMENTS.len(),
    ) {
        prop_assert_eq!(in_parts(text.as_bytes(), &cuts), read(text.as_bytes(), source("one")));
        let document = DOCUMENTS[document].as_bytes();
        prop_assert_eq!(in_parts(document, &cuts), read(document, source("one")));
        // What is taken for a document is one.
        if read(text.as_bytes(), source("one")) != Err(ReadError::NotJson) {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }
}
