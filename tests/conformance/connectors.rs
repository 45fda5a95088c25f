//! Every connector of this repository keeps the connector contract, at a portal that answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack::connect::{Answer, Capabilities, Connector, Context, Item, Link, Prompt, Query, async_trait};
use backpack::import::FileConnector;
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::{ConnectorSubject, ScriptedConnector};
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use bytes::Bytes;
use tempfile::TempDir;

use crate::world::{Clinic, transport};

/// The SMART connector at a demo portal over HTTP.
struct Smart {
    clinic: Clinic,
    connector: Arc<dyn Connector>,
    context: Context,
}

#[async_trait]
impl ConnectorSubject for Smart {
    fn connector(&self) -> &dyn Connector {
        &*self.connector
    }

    fn context(&self) -> Context {
        self.context.clone()
    }

    async fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let Prompt::Open(page) = prompt else { return None };
        let back = self.clinic.portal.allow(page.as_str(), self.clinic.person.patient_id())?;
        Some(Answer::Redirect(back.as_str().into()))
    }

    fn link(&self) -> Option<(Link, Bytes)> {
        // The portal gives it raw where the declared type is asked for.
        let body = self.clinic.references("Binary").into_iter().next()?;
        let json = self.clinic.portal.edit(|records| records.body(&body).map(str::to_owned))?;
        let binary: BTreeMap<String, serde_json::Value> = serde_json::from_str(&json).ok()?;
        let bytes = base64(binary.get("data")?.as_str()?);
        let link = Link::new(body, binary.get("contentType")?.as_str().map(str::to_owned));
        Some((link, bytes.into()))
    }

    async fn change(&self) -> bool {
        // More than an increment asks for again, and less than a token lives.
        self.context.clock.sleep(std::time::Duration::from_secs(600)).await;
        let name = self.clinic.references("Immunization").remove(0);
        self.clinic.portal.edit(|records| {
            records.update(&name, |body| body.replacen("\"completed\"", "\"not-done\"", 1)).is_ok()
        })
    }
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter_map(|c| DIGITS.iter().position(|&digit| digit == c)) {
        held = held << 6 | u32::try_from(digit).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xFF) as u8);
        }
    }
    bytes
}

async fn smart() -> Smart {
    let clock = VirtualClock::auto();
    let clinic = Clinic::with(&clock, |options| options.page_limit = 40).await;
    let context = Context::new(transport(), Arc::new(clock));
    Smart { connector: clinic.connector(), clinic, context }
}

mod smart_connector {
    use super::smart;

    backpack_testkit::connector_conformance!(smart);
}

/// The file connector over a folder with a person's NDJSON and another's Bundle.
struct Files {
    connector: FileConnector,
    bodies: Vec<Bytes>,
    _folder: TempDir,
}

impl ConnectorSubject for Files {
    fn connector(&self) -> &dyn Connector {
        &self.connector
    }

    fn bodies(&self) -> Option<Vec<Bytes>> {
        Some(self.bodies.clone())
    }
}

async fn files() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let size = PeopleOptions::with_resources(PeopleOptions::LEAST);
    let (one, two) = (Invented::from_seed(21, size), Invented::from_seed(22, size));
    let out = std::fs::File::create(folder.path().join("one.ndjson")).unwrap();
    one.write_ndjson(out).unwrap();
    let out = std::fs::File::create(folder.path().join("two.json")).unwrap();
    two.write_bundle("https://clinic.invalid/fhir", out).unwrap();
    let bodies = one.resources().chain(two.resources()).map(|resource| resource.body).collect();
    Files { connector: FileConnector::new([folder.path()]), bodies, _folder: folder }
}

mod file_connector {
    use super::files;

    backpack_testkit::connector_conformance!(files);
}

/// The scripted connector, claiming everything.
struct Scripted(ScriptedConnector);

#[async_trait]
impl ConnectorSubject for Scripted {
    fn connector(&self) -> &dyn Connector {
        &self.0
    }

    async fn answer(&self, _: &Prompt) -> Option<Answer> {
        Some(Answer::Redirect("https://app.invalid/back?code=1".into()))
    }

    fn link(&self) -> Option<(Link, Bytes)> {
        Some((Link::new("Binary/1", None), Bytes::from_static(b"a scan of a knee")))
    }

    async fn change(&self) -> bool {
        self.0.add("goals", Item::json(r#"{"resourceType":"Goal","id":"new"}"#));
        true
    }
}

fn script() -> ScriptedConnector {
    let goals = (0..25).map(|id| Item::json(format!(r#"{{"resourceType":"Goal","id":"{id}"}}"#)));
    ScriptedConnector::new()
        .asking()
        .with_query(Query::new("goals", "goals"), goals)
        .with_query(Query::new("none", "nothing"), [])
        .with_file("Binary/1", "image/png", "a scan of a knee")
}

async fn scripted() -> Scripted {
    Scripted(script())
}

async fn scripted_modest() -> Scripted {
    Scripted(script().claiming(Capabilities::default()))
}

mod scripted_connector {
    use super::scripted;

    backpack_testkit::connector_conformance!(scripted);
}

mod scripted_connector_that_claims_nothing {
    use super::scripted_modest;

    backpack_testkit::connector_conformance!(scripted_modest);
}
