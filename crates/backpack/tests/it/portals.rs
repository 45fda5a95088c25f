use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backpack::connect::http::{HeaderMap, HeaderValue, StatusCode, header};
use backpack::connect::{
    BodyStream, Connector as _, Error, ErrorKind as Why, Request, Response, Transport, Url, async_trait,
};
use backpack::core::Cancellation;
use backpack::directory::{Directory, List, Listing, NameKind, PortalId, Query, Source, Support};
use backpack::portals::{Loaded, Portals};
use backpack::smart::probe::RecognisedBy;
use backpack::smart::{Dialects, SmartConnector};
use backpack::{ErrorKind, Options};
use backpack_testkit::VirtualClock;

const GOOD: &str = "https://good.example/fhir";
const OLD: &str = "https://old.example/fhir";
const GONE: &str = "https://gone.example/fhir";
const LIST: &str = "https://lists.example/vendor";

/// Answers from a table, and writes down what was asked. An address that is not in it cannot be reached.
#[derive(Debug, Default)]
struct Web {
    pages: Mutex<HashMap<String, String>>,
    asked: Mutex<Vec<String>>,
}

impl Web {
    fn page(&self, url: &str, body: impl Into<String>) {
        self.pages.lock().unwrap().insert(url.to_owned(), body.into());
    }

    fn portal(&self, base: &str, version: &str) {
        let configuration = r#"{"authorization_endpoint":"/authorize","token_endpoint":"/token"}"#;
        self.page(&format!("{base}/.well-known/smart-configuration"), configuration);
        let statement = format!(r#"{{"resourceType":"CapabilityStatement","fhirVersion":"{version}"}}"#);
        self.page(&format!("{base}/metadata"), statement);
    }

    fn asked(&self) -> usize {
        std::mem::take(&mut *self.asked.lock().unwrap()).len()
    }
}

#[async_trait]
impl Transport for Web {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        self.asked.lock().unwrap().push(request.url.to_string());
        let page = self.pages.lock().unwrap().get(request.url.as_str()).cloned();
        let body = page.ok_or_else(|| Error::new(Why::Unreachable, "send"))?;
        let etag = HeaderValue::from_str(&format!("\"{}\"", body.len())).unwrap();
        let known = request.headers.get(header::IF_NONE_MATCH) == Some(&etag);
        let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let headers = HeaderMap::from_iter([(header::ETAG, etag)]);
        Ok(Response::new(status, headers, request.url, BodyStream::from_bytes(body)))
    }
}

fn listing(base: &str, name: &str) -> Listing {
    Listing::new(base, name, NameKind::Organisation).unwrap()
}

fn source(address: &str) -> Source {
    Source::consolidated(Url::parse(address).unwrap())
}

/// Returns a directory of three clinics in a small world, the first two of which answer.
fn world() -> (Arc<Web>, VirtualClock, Portals) {
    let web = Arc::new(Web::default());
    web.portal(GOOD, "4.0.1");
    web.portal(OLD, "1.0.2");
    let clock = VirtualClock::new();
    let options = Options::new().unwrap();
    let transport: Arc<dyn Transport> = Arc::<Web>::clone(&web);
    let options = options.with_transport(transport).with_clock(Arc::new(clock.clone()));
    let clinics = [(GOOD, "Clinic Good"), (OLD, "Clinic Old"), (GONE, "Clinic Gone")];
    let clinics = clinics.map(|(base, name)| listing(base, name)).to_vec();
    let list = List::new(source(LIST).with_dialect("vendor"), clinics);
    let rows = br#"{"format":1,"version":"t","rows":[{"name":"vendor","title":"A vendor"}]}"#;
    let directory = Directory::builder().list(list).build().unwrap();
    let portals = Portals::new(directory, &options).with_dialects(Dialects::read(rows).unwrap());
    (web, clock, portals)
}

fn states(portals: &Portals) -> Vec<(String, Support)> {
    let hits = portals.search(&Query::new("clinic"));
    hits.into_iter().map(|hit| (hit.portal.name.text, hit.support)).collect()
}

fn id(portals: &Portals, name: &str) -> PortalId {
    portals.search(&Query::new(name)).first().unwrap().portal.id
}

#[test]
fn hits_say_what_a_check_found_out() {
    backpack_testkit::run(async {
        let (web, clock, portals) = world();
        let cancel = Cancellation::new();
        let all = |support: [Support; 3]| {
            let names = ["Clinic Gone", "Clinic Good", "Clinic Old"].map(str::to_owned);
            names.into_iter().zip(support).collect::<Vec<_>>()
        };
        let check = async || portals.check(&portals.search(&Query::new("clinic")), &cancel).await.unwrap();
        assert_eq!(states(&portals), all([Support::Checking, Support::Checking, Support::Checking]));
        assert_eq!((check().await, web.asked()), (3, 6));
        let unsupported = |words: &str| Support::Unsupported(words.to_owned());
        let found = all([
            unsupported("It cannot be reached at the moment."),
            Support::Supported,
            unsupported("It speaks version 1.0.2 of FHIR, and only versions 4.0 and 4.3 can be read."),
        ]);
        assert_eq!(states(&portals), found);
        // Nothing is asked again before its time: an hour, seven days, thirty days.
        assert_eq!((check().await, web.asked()), (0, 0));
        let hours = [(1, 1), (7 * 24, 2), (30 * 24, 3)];
        for (hours, due) in hours {
            clock.advance(std::time::Duration::from_hours(hours));
            assert_eq!(check().await, due, "after {hours} hours");
        }
        // What was found out outlives the process.
        let again = Directory::open(portals.cache()).unwrap().with_marks(&portals.marks()).unwrap();
        assert_eq!(again, portals.directory());
    });
}

#[test]
fn a_hit_is_connected_in_the_dialect_of_its_list() {
    backpack_testkit::run(async {
        let (_, _, portals) = world();
        let good = id(&portals, "clinic good");
        let report = portals.probe(good, &Cancellation::new()).await.unwrap();
        assert_eq!(
            (report.recognised.row.as_str(), report.recognised.by),
            ("vendor", RecognisedBy::Directory)
        );
        let options = portals.options(good, "my-app").unwrap();
        assert_eq!(options.dialect.as_ref().map(|row| row.title.as_str()), Some("A vendor"));
        let connector = SmartConnector::new(options).unwrap().descriptor();
        assert_eq!((connector.portal.as_str(), connector.name.as_str()), (GOOD, "Clinic Good"));
        let nowhere = "00000000000000000000000000000000".parse().unwrap();
        assert_eq!(portals.options(nowhere, "x").unwrap_err().kind(), &ErrorKind::NotFound("portal"));
    });
}

#[test]
fn a_cancelled_check_says_so_and_marks_nothing() {
    backpack_testkit::run(async {
        let (web, _, portals) = world();
        let cancel = Cancellation::new();
        cancel.cancel();
        let error = portals.check(&portals.search(&Query::new("clinic")), &cancel).await.unwrap_err();
        assert_eq!((error.kind(), web.asked()), (&ErrorKind::Cancelled, 0));
        assert!(states(&portals).iter().all(|(_, support)| *support == Support::Checking));
    });
}

#[test]
fn a_list_is_loaded_once_and_marks_stay() {
    backpack_testkit::run(async {
        let (web, _, portals) = world();
        let good = id(&portals, "clinic good");
        portals.probe(good, &Cancellation::new()).await.unwrap();
        let lists = "https://lists.example/brands";
        let row = |name: &str| {
            format!(
                r#"[{{"URL":"{GOOD}","OrganizationName":"Clinic Good"}},{{"URL":"{GOOD}","OrganizationName":"{name}"}},7]"#
            )
        };
        web.page(lists, row("Clinic New"));
        web.asked();
        let loaded = portals.load(source(lists)).await.unwrap();
        assert_eq!(loaded, Loaded::Updated { listed: 2, skipped: 1 });
        assert_eq!(portals.load(source(lists)).await.unwrap(), Loaded::Unchanged);
        assert_eq!((portals.directory().len(), portals.directory().support(good)), (4, Support::Supported));
        // The portal's own word, from the same address: read again, since its standing is another.
        let own = Source::own(Url::parse(lists).unwrap(), GOOD);
        assert_eq!(portals.load(own).await.unwrap(), loaded);
        web.page(lists, "<html>");
        let error = portals.load(source(lists)).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Invalid("the list could not be read".to_owned()));
        assert_eq!(
            portals.load(source("https://nowhere.example")).await.unwrap_err().kind(),
            &ErrorKind::Portal
        );
        assert_eq!(portals.directory().len(), 4);
    });
}
