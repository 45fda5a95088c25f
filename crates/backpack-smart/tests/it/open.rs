//! Attachments.

use backpack_connect::{Connector as _, ErrorKind, Link};
use backpack_smart::dialect::BinaryAccept;
use backpack_smart::{ForeignLinks, SmartConnector};
use backpack_testkit::run;
use http::header::{CONTENT_LENGTH, CONTENT_RANGE};

use crate::fake::{ACCESS, Fake, all, connector, json, options, reply};
use crate::first::{grant_with, with_dialect};

type Opened = Result<(Option<String>, Option<u64>, u64, String), ErrorKind>;

fn open_with(
    connector: &SmartConnector,
    fake: &std::sync::Arc<Fake>,
    url: &str,
    kind: Option<&str>,
    offset: u64,
) -> Opened {
    run(async {
        let link = Link::new(url, kind.map(ToOwned::to_owned));
        let download = connector.open(&fake.context(), &all(), &link, offset).await?;
        let (kind, length, start) = (download.media_type, download.length, download.offset);
        let body = download.body.collect(1 << 20).await?;
        Ok((kind, length, start, String::from_utf8(body.to_vec()).unwrap()))
    })
    .map_err(|error: backpack_connect::Error| error.kind().clone())
}

fn open(fake: &std::sync::Arc<Fake>, url: &str, kind: Option<&str>, offset: u64) -> Opened {
    open_with(&connector(), fake, url, kind, offset)
}

fn got(kind: Option<&str>, length: Option<u64>, offset: u64, body: &str) -> Opened {
    Ok((kind.map(ToOwned::to_owned), length, offset, body.to_owned()))
}

const BINARY: &str = r#"{"resourceType":"Binary","contentType":"application/pdf","data":"JVBE\nRi0x"}"#;

#[test]
fn the_answers_own_type_decides_between_raw_and_json() {
    let fake = Fake::new();
    fake.get("/fhir/Binary/raw", reply(200, "application/pdf; x=y", "%PDF-1").header(CONTENT_LENGTH, "6"));
    fake.get("/fhir/Binary/json", json(200, BINARY));
    fake.get("/fhir/Binary/bare", json(200, r#"{"resourceType":"Binary"}"#));
    fake.get("/fhir/Binary/note", reply(200, "application/json", r#"{"a":1}"#));
    let pdf = Some("application/pdf");
    assert_eq!(open(&fake, "Binary/raw", pdf, 0), got(pdf, Some(6), 0, "%PDF-1"));
    assert_eq!(
        open(&fake, "https://portal.example/fhir/Binary/json", pdf, 0),
        got(pdf, Some(6), 0, "%PDF-1")
    );
    assert_eq!(open(&fake, "Binary/bare", None, 0), got(None, Some(0), 0, ""));
    // JSON that is no Binary is itself what was attached.
    assert_eq!(open(&fake, "Binary/note", None, 0), got(Some("application/json"), Some(7), 0, r#"{"a":1}"#));
    let token = format!("[Bearer {ACCESS}]");
    assert_eq!(
        fake.log(),
        [
            format!("GET https://portal.example/fhir/Binary/raw accept=application/pdf {token}"),
            format!("GET https://portal.example/fhir/Binary/json accept=application/pdf {token}"),
            format!("GET https://portal.example/fhir/Binary/bare accept=*/* {token}"),
            format!("GET https://portal.example/fhir/Binary/note accept=*/* {token}"),
        ]
    );
}

#[test]
fn a_portal_that_cannot_give_the_type_is_asked_for_fhir_json_once() {
    for status in [406, 415] {
        let fake = Fake::new();
        fake.get("/fhir/Binary/b", json(status, "")).get("/fhir/Binary/b", json(200, BINARY));
        assert_eq!(
            open(&fake, "Binary/b", Some("text/rtf"), 0),
            got(Some("application/pdf"), Some(6), 0, "%PDF-1")
        );
        let accepts =
            fake.log().iter().map(|line| line.split(' ').nth(2).unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(accepts, ["accept=text/rtf", "accept=application/fhir+json"]);
    }
}

#[test]
fn a_row_may_ask_for_fhir_json_first_and_add_parameters() {
    let connector = with_dialect(|dialect| {
        dialect.attachments.accept = BinaryAccept::FhirJson;
        dialect.attachments.parameters.insert("site".to_owned(), "a/b".to_owned());
    });
    let fake = Fake::new();
    fake.get("/fhir/Binary/b?site=a/b", json(406, ""));
    fake.get("/fhir/Binary/b?site=a/b", reply(200, "application/pdf", "%PDF-1"));
    fake.get("/fhir/Binary/c?site=own&x=%2F", json(200, BINARY));
    let pdf = Some("application/pdf");
    assert_eq!(open_with(&connector, &fake, "Binary/b", pdf, 0), got(pdf, None, 0, "%PDF-1"));
    // What the link says itself stays as it is.
    assert_eq!(
        open_with(&connector, &fake, "Binary/c?site=own&x=%2F", None, 0),
        got(pdf, Some(6), 0, "%PDF-1")
    );
    let token = format!("[Bearer {ACCESS}]");
    let expected = [
        format!("GET https://portal.example/fhir/Binary/b?site=a/b accept=application/fhir+json {token}"),
        format!("GET https://portal.example/fhir/Binary/b?site=a/b accept=application/pdf {token}"),
        format!(
            "GET https://portal.example/fhir/Binary/c?site=own&x=%2F accept=application/fhir+json {token}"
        ),
    ];
    assert_eq!(fake.log(), expected);
}

#[test]
fn what_is_carried_goes_to_the_portal_alone() {
    let grant = grant_with("patient/*.rs", "[]", r#","carried":[["ah-practice","Organization/7"]]"#);
    let connector =
        SmartConnector::new(options().with_foreign_links(ForeignLinks::FetchWithoutToken)).unwrap();
    let fake = Fake::new();
    for url in ["Binary/b", "https://cdn.example/x"] {
        drop(run(connector.open(&fake.context(), &grant, &Link::new(url, None), 0)));
    }
    let expected = [
        format!(
            "GET https://portal.example/fhir/Binary/b?ah-practice=Organization/7 accept=*/* [Bearer {ACCESS}]"
        ),
        "GET https://cdn.example/x accept=*/* (any https)".to_owned(),
    ];
    assert_eq!(fake.log(), expected);
}

#[test]
fn json_under_another_name_is_unwrapped_and_raw_bytes_under_the_name_of_json_are_kept() {
    let fake = Fake::new();
    fake.get("/fhir/Binary/wrapped", reply(200, "application/pdf", format!("\n {BINARY}")));
    fake.get("/fhir/Binary/raw", json(200, "%PDF-1"));
    fake.get("/fhir/Binary/empty", json(200, ""));
    let note = r#"{"resourceType":"Bundle","note":"Binary"}"#;
    fake.get("/fhir/Binary/text", reply(200, "text/plain", note));
    let refusal = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"x"}]}"#;
    fake.get("/fhir/Binary/refused", reply(200, "application/pdf", refusal));
    let pdf = Some("application/pdf");
    assert_eq!(open(&fake, "Binary/wrapped", pdf, 0), got(pdf, Some(6), 0, "%PDF-1"));
    assert_eq!(open(&fake, "Binary/raw", pdf, 0), got(None, Some(6), 0, "%PDF-1"));
    assert_eq!(open(&fake, "Binary/empty", pdf, 0), got(None, Some(0), 0, ""));
    let plain = Some("text/plain");
    assert_eq!(open(&fake, "Binary/text", plain, 0), got(plain, Some(note.len() as u64), 0, note));
    assert_eq!(open(&fake, "Binary/refused", pdf, 0), Err(ErrorKind::Denied("x".to_owned())));
}

#[test]
fn a_part_of_wrapped_json_is_no_part_of_the_bytes() {
    let fake = Fake::new();
    let part = reply(206, "application/fhir+json", &BINARY[3..]).header(CONTENT_RANGE, "bytes 3-80/81");
    fake.get("/fhir/Binary/b", part).get("/fhir/Binary/b", json(200, BINARY));
    let pdf = Some("application/pdf");
    // Nothing of the bytes is skipped twice: the whole is asked for, and the part that is there is left out.
    assert_eq!(open(&fake, "Binary/b", pdf, 3), got(pdf, Some(6), 3, "F-1"));
    assert_eq!(fake.log().len(), 2);
}

#[test]
fn text_is_bytes_whatever_its_letters() {
    let fake = Fake::new();
    let latin = [0x63, 0x61, 0x66, 0xe9];
    fake.get("/fhir/Binary/t", reply(200, "text/plain; charset=iso-8859-1", latin));
    let bytes = run(async {
        let link = Link::new("Binary/t", Some("text/plain".to_owned()));
        let download = connector().open(&fake.context(), &all(), &link, 0).await.unwrap();
        download.body.collect(1 << 20).await.unwrap()
    });
    assert_eq!(&bytes[..], latin);
}

#[test]
fn a_download_goes_on_where_it_stopped_if_the_portal_can() {
    let part = reply(206, "application/pdf", "F-1").header(CONTENT_RANGE, "bytes 3-5/6");
    let pdf = Some("application/pdf");
    let answers = [
        (part.clone(), got(pdf, Some(6), 3, "F-1")),
        (reply(200, "application/pdf", "%PDF-1"), got(pdf, None, 0, "%PDF-1")),
        (json(200, BINARY), got(pdf, Some(6), 3, "F-1")),
        (
            part.header(CONTENT_RANGE, "bytes 2-5/6"),
            Err(ErrorKind::Malformed("another part than was asked for")),
        ),
        (reply(206, "application/pdf", "F-1"), Err(ErrorKind::Malformed("a part without its place"))),
    ];
    for (answer, expected) in answers {
        let fake = Fake::new();
        fake.get("/fhir/Binary/b", answer);
        assert_eq!(open(&fake, "Binary/b", pdf, 3), expected);
        assert!(fake.log()[0].contains("range=bytes=3-"));
    }
    let fake = Fake::new();
    fake.get("/fhir/Binary/b", reply(416, "", ""))
        .get("/fhir/Binary/b", reply(200, "application/pdf", "%PDF-1"));
    assert_eq!(open(&fake, "Binary/b", pdf, 9), got(pdf, None, 0, "%PDF-1"));
}

#[test]
fn other_servers_get_a_request_only_if_allowed_and_a_token_never() {
    let fake = Fake::new();
    let foreign =
        ["https://cdn.example/x.pdf", "/Binary/b", "https://portal.example/files/x.pdf", "//cdn.example/y"];
    for url in foreign {
        let refused = Err(ErrorKind::Forbidden("the link leads to another server"));
        assert_eq!(open(&fake, url, None, 0), refused, "{url}");
    }
    assert_eq!(fake.log(), [] as [&str; 0]);
    let allowed = SmartConnector::new(options().with_foreign_links(ForeignLinks::FetchWithoutToken)).unwrap();
    fake.get("https://cdn.example/x.pdf", reply(200, "application/pdf", "x"));
    let expected = got(Some("application/pdf"), None, 0, "x");
    assert_eq!(open_with(&allowed, &fake, "https://cdn.example/x.pdf", None, 0), expected);
    assert_eq!(fake.log(), ["GET https://cdn.example/x.pdf accept=*/* (any https)"]);
    // A sign-in that another server wants is not the portal's.
    fake.get("https://cdn.example/y.pdf", reply(401, "text/html", ""));
    let refused = Err(ErrorKind::Forbidden("the token is not for that address"));
    assert_eq!(open_with(&allowed, &fake, "https://cdn.example/y.pdf", None, 0), refused);
}

#[test]
fn an_outcome_in_place_of_the_bytes_is_a_refusal() {
    let outcome =
        r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"not now"}]}"#;
    let fake = Fake::new();
    fake.get("/fhir/Binary/1", json(200, outcome));
    let refused = Err(ErrorKind::Denied("not now".to_owned()));
    assert_eq!(open(&fake, "Binary/1", Some("application/pdf"), 0), refused);
}

#[test]
fn a_link_is_used_exactly_as_given() {
    let fake = Fake::new();
    fake.get("/fhir/Binary/$autogen-ccd-if?patient=1", reply(200, "application/xml", "<x/>"));
    let expected = got(Some("application/xml"), None, 0, "<x/>");
    assert_eq!(open(&fake, "Binary/$autogen-ccd-if?patient=1", Some("application/xml"), 0), expected);
}

#[test]
fn refusals_concern_this_attachment_alone() {
    let outcome = r#"{"resourceType":"OperationOutcome","issue":[{"diagnostics":"not yours"}]}"#;
    let rows = [
        (403, outcome, ErrorKind::Denied("not yours".to_owned())),
        (404, "", ErrorKind::NotFound),
        (410, "", ErrorKind::NotFound),
        (401, "", ErrorKind::NeedsSignIn),
        (429, "", ErrorKind::Busy(None)),
        (500, "", ErrorKind::Portal(500)),
        (400, "", ErrorKind::Portal(400)),
    ];
    for (status, body, expected) in rows {
        let fake = Fake::new();
        fake.get("/fhir/Binary/b", json(status, body));
        assert_eq!(open(&fake, "Binary/b", None, 0), Err(expected), "{status}");
    }
    let fake = Fake::new();
    fake.get("/fhir/Binary/b", json(200, r#"{"resourceType":"Binary","data":"%%"}"#));
    assert_eq!(open(&fake, "Binary/b", None, 0), Err(ErrorKind::Malformed("its base64")));
}
