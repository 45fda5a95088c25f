//! What real servers sent, put in a portal's mouth: documents of discovery for the probe, searchsets for the connector.

use std::sync::Arc;

use backpack::connect::http::{HeaderMap, Method, StatusCode};
use backpack::connect::{
    Answer, BodyStream, Connector as _, Context, Error, Grant, Item, Next, Outcome, Page, Prompt, Request,
    Response, Step, Transport, Turn, async_trait,
};
use backpack::smart::probe::{ProbeReport, Verdict, probe};
use backpack::smart::{Dialects, SmartConnector, SmartOptions};
use backpack_record::Bundle;
use backpack_testkit::{VirtualClock, run};
use bytes::Bytes;
use serde_json::{Value, json};

use super::group;

pub(super) const BASE: &str = "https://portal.example/fhir";
const BACK: &str = "https://app.example/back";

/// A portal that says what it was given: a smart-configuration, a capability statement, and one page for all searches.
#[derive(Debug, Default)]
pub(super) struct Mouth {
    pub(super) configuration: Option<Bytes>,
    pub(super) statement: Option<Bytes>,
    pub(super) token: Option<Bytes>,
    pub(super) page: Option<Bytes>,
}

#[async_trait]
impl Transport for Mouth {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let path = request.url.path();
        let said = if request.method == Method::POST {
            let token =
                json!({"access_token": "t", "token_type": "Bearer", "patient": "p", "scope": "patient/*.rs"});
            self.token.clone().or_else(|| Some(Bytes::from(token.to_string())))
        } else if path.ends_with("smart-configuration") {
            self.configuration.clone()
        } else if path.ends_with("metadata") {
            self.statement.clone()
        } else {
            self.page.clone()
        };
        let status = if said.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let body = BodyStream::from_bytes(said.unwrap_or_default());
        Ok(Response::new(status, HeaderMap::new(), request.url, body))
    }
}

impl Mouth {
    pub(super) fn context(self) -> Context {
        Context::new(Arc::new(self), Arc::new(VirtualClock::auto()))
    }

    pub(super) async fn probed(self) -> ProbeReport {
        probe(&self.context(), BASE, &Dialects::built_in(), None).await.unwrap()
    }
}

/// Every JSON document of a set as what a portal says of itself, alone and as both documents.
fn probe_all(name: &'static str) -> Option<Vec<(String, ProbeReport)>> {
    let set = group(name)?;
    let mut reports = Vec::new();
    run(async {
        for path in set.json() {
            let document = Some(Bytes::from(std::fs::read(&path).unwrap()));
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let configuration = || document.clone();
            for mouth in [
                Mouth { configuration: configuration(), ..Mouth::default() },
                Mouth { statement: document.clone(), ..Mouth::default() },
                Mouth { configuration: configuration(), statement: document.clone(), ..Mouth::default() },
            ] {
                reports.push((file.clone(), mouth.probed().await));
            }
        }
    });
    Some(reports)
}

#[test]
fn whatever_a_portal_says_of_itself_is_judged() {
    let mut judged = 0;
    for name in
        ["vendor/fhir-kit-client", "eob/bluebutton", "fhir-r4/hl7-examples", "json/JSONTestSuite", "made"]
    {
        let Some(reports) = probe_all(name) else { continue };
        for (file, report) in &reports {
            if let Verdict::Unsupported(why) = &report.verdict {
                assert!(why.to_string().len() > 10, "{file}: {why}");
            }
        }
        let supported = |wanted: &str| {
            let of_file = reports.iter().filter(|(file, _)| file == wanted);
            of_file.filter(|(_, report)| report.verdict == Verdict::Supported).count()
        };
        if name == "vendor/fhir-kit-client" {
            // A smart-configuration alone is enough, and so is a statement that names its sign-in; one that does not is not.
            assert_eq!(supported("well-known.json"), 2, "{reports:#?}");
            assert_eq!(supported("no-smart-oauth-uri-capability-statement.json"), 0);
        }
        judged += reports.len();
    }
    println!("{judged} reports");
}

async fn signed_in(connector: &SmartConnector, context: &Context) -> Grant {
    sign_in(connector, context).await.unwrap()
}

/// Signs in, whatever comes of it.
pub(super) async fn sign_in(connector: &SmartConnector, context: &Context) -> Result<Grant, Error> {
    let Step::Ask(Prompt::Open(page), pending) = connector.authorize(context, Turn::Begin).await? else {
        panic!("no page");
    };
    let state = page.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let answer = Answer::Redirect(format!("{BACK}?code=c&state={state}").into());
    match connector.authorize(context, Turn::Resume(&pending, answer)).await? {
        Step::Done(mut grants) => Ok(grants.remove(0)),
        other => panic!("{other:?}"),
    }
}

/// Returns a connector, and a smart-configuration that it can sign in with.
pub(super) fn portal() -> (SmartConnector, Bytes) {
    let configuration = json!({
        "authorization_endpoint": "https://portal.example/authorize",
        "token_endpoint": "https://portal.example/token",
        "capabilities": ["permission-v2"],
    });
    let options = SmartOptions::new(BASE, "app").with_redirect_uri(BACK);
    (SmartConnector::new(options).unwrap(), configuration.to_string().into())
}

/// Pulls one page as the answer to a search of this type.
async fn pulled(page: Bytes, kind: &str) -> Option<Page> {
    let (connector, configuration) = portal();
    let context =
        Mouth { configuration: Some(configuration), page: Some(page), ..Mouth::default() }.context();
    let grant = signed_in(&connector, &context).await;
    let plan = connector.plan(&context, &grant).await.unwrap();
    let query = plan.iter().find(|query| query.id.split('?').next() == Some(kind) && !query.follows)?;
    Some(connector.pull(&context, &grant, query, None).await.unwrap())
}

/// Every searchset of a set as a page: each resource comes byte for byte, and an end that is no success is not called one.
fn pull_all(name: &'static str) -> usize {
    let Some(set) = group(name) else { return 0 };
    let mut pages = 0;
    for path in set.json() {
        let bytes = Bytes::from(std::fs::read(&path).unwrap());
        let Ok(bundle) = Bundle::split(&bytes) else { continue };
        if bundle.bundle_type.as_ref().is_none_or(|kind| *kind != "searchset") {
            continue;
        }
        let resources: Vec<&[u8]> = bundle.entries.iter().filter_map(|entry| entry.resource).collect();
        let kind_of = |body: &[u8]| {
            let value: Value = serde_json::from_slice(body).unwrap();
            value["resourceType"].as_str().unwrap_or_default().to_owned()
        };
        let Some(kind) = resources.first().map(|body| kind_of(body)).filter(|kind| kind != "Patient") else {
            continue;
        };
        let Some(page) = run(pulled(bytes.clone(), &kind)) else { continue };
        let mut bodies: Vec<&[u8]> = Vec::new();
        for item in &page.items {
            let Item::Put(put) = item else { panic!("{}: {item:?}", path.display()) };
            bodies.push(&put.body);
        }
        let expected: Vec<&[u8]> =
            resources.iter().copied().filter(|body| kind_of(body) != "OperationOutcome").collect();
        assert_eq!(bodies, expected, "{}", path.display());
        let foreign = bundle.link("next").is_some_and(|next| next.contains("://") && !next.starts_with(BASE));
        match page.next {
            Next::Done(_, Outcome::Partial(_)) => assert!(foreign, "{}", path.display()),
            Next::Done(_, Outcome::Done) | Next::More(_) => assert!(!foreign, "{}", path.display()),
            other => panic!("{}: {other:?}", path.display()),
        }
        pages += 1;
    }
    pages
}

#[test]
fn searchsets_of_real_servers_come_whole() {
    let pages: usize =
        ["vendor/fhir-kit-client", "eob/bluebutton", "fhir-multi/ms-testfiles"].map(pull_all).iter().sum();
    println!("{pages} searchsets");
    assert!(
        pages >= 3 || std::env::var_os("BACKPACK_CORPORA").is_none(),
        "only {pages} searchsets were found"
    );
}
