//! What each sort of file brings.

use backpack_connect::{Connector as _, ErrorKind, Item, Next, Outcome, Query};
use backpack_import::FileConnector;
use backpack_testkit::run;
use proptest::prelude::*;

use crate::support::{Folder, bodies, context, grant, pull, put};

#[test]
fn single_resources_are_their_value_alone() {
    let folder = Folder::new(&[("a.json", "\u{feff} {\n \"resourceType\": \"Goal\"\n}\r\n")]);
    let found = run(pull(&folder.connector(), &context()));
    let [(name, items, outcome)] = &found[..] else { unreachable!() };
    assert_eq!((name.as_str(), outcome), ("a.json", &Outcome::Done));
    assert_eq!(bodies(items), ["{\n \"resourceType\": \"Goal\"\n}"]);
}

#[test]
fn bundles_stand_for_their_entries() {
    let bundle = r#"{"resourceType":"Bundle","type":"searchset","total":2,"entry":[
        {"fullUrl":"https://p.invalid/Goal/1","resource":{"resourceType":"Goal", "id":"1"},"search":{"mode":"match"}},
        {"response":{"status":"204"}}, 7]}"#;
    let folder = Folder::new(&[("b.json", bundle)]);
    let found = run(pull(&folder.connector(), &context()));
    let items = &found[0].1;
    assert_eq!(
        bodies(items),
        [r#"{"resourceType":"Goal", "id":"1"}"#, "7"],
        "what is no entry is refused later"
    );
    let first = put(&items[0]);
    assert_eq!(first.full_url.as_deref(), Some("https://p.invalid/Goal/1"));
    assert_eq!(first.envelope.as_deref(), Some(&br#"{"search":{"mode":"match"}}"#[..]));
}

#[test]
fn histories_are_read_in_the_order_in_which_they_happened() {
    let bundle = r#"{"resourceType":"Bundle","type":"history","entry":[
        {"request":{"method":"DELETE","url":"Goal/1/_history/3"}},
        {"resource":{"resourceType":"Goal","id":"1","meta":{"versionId":"2"}},"request":{"method":"PUT","url":"Goal/1"}},
        {"resource":{"resourceType":"Goal","id":"1","meta":{"versionId":"1"}},"request":{"method":"POST","url":"Goal"}}]}"#;
    let folder = Folder::new(&[("h.json", bundle)]);
    let found = run(pull(&folder.connector(), &context()));
    let told = found[0].1.iter().map(|item| match item {
        Item::Put(put) => {
            String::from_utf8_lossy(&put.body).chars().filter(char::is_ascii_digit).skip(1).collect()
        }
        Item::Gone(gone) => format!("{}/{} gone", gone.resource_type, gone.id),
        _ => String::new(),
    });
    assert_eq!(told.collect::<Vec<_>>(), ["1", "2", "Goal/1 gone"]);
}

#[test]
fn nothing_is_silent() {
    let folder = Folder::new(&[
        (".hidden.json", r#"{"resourceType":"Goal"}"#),
        ("1-empty.json", ""),
        ("2-scan.pdf", "%PDF-1.7 not a record"),
        ("3-spoilt.json", r#"{"resourceType":"Bundle","entry":[{"resource":{"#),
        ("4-none.json", r#"{"resourceType":"Bundle","type":"collection"}"#),
    ]);
    let found = run(pull(&folder.connector(), &context()));
    let told: Vec<_> =
        found.iter().map(|(name, items, outcome)| (name.as_str(), items.len(), outcome)).collect();
    let expected = [
        ("1-empty.json", 0, &Outcome::Empty),
        ("2-scan.pdf", 1, &Outcome::Done),
        ("3-spoilt.json", 1, &Outcome::Done),
        ("4-none.json", 0, &Outcome::Empty),
    ];
    assert_eq!(told, expected);
    assert_eq!(put(&found[1].1[0]).media_type, "application/octet-stream");
}

#[test]
fn a_document_over_the_limit_says_so() {
    let folder = Folder::new(&[("a.json", r#"{"resourceType":"Bundle","entry":[]}"#)]);
    let mut context = context();
    context.limits.body_bytes = 10;
    let found = run(pull(&folder.connector(), &context));
    let words = "the document is larger than the limit of 10 bytes".to_owned();
    assert_eq!((found[0].1.len(), &found[0].2), (0, &Outcome::Partial(words)));
}

#[test]
fn large_bundles_come_in_pages() {
    let entry = |n: u32| format!(r#"{{"resource":{{"resourceType":"Goal","id":"{n}"}}}}"#);
    let entries: Vec<String> = (0..5_000).map(entry).collect();
    let folder = Folder::new(&[]);
    folder.write(
        "b.json",
        format!(r#"{{"resourceType":"Bundle","entry":[{}]}}"#, entries.join(",")).as_bytes(),
    );
    run(async {
        let connector = folder.connector();
        let grant = grant(&connector).await;
        let query = connector.plan(&context(), &grant).await.unwrap().remove(0);
        let mut cursor = None;
        let mut sizes = Vec::new();
        loop {
            let page = connector.pull(&context(), &grant, &query, cursor.as_ref()).await.unwrap();
            sizes.push(page.items.len());
            let Next::More(next) = page.next else { break };
            cursor = Some(next);
        }
        assert_eq!(sizes, [2_000, 2_000, 1_000]);
    });
}

#[test]
fn a_changed_file_is_read_from_its_start() {
    let line = "{\"resourceType\":\"Goal\"}\n";
    let folder = Folder::new(&[]);
    folder.write("a.ndjson", line.repeat(3_000).as_bytes());
    run(async {
        let connector = folder.connector();
        let grant = grant(&connector).await;
        let query = connector.plan(&context(), &grant).await.unwrap().remove(0);
        let page = connector.pull(&context(), &grant, &query, None).await.unwrap();
        let Next::More(cursor) = page.next else { unreachable!("one page holds 2,000 lines") };
        folder.write("a.ndjson", line.repeat(3_001).as_bytes());
        let failed = connector.pull(&context(), &grant, &query, Some(&cursor)).await.unwrap_err();
        assert_eq!(failed.kind(), &ErrorKind::CursorExpired);
    });
}

#[test]
fn what_is_not_there_is_said() {
    run(async {
        let connector = FileConnector::new(["/nowhere/at/all.json"]);
        let failed = connector.plan(&context(), &grant_of(&connector)).await.unwrap_err();
        assert_eq!((failed.kind(), failed.to_string().contains("nowhere")), (&ErrorKind::NotFound, false));
        let folder = Folder::new(&[]);
        let connector = folder.connector();
        let unknown = Query::new("file-unknown", "unknown");
        let failed = connector.pull(&context(), &grant(&connector).await, &unknown, None).await.unwrap_err();
        assert_eq!(failed.kind(), &ErrorKind::NotFound);
    });
}

#[test]
fn the_same_paths_are_the_same_source() {
    let folder = Folder::new(&[("a.json", "{}"), ("b/c.json", "{}")]);
    let portal =
        |paths: [&str; 2]| FileConnector::new(paths.map(|name| folder.path(name))).descriptor().portal;
    let straight = portal(["a.json", "b"]);
    assert_eq!(portal(["b/../b", "a.json"]), straight);
    assert_ne!(portal(["a.json", "b/c.json"]), straight);
    assert_eq!(FileConnector::new(["x"]).with_portal("my clinic").descriptor().portal, "my clinic");
}

fn grant_of(_: &FileConnector) -> backpack_connect::Grant {
    backpack_connect::Grant::new(backpack_connect::PatientRef::new("anybody"), Vec::new().into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever bytes a file holds, reading it neither fails nor loses it: what is not blank brings at least one item,
    /// and every item is a slice of the file.
    #[test]
    fn no_bytes_are_lost(bytes in prop::collection::vec(prop_oneof![Just(b'{'), Just(b'}'), Just(b'"'), Just(b'\n'),
        Just(b' '), any::<u8>()], 0..200), lines in any::<bool>()) {
        let folder = Folder::new(&[]);
        folder.write(if lines { "a.ndjson" } else { "a.json" }, &bytes);
        let found = run(pull(&folder.connector(), &context()));
        let items = &found[0].1;
        let blank = bytes.trim_ascii().is_empty();
        prop_assert_eq!(items.is_empty(), blank || is_mark_alone(&bytes));
        for body in bodies(items) {
            prop_assert!(bytes.windows(body.len()).any(|window| window == body));
        }
    }
}

fn is_mark_alone(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").is_some_and(|rest| rest.trim_ascii().is_empty())
}
